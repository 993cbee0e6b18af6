"""`insert-explicit-reshards`: Shardy's pass of the same task, in its full version."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp, ReturnOp

from ttmlir_py.dialects.sdy.shardings import (
    func_result_sharding,
    set_func_result_sharding,
    sharding_of,
)
from ttmlir_py.passes.sdy.export.insert_explicit_reshards import (
    InsertExplicitReshardsPass as ShardyPass,
)
from ttmlir_py.passes.stablehlo.register_custom_sharding_rule import (
    RegisterCustomShardingRulePass,
    drop_rules,
)
from ttmlir_py.passes.stablehlo.register_user_sharding_rule import RegisterUserShardingRulePass
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class InsertExplicitReshardsPass(Pass):
    """The tensors of every op are sharded as the op computes with them; all else is a reshard.

    Results of public functions that nobody gave a sharding keep that of the value returned.
    """

    name = "insert-explicit-reshards"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        # Propagation drops the rules of ops; those that came with the program still hold.
        RegisterUserShardingRulePass().apply(ctx, op)
        RegisterCustomShardingRulePass().apply(ctx, op)
        for ending in [r for r in op.walk() if isinstance(r, ReturnOp)]:
            _adopt_shardings(ending)
        ShardyPass(enable_full_version=True).apply(ctx, op)
        drop_rules(op)


def _adopt_shardings(ending: ReturnOp) -> None:
    function = ending.parent_op()
    assert isinstance(function, FuncOp), f"{function}"
    if function.sym_visibility is not None and function.sym_visibility.data == "private":
        return
    for index, value in enumerate(ending.operands):
        sharding = sharding_of(value)
        if sharding is not None and func_result_sharding(function, index) is None:
            set_func_result_sharding(function, index, sharding)
