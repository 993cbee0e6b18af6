"""Shardings that do not divide their tensors evenly: loosened inside, refused at the border."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute

from ttmlir_py.dialects.sdy.annotations import ReshardingOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.dialects.sdy.shardings import func_result_sharding, sharding_of
from ttmlir_py.passes.common.function_attributes import types
from ttmlir_py.passes.sdy.export.single_device_reshards import verify_boundary
from ttmlir_py.support.shapes import DYNAMIC, shape_of
from ttmlir_py.syntax.diagnostics import fail


def check_divisibility(module: ModuleOp) -> None:
    """Refuse shardings of arguments and results that do not divide; loosen constraints."""
    for op in module.walk():
        if isinstance(op, FuncOp):
            verify_boundary(op)
            _check_function(op)
        elif isinstance(op, ReshardingOp):
            mesh = mesh_of(op, op.sharding.mesh)
            if mesh is not None and not op.sharding.divides(shape_of(op.input), mesh):
                op.sharding = divisible_part(op.sharding, shape_of(op.input), mesh)


def divisible_part(
    sharding: TensorSharding, shape: tuple[int, ...], mesh: MeshAttr
) -> TensorSharding:
    """The sharding with only the leading axes of each dimension that divide it evenly."""
    pairs = zip(sharding.dims, shape, strict=True)
    return sharding.with_dims(_divisible_dim(dim, size, mesh) for dim, size in pairs)


def _divisible_dim(dim: DimSharding, size: int, mesh: MeshAttr) -> DimSharding:
    if size == DYNAMIC or size % dim.size_in(mesh) == 0:
        return dim
    parts, kept = 1, 0
    for axis in dim.axes:
        parts *= axis.size_in(mesh)
        if size % parts:
            break
        kept += 1
    return DimSharding(dim.axes[:kept], dim.is_closed, dim.priority if kept else None)


class _Border(NamedTuple):
    """An argument or result, as an error names it."""

    text: str
    type_: Attribute
    sharding: TensorSharding | None


def _check_function(function: FuncOp) -> None:
    for value in _borders(function):
        if value.sharding is None or not isinstance(value.type_, TensorType):
            continue
        mesh = mesh_of(function, value.sharding.mesh)
        if mesh is None:
            continue
        shape = shape_of(value.type_)
        for index, (size, dim) in enumerate(zip(shape, value.sharding.dims, strict=True)):
            if size != DYNAMIC and size % dim.size_in(mesh):
                axes = ", ".join(axis.text for axis in dim.axes)
                fail(
                    function,
                    f"{value.text} has dimension {index} of size {size}, which is not divisible "
                    f"by the size {dim.size_in(mesh)} of its axes {{{axes}}}",
                )


def _borders(function: FuncOp) -> Iterator[_Border]:
    for index, type_ in enumerate(types(function, "arguments")):
        sharding = sharding_of(function.body.block.args[index]) if function.body.blocks else None
        yield _Border(f"argument #{index}", type_, sharding)
    for index, type_ in enumerate(types(function, "results")):
        yield _Border(f"result #{index}", type_, func_result_sharding(function, index))
