"""In which order shardings spread: through ops that only pass values on before all others.

The op-priority schedule has five rounds; each allows what the rounds before it allowed, and more.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Operation

from ttmlir_py.dialects.sdy.annotations import (
    DataFlowEdgeOp,
    FuncDataFlowEdgeOp,
    PropagationBarrierOp,
    PropagationDirection,
    ReshardOp,
    ShardingConstraintOp,
)
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.dialects.stablehlo.data_movement import (
    BitcastConvertOp,
    BroadcastInDimOp,
    ReshapeOp,
    TransposeOp,
)
from ttmlir_py.dialects.stablehlo.indexing import DynamicSliceOp, DynamicUpdateSliceOp
from ttmlir_py.passes.sdy.propagation.rules.elementwise import ELEMENTWISE
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.shapes import rank_of, shape_of

NONE, FORWARD, BACKWARD, BOTH = PropagationDirection


class Directions(NamedTuple):
    """Where shardings may spread along the pass-through factors of an op, and along the others."""

    pass_through: PropagationDirection
    others: PropagationDirection


Rounds = tuple[Directions, Directions, Directions, Directions, Directions]
"""What an op lets through in each round of the op-priority schedule."""

ROUNDS = range(5)
LAST_ROUND = ROUNDS[-1]
"""In the last round everything spreads everywhere."""


def rounds_of(op: Operation) -> Rounds:
    """What an op lets through; all that one class of ops lets through is one object."""
    if isinstance(op, PropagationBarrierOp):
        return _same(op.allowed_direction)
    return _rounds(_passing_direction(op), isinstance(op, BroadcastInDimOp), _has_single_uses(op))


@cache
def _same(direction: PropagationDirection) -> Rounds:
    always = Directions(direction, direction)
    return always, always, always, always, always


@cache
def _rounds(passing: PropagationDirection, is_broadcast: bool, has_single_uses: bool) -> Rounds:
    factors = passing | (BACKWARD if is_broadcast else BOTH)
    first = passing if has_single_uses else NONE
    return (
        Directions(first, first),  # ops that pass values on, where no operand has another user
        Directions(passing, passing),  # ops that pass values on
        Directions(factors, passing),  # also factors that pass through other ops
        Directions(factors, factors),  # all factors, but not forward through broadcasts
        Directions(BOTH, BOTH),
    )


def is_elementwise(op: Operation) -> bool:
    """Whether the results have the operands' dimensions, one by one."""
    found = _ELEMENTWISE.get(op)
    return found if found is not None else _keeps_shape(op)


def _passing_direction(op: Operation) -> PropagationDirection:
    found = _PASSING.get(op)
    if found is not None:
        return found
    return BOTH if is_elementwise(op) or _moves_between_memories(op) else NONE


def _has_single_uses(op: Operation) -> bool:
    """Whether this op is the only user of its operands; scalars do not count."""
    return all(
        value.has_one_use() or not isinstance(value.type, TensorType) or rank_of(value) == 0
        for value in op.operands
    )


def _keeps_shape(op: Operation) -> bool:
    return isinstance(op, BitcastConvertOp) and shape_of(op.operand) == shape_of(op.result)


def _moves_between_memories(op: Operation) -> bool:
    return isinstance(op, CustomCallOp) and op.call_target_name in ("MoveToDevice", "MoveToHost")


_ELEMENTWISE: OpTable[bool] = OpTable(
    dict.fromkeys((*ELEMENTWISE, PropagationBarrierOp, ReshardOp, ShardingConstraintOp), True)
)
_PASSING: OpTable[PropagationDirection] = OpTable(
    {
        DataFlowEdgeOp: BOTH,
        FuncDataFlowEdgeOp: BOTH,
        DynamicSliceOp: FORWARD,
        DynamicUpdateSliceOp: FORWARD,
        ReshapeOp: BOTH,
        TransposeOp: BOTH,
    }
)
