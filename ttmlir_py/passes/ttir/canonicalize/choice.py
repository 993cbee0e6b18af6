"""Choices that are already made: conditions, logic and extremes with known or equal operands."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir.creation import OnesOp, ZerosOp
from ttmlir_py.dialects.ttir.elementwise_binary import (
    BinaryOp,
    BitwiseAndOp,
    BitwiseOrOp,
    EqOp,
    GeOp,
    GtOp,
    LeOp,
    LogicalAndOp,
    LogicalOrOp,
    LogicalXorOp,
    LtOp,
    MaximumOp,
    MinimumOp,
    NeOp,
    WhereOp,
)
from ttmlir_py.dialects.ttir.elementwise_unary import LogicalNotOp
from ttmlir_py.passes.ttir.canonicalize.elementwise import fill_number
from ttmlir_py.support.element_types import is_boolean
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of, shape_of

TRUTHS = (EqOp, GeOp, GtOp, LeOp, LtOp, NeOp, LogicalAndOp, LogicalNotOp, LogicalOrOp, LogicalXorOp)


def is_truth(value: SSAValue) -> bool:
    """Whether a tensor holds only zeros and ones."""
    if is_boolean(element_of(value)) or fill_number(value) in (0, 1):
        return True
    return isinstance(value.owner, TRUTHS)


def fold_where(op: Operation, rewriter: Rewriter) -> bool:
    """A condition that is the same everywhere chooses one branch; so do equal branches."""
    assert isinstance(op, WhereOp)
    condition = fill_number(op.first)
    if condition is not None:
        chosen = op.second if condition != 0 else op.third
    elif op.second is op.third:
        chosen = op.second
    else:
        return False
    if chosen.type != op.result.type:
        return False
    rewriter.replace(op, [chosen])
    return True


def fold_equal_operands(op: Operation, rewriter: Rewriter) -> bool:
    """Of two that are the same; logic keeps only the truth of numbers that are not booleans."""
    assert isinstance(op, BinaryOp)
    if op.lhs is not op.rhs or op.lhs.type != op.result.type:
        return False
    if isinstance(op, LogicalAndOp | LogicalOrOp) and not is_truth(op.lhs):
        return False
    rewriter.replace(op, [op.lhs])
    return True


def fold_known_logic(op: Operation, rewriter: Rewriter) -> bool:
    """`x and false` is false, `x or true` is true; with the other truth value it is `x`."""
    assert isinstance(op, LogicalAndOp | LogicalOrOp)
    decisive = isinstance(op, LogicalOrOp)
    for known, other in ((op.lhs, op.rhs), (op.rhs, op.lhs)):
        number = fill_number(known)
        if number is None:
            continue
        if (number != 0) == decisive:
            fill = OnesOp if decisive else ZerosOp
            rewriter.replace(op, fill(shape=shape_of(op.result), result_types=op.result_types))
            return True
        if other.type == op.result.type and is_truth(other):
            rewriter.replace(op, [other])
            return True
    return False


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    BitwiseAndOp: (fold_equal_operands,),
    BitwiseOrOp: (fold_equal_operands,),
    LogicalAndOp: (fold_known_logic, fold_equal_operands),
    LogicalOrOp: (fold_known_logic, fold_equal_operands),
    MaximumOp: (fold_equal_operands,),
    MinimumOp: (fold_equal_operands,),
    WhereOp: (fold_where,),
}
