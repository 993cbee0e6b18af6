"""Custom calls by which front ends constrain the sharding of a value."""

from __future__ import annotations

from dataclasses import replace

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.dialects.sdy.annotations import ShardingConstraintOp
from ttmlir_py.dialects.sdy.mesh import mesh_of, meshes_in
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.common.function_attributes import remove_attribute
from ttmlir_py.passes.stablehlo.frontend_shardings import XLA_SHARDING, frontend_sharding
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.syntax.diagnostics import fail

_RESULT_SHARDING = "xla.sdy.FuncResultSharding"
_TARGETS = frozenset(("Sharding", "tt.sharding_constraint", _RESULT_SHARDING))


def convert_custom_call_constraints(ctx: Context, module: ModuleOp) -> None:
    """Turn custom calls with a sharding of ours into `sdy.sharding_constraint` ops.

    Front ends do not know what the only mesh is called, nor of axes that were added to it.
    """
    meshes = meshes_in(module)
    mesh = next(iter(meshes.values()), None)
    axes = () if mesh is None else tuple(a.axis for a in mesh.axes if not a.axis.endswith("_aux"))
    for call in [c for c in module.walk() if isinstance(c, CustomCallOp)]:
        if call.call_target_name not in _TARGETS:
            continue
        sharding = frontend_sharding(ctx, call, call.attributes, axes)
        if sharding is None:
            continue
        if len(meshes) == 1 and sharding.mesh not in meshes:
            sharding = replace(sharding, mesh=next(iter(meshes)))
        _check_axes(call, sharding)
        if call.call_target_name == _RESULT_SHARDING:
            _drop_xla_shardings(module)
        build = Builder(call)
        replace_op(call, [build(ShardingConstraintOp(call.operands[0], sharding=sharding))])


def _check_axes(call: CustomCallOp, sharding: TensorSharding) -> None:
    mesh = mesh_of(call, sharding.mesh)
    for axis in sharding.dim_axes:
        if mesh is not None and not mesh.has_axis(axis.axis):
            fail(call, f"has a sharding with axis {axis.text}, which mesh {mesh} does not have")


def _drop_xla_shardings(module: ModuleOp) -> None:
    for function in [f for f in module.walk() if isinstance(f, FuncOp)]:
        remove_attribute(function, "results", XLA_SHARDING)
