"""Ops done twice: the second undoes the first, or does nothing more; negated fills."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.elementwise_unary import (
    AbsOp,
    BitwiseNotOp,
    CeilOp,
    FloorOp,
    LogicalNotOp,
    NegOp,
    Relu6Op,
    ReluOp,
    SignOp,
    TruncOp,
    UnaryOp,
)
from ttmlir_py.passes.ttir.canonicalize.elementwise import fill_number, filled_like, fits
from ttmlir_py.support.element_types import is_boolean, is_float
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of


def fold_involution(op: Operation, rewriter: Rewriter) -> bool:
    """What is undone is as it was; a logical negation forgets all but the truth."""
    assert isinstance(op, UnaryOp)
    producer = op.input.owner
    if not isinstance(producer, type(op)):
        return False
    if not producer.input.type == op.input.type == op.result.type:
        return False
    if isinstance(op, LogicalNotOp) and not is_boolean(element_of(op.result)):
        return False
    rewriter.replace(op, [producer.input])
    return True


def fold_idempotence(op: Operation, rewriter: Rewriter) -> bool:
    """Done once is done."""
    assert isinstance(op, UnaryOp)
    if not isinstance(op.input.owner, type(op)) or op.input.type != op.result.type:
        return False
    rewriter.replace(op, [op.input])
    return True


def fold_negated_fill(op: Operation, rewriter: Rewriter) -> bool:
    """The negative of a number everywhere is a fill, where the type has it."""
    assert isinstance(op, NegOp)
    number = fill_number(op.input)
    if number is None or op.input.type != op.result.type:
        return False
    element = element_of(op.result)
    negated = -float(number) if is_float(element) else -int(number)
    if not is_float(element) and not fits(negated, element):
        return False
    rewriter.replace(op, filled_like(op.result, negated))
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    AbsOp: (fold_idempotence,),
    BitwiseNotOp: (fold_involution,),
    CeilOp: (fold_idempotence,),
    FloorOp: (fold_idempotence,),
    LogicalNotOp: (fold_involution,),
    NegOp: (fold_involution, fold_negated_fill),
    Relu6Op: (fold_idempotence,),
    ReluOp: (fold_idempotence,),
    SignOp: (fold_idempotence,),
    TruncOp: (fold_idempotence,),
}
