"""Custom calls by which front ends constrain the sharding of a value."""

from __future__ import annotations

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.dialects.sdy.annotations import ShardingConstraintOp
from ttmlir_py.dialects.sdy.mesh import meshes_in
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.common.function_attributes import remove_attribute
from ttmlir_py.passes.stablehlo.frontend_shardings import XLA_SHARDING, frontend_sharding
from ttmlir_py.support.conversion import Builder, replace_op

_RESULT_SHARDING = "xla.sdy.FuncResultSharding"
_TARGETS = frozenset(("Sharding", "tt.sharding_constraint", _RESULT_SHARDING))


def convert_custom_call_constraints(ctx: Context, module: ModuleOp) -> None:
    """Turn custom calls with a sharding of ours into `sdy.sharding_constraint` ops."""
    mesh = next(iter(meshes_in(module).values()), None)
    axes = tuple(axis.axis for axis in mesh.axes) if mesh else ()
    for call in [c for c in module.walk() if isinstance(c, CustomCallOp)]:
        if call.call_target_name not in _TARGETS:
            continue
        sharding = frontend_sharding(ctx, call, call.attributes, axes)
        if sharding is None:
            continue
        if call.call_target_name == _RESULT_SHARDING:
            _drop_xla_shardings(module)
        build = Builder(call)
        replace_op(call, [build(ShardingConstraintOp(call.operands[0], sharding=sharding))])


def _drop_xla_shardings(module: ModuleOp) -> None:
    for function in [f for f in module.walk() if isinstance(f, FuncOp)]:
        remove_attribute(function, "results", XLA_SHARDING)
