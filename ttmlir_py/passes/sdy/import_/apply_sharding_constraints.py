"""`sdy-apply-sharding-constraints`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import ReturnOp
from xdsl.ir import Operation, SSAValue, Use

from ttmlir_py.dialects.sdy.annotations import DataFlowEdgeOp, ShardingConstraintOp
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.data_flow import edge_of
from ttmlir_py.dialects.sdy.mesh import mesh_of
from ttmlir_py.dialects.sdy.rule import OpShardingRule
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import (
    SHARDING_RULE,
    set_sharding,
    shardable_value,
    sharding_of,
    sharding_or,
    shardings_of,
)
from ttmlir_py.passes.sdy.insertion import insert_after, move_after
from ttmlir_py.passes.sdy.propagation.debugging import Recorder
from ttmlir_py.passes.sdy.propagation.rules.registry import rule_of
from ttmlir_py.passes.sdy.propagation.visit import Visit
from ttmlir_py.passes.sdy.walk import post_order
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class ApplyShardingConstraintsPass(Pass):
    """A closed constraint that no other contradicts is the sharding of its input."""

    name = "sdy-apply-sharding-constraints"

    debug_sharding_origins: bool = False
    debug_propagation_edge_sharding: bool = False

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        origins, steps = self.debug_sharding_origins, self.debug_propagation_edge_sharding
        recorder = Recorder(op, origins, steps) if origins or steps else None
        for inner in list(post_order(op)):
            match inner:
                case ShardingConstraintOp():
                    _apply_constraint(inner, recorder)
                case ManualComputationOp():
                    _apply_in_shardings(inner, recorder)
                case _:
                    pass
        if recorder is not None:
            recorder.save()


def _apply_constraint(op: ShardingConstraintOp, recorder: Recorder | None) -> None:
    tail = _tail_of_chain(op)
    if tail is not None:
        _use_tail(op, tail)

    def constraint() -> ShardingConstraintOp:
        move_after(op, op.input)
        return op

    _apply(op, op.input, op.sharding, constraint, recorder)


def _apply_in_shardings(op: ManualComputationOp, recorder: Recorder | None) -> None:
    for value, sharding in zip(list(op.operands), op.in_shardings, strict=True):

        def constraint(
            value: SSAValue = value, sharding: TensorSharding = sharding
        ) -> ShardingConstraintOp:
            new = ShardingConstraintOp(value, sharding=sharding, location=op.location)
            insert_after(value, new)
            return new

        _apply(op, value, sharding, constraint, recorder)


def _apply(
    op: Operation,
    value: SSAValue,
    sharding: TensorSharding,
    constraint_after: Callable[[], ShardingConstraintOp],
    recorder: Recorder | None,
) -> None:
    """Give a value the sharding; one on a data-flow edge gets a constraint behind it instead."""
    if not _should_apply(value, sharding):
        return
    if not isinstance(value.owner, DataFlowEdgeOp) and edge_of(value) is None:
        values = (*op.operands, *op.results)
        before = shardings_of(values)
        set_sharding(value, sharding)
        if (rule := rule_of(op)) is not None:
            op.attributes[SHARDING_RULE] = OpShardingRule(rule)
            mesh = mesh_of(op, sharding.mesh)
            if recorder is not None and mesh is not None:
                recorder.record(Visit(op, rule, mesh, values, before, shardings_of(values)))
        return
    constraint = constraint_after()
    value.replace_uses_with_if(constraint.result, lambda use: use.operation is not constraint)
    if sharding.unreduced:
        # Unreduced axes do not spread by propagation.
        current = sharding_or(value, sharding.mesh)
        set_sharding(value, current.with_unreduced(sharding.unreduced, sharding.reduction))


def _should_apply(value: SSAValue, sharding: TensorSharding) -> bool:
    return (
        sharding.is_fully_closed
        and shardable_value(value) is not None
        and sharding_of(value) is None
        and not any(_asks_for_another(use, sharding) for use in value.uses)
    )


def _asks_for_another(use: Use, sharding: TensorSharding) -> bool:
    match use.operation:
        case ShardingConstraintOp() as op:
            return op.sharding != sharding
        case ManualComputationOp() as op:
            return op.in_shardings[use.index] != sharding
        case _:
            return False


def _is_constrained(value: SSAValue, besides: Operation | None = None) -> bool:
    return any(
        isinstance(use.operation, ShardingConstraintOp | ManualComputationOp)
        and use.operation is not besides
        for use in value.uses
    )


def _tail_of_chain(head: ShardingConstraintOp) -> ShardingConstraintOp | None:
    """The last constraint of a chain of two or more that starts at an unsharded value."""
    if (
        isinstance(head.input.owner, ShardingConstraintOp)
        or sharding_of(head.input) is not None
        or _is_constrained(head.input, head)
    ):
        return None
    tail = head
    while (use := tail.result.get_user_of_unique_use()) is not None and isinstance(
        use, ShardingConstraintOp
    ):
        tail = use
    return None if tail is head or _is_constrained(tail.result) else tail


def _use_tail(head: ShardingConstraintOp, tail: ShardingConstraintOp) -> None:
    """Let the later uses of a chain's input take the end of the chain."""
    later: set[Operation] = set()
    op = tail.next_op
    while op is not None:
        later.add(op)
        op = op.next_op
    head.input.replace_uses_with_if(
        tail.result,
        lambda use: (
            use.operation in later
            and use.operation is not head
            and not isinstance(use.operation, ReturnOp)
        ),
    )
