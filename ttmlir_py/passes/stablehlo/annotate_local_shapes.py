"""`annotate-local-shapes`: note what shape each argument and result has on a chip."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute

from ttmlir_py.dialects.sdy.mesh import mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import SHARDING
from ttmlir_py.dialects.ttcore.attributes import ShardStatus, ShardStatusAttr
from ttmlir_py.dialects.ttcore.meshes import LocalShapeAttr
from ttmlir_py.passes.common.function_attributes import (
    SIDES,
    Entry,
    Side,
    entries,
    set_entries,
    types,
)
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import shape_of, tensor_type, with_shape
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class AnnotateLocalShapesPass(Pass):
    """Arguments and results carry a `ttcore.local_shape`: that of a shard where presharded."""

    name = "annotate-local-shapes"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for function in [f for f in op.walk() if isinstance(f, FuncOp)]:
            for side in SIDES:
                _annotate(op, function, side)


def _annotate(module: ModuleOp, function: FuncOp, side: Side) -> None:
    annotated = entries(function, side)
    for entry, type_ in zip(annotated, types(function, side), strict=True):
        if LocalShapeAttr.name in entry:
            word = side.removesuffix("s").capitalize()
            fail(
                module,
                f"{word} already has local shape annotation, cannot annotate local shape",
            )
        if isinstance(type_, TensorType):
            entry[LocalShapeAttr.name] = LocalShapeAttr(_local_type(function, entry, type_))
    set_entries(function, side, annotated)


def _local_type(function: FuncOp, entry: Entry, type_: Attribute) -> TensorType[Attribute]:
    sharding = entry.get(SHARDING)
    is_presharded = entry.get(ShardStatusAttr.name) == ShardStatusAttr(ShardStatus.PRESHARDED)
    if not is_presharded or not isinstance(sharding, TensorSharding):
        return tensor_type(type_)
    mesh = mesh_of(function, sharding.mesh)
    assert mesh is not None, f"unknown mesh {sharding.mesh}"
    return with_shape(type_, sharding.local_shape(shape_of(type_), mesh))
