"""Operations and blocks put together without the questions that are answered already.

What xDSL's constructors do, knowing that the operation is new: half of the time of reading a
program was theirs.
"""

# pyright: reportPrivateUsage=false
from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count, repeat
from typing import TypeVar

from xdsl.dialects.builtin import LocationAttr
from xdsl.ir import Attribute, Block, Operation, OpResult, SSAValue, SSAValues, Use

OperationT = TypeVar("OperationT", bound=Operation)


def new_operation(
    op_type: type[OperationT],
    operands: Sequence[SSAValue],
    result_types: Sequence[Attribute],
    properties: Mapping[str, Attribute],
    attributes: Mapping[str, Attribute],
    location: LocationAttr,
) -> OperationT:
    """An operation without regions or successors."""
    op = op_type.__new__(op_type)
    fill(op, operands, result_types, properties, attributes, location)
    return op


def fill(
    op: Operation,
    operands: Sequence[SSAValue],
    result_types: Sequence[Attribute],
    properties: Mapping[str, Attribute],
    attributes: Mapping[str, Attribute],
    location: LocationAttr,
) -> None:
    """Give an operation that has nothing yet what it consists of."""
    if operands:
        op._operands = SSAValues(operands)
        uses: list[Use] = []
        for index, operand in enumerate(op._operands):
            first = operand.first_use
            use = operand.first_use = Use(op, index, None, first)
            if first is not None:
                first._prev_use = use
            uses.append(use)
        op._operand_uses = tuple(uses)
    if len(result_types) == 1:
        op.results = SSAValues((OpResult(result_types[0], op, 0),))
    elif result_types:
        op.results = SSAValues(map(OpResult, result_types, repeat(op), count()))
    op.properties = {**properties}
    op.attributes = {**attributes}
    op.location = location


def append(block: Block, op: Operation) -> None:
    """Make an operation that is in no block the last one of a block."""
    last = block._last_op
    op.parent = block
    if last is None:
        block._first_op = op
    else:
        last._next_op = op
        op._prev_op = last
    block._last_op = op
