"""Operations and blocks put together without the questions that a reader has answered already.

What xDSL's constructors do, knowing that all parts are new: half of the time of reading a program
was theirs.
"""

# pyright: reportPrivateUsage=false
from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count, repeat

from xdsl.ir import Attribute, Block, Operation, OpResult, SSAValue, SSAValues, Use

from ttmlir_py.syntax.locations import SourceLocation


def new_operation(
    op_type: type[Operation],
    operands: Sequence[SSAValue],
    result_types: Sequence[Attribute],
    properties: Mapping[str, Attribute],
    attributes: Mapping[str, Attribute],
    location: SourceLocation,
) -> Operation:
    """An operation without regions or successors."""
    op = op_type.__new__(op_type)
    fields = vars(op)
    if operands:
        uses: list[Use] = []
        for index, operand in enumerate(operands):
            first = operand.first_use
            use = Use(op, index, None, first)
            if first is not None:
                first._prev_use = use
            operand.first_use = use
            uses.append(use)
        fields["_operands"] = SSAValues(operands)
        fields["_operand_uses"] = tuple(uses)
    if len(result_types) == 1:
        fields["results"] = SSAValues((OpResult(result_types[0], op, 0),))
    elif result_types:
        fields["results"] = SSAValues(map(OpResult, result_types, repeat(op), count()))
    fields["properties"] = {**properties}
    fields["attributes"] = {**attributes}
    fields["location"] = location
    return op


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
