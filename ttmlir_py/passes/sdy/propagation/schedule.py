"""In which order shardings spread: through ops that only pass values on before all others.

The op-priority schedule has five rounds; each allows what the rounds before it allowed, and more.
"""

from __future__ import annotations

from collections.abc import Callable
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
from ttmlir_py.passes.sdy.propagation.graph import Node
from ttmlir_py.passes.sdy.propagation.rules.elementwise import ELEMENTWISE
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.shapes import rank_of, shape_of

NONE, FORWARD, BACKWARD, BOTH = PropagationDirection


class Directions(NamedTuple):
    """Where shardings may spread along the pass-through factors of an op, and along the others."""

    pass_through: PropagationDirection
    others: PropagationDirection


Schedule = Callable[[Node], Directions]

_ANY = Directions(BOTH, BOTH)


def any_direction(node: Node) -> Directions:
    """Everything spreads everywhere."""
    return _ANY


def op_priority_rounds() -> list[Schedule]:
    """The rounds of the op-priority schedule, in order."""
    return [
        _single_use,
        _pass_through_ops,
        _pass_through_factors,
        _all_but_broadcast,
        any_direction,
    ]


def is_elementwise(op: Operation) -> bool:
    """Whether the results have the operands' dimensions, one by one."""
    found = _ELEMENTWISE.get(op)
    return found if found is not None else _keeps_shape(op)


def _single_use(node: Node) -> Directions:
    """Ops that pass values on, where no operand has another user."""
    direction = _passing_direction(node.op)
    if direction is not NONE and not _has_single_uses(node.op):
        direction = NONE
    return Directions(direction, direction)


def _pass_through_ops(node: Node) -> Directions:
    """Ops that pass values on."""
    direction = _passing_direction(node.op)
    return Directions(direction, direction)


def _pass_through_factors(node: Node) -> Directions:
    """Also factors that pass through other ops; backward only through broadcasts."""
    direction = _passing_direction(node.op)
    return Directions(direction | _unless_broadcast(node.op), direction)


def _all_but_broadcast(node: Node) -> Directions:
    """All factors; backward only through broadcasts."""
    direction = _passing_direction(node.op) | _unless_broadcast(node.op)
    return Directions(direction, direction)


def _passing_direction(op: Operation) -> PropagationDirection:
    found = _PASSING.get(op)
    if found is not None:
        return found
    return BOTH if is_elementwise(op) or _moves_between_memories(op) else NONE


def _unless_broadcast(op: Operation) -> PropagationDirection:
    return BACKWARD if isinstance(op, BroadcastInDimOp) else BOTH


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
