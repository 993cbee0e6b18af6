"""`convert-xla-sdy-to-sdy`: read the meshes and shardings a front end left as text."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import DictionaryAttr, ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.dialects.sdy.annotations import MeshOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr, meshes_in
from ttmlir_py.dialects.sdy.shardings import SHARDING
from ttmlir_py.passes.common.function_attributes import entries, set_entries
from ttmlir_py.passes.stablehlo.frontend_shardings import (
    FRONTEND_ATTRIBUTES,
    MESHES,
    XLA_SHARDING,
    frontend_sharding,
    frontend_text,
    parse_attribute,
)
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class ConvertXlaSdyToSdyPass(Pass):
    """Meshes are `sdy.mesh` ops, shardings of arguments `sdy.sharding` attributes."""

    name = "convert-xla-sdy-to-sdy"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        text = frontend_text(op.attributes, MESHES)
        if text is not None:
            _declare_meshes(ctx, op, text)
            del op.attributes[FRONTEND_ATTRIBUTES]
        elif not meshes_in(op):
            return
        for function in [f for f in op.walk() if isinstance(f, FuncOp)]:
            _convert_arguments(ctx, function)


def _declare_meshes(ctx: Context, module: ModuleOp, text: str) -> None:
    meshes = parse_attribute(ctx, module, text)
    if not isinstance(meshes, DictionaryAttr):
        fail(module, f"has meshes in {FRONTEND_ATTRIBUTES} that are no dictionary: {text}")
    block = module.body.block
    for name, mesh in reversed(list(meshes.data.items())):
        if not isinstance(mesh, MeshAttr):
            fail(module, f"has a mesh @{name} in {FRONTEND_ATTRIBUTES} that is none: {mesh}")
        op = MeshOp(sym_name=name, mesh=mesh)
        if block.first_op is None:
            block.add_op(op)
        else:
            block.insert_op_before(op, block.first_op)


def _convert_arguments(ctx: Context, function: FuncOp) -> None:
    converted = entries(function, "arguments")
    for entry in converted:
        sharding = frontend_sharding(ctx, function, entry)
        if sharding is not None:
            entry.pop(FRONTEND_ATTRIBUTES)
            entry.pop(XLA_SHARDING, None)
            entry[SHARDING] = sharding
    set_entries(function, "arguments", converted)
