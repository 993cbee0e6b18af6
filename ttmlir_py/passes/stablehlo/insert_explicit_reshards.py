"""`insert-explicit-reshards`: as Shardy's pass, but for shards that are worked on alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Block, BlockArgument

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.sharding import ReductionOp, TensorSharding
from ttmlir_py.dialects.sdy.shardings import (
    SHARDING,
    func_result_sharding,
    set_func_result_sharding,
    set_sharding,
    sharding_of,
)
from ttmlir_py.dialects.ttcore.attributes import ShardStatus, ShardStatusAttr
from ttmlir_py.passes.common.function_attributes import Entry, entries
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

    Results of public functions that nobody gave a sharding keep that of the value returned. Partial
    values do not cross the border: arguments are split into them, and results summed up, inside.
    Without `enable_full_version` ops keep operands that a partitioner behind would have to move.
    """

    name = "insert-explicit-reshards"

    enable_full_version: bool = True

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        # Propagation drops the rules of ops; those that came with the program still hold.
        RegisterUserShardingRulePass().apply(ctx, op)
        RegisterCustomShardingRulePass().apply(ctx, op)
        for ending in [r for r in op.walk() if isinstance(r, ReturnOp)]:
            _adopt_shardings(ending)
        ShardyPass(lone_shards=self.enable_full_version).apply(ctx, op)
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
    _drop_parts_of_axes(function)
    _make_border_whole(function)


def _drop_parts_of_axes(function: FuncOp) -> None:
    """At the border, tensors that nobody sharded before are divided along whole axes only."""
    for argument, entry in zip(
        function.body.block.args, entries(function, "arguments"), strict=True
    ):
        sharding = entry.get(SHARDING)
        if isinstance(sharding, TensorSharding) and _is_free(entry):
            set_sharding(argument, _along_whole_axes(sharding))
    for index, entry in enumerate(entries(function, "results")):
        sharding = entry.get(SHARDING)
        if isinstance(sharding, TensorSharding) and _is_free(entry):
            set_func_result_sharding(function, index, _along_whole_axes(sharding))


def _make_border_whole(function: FuncOp) -> None:
    """Let no argument and no result of a function consist of partial values."""
    block = function.body.block
    for argument in block.args:
        sharding = sharding_of(argument)
        if sharding is not None and sharding.unreduced:
            set_sharding(argument, sharding.with_unreduced(()))
            # Copies of a value are partial values of its maximum and minimum already.
            if sharding.reduction is ReductionOp.SUM:
                _reshard(argument, sharding, block)
    for index in range(len(function.function_type.outputs)):
        sharding = func_result_sharding(function, index)
        if sharding is not None and sharding.unreduced:
            set_func_result_sharding(function, index, sharding.with_unreduced(()))


def _reshard(argument: BlockArgument, sharding: TensorSharding, block: Block) -> None:
    reshard = ReshardOp(argument, sharding=sharding, location=argument.location)
    argument.replace_uses_with_if(reshard.result, lambda use: use.operation is not reshard)
    assert block.first_op is not None, "a function without an end"
    block.insert_op_before(reshard, block.first_op)


def _is_free(entry: Entry) -> bool:
    return entry.get(ShardStatusAttr.name) == ShardStatusAttr(ShardStatus.UNSHARDED)


def _along_whole_axes(sharding: TensorSharding) -> TensorSharding:
    if all(axis.sub is None for axis in sharding.dim_axes):
        return sharding
    return sharding.with_axes(
        [tuple(takewhile(lambda axis: axis.sub is None, dim.axes)) for dim in sharding.dims]
    )
