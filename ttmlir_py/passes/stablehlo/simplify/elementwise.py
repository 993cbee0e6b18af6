"""Elementwise ops: constants on the right, neutral operands, pairs of opposite ops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xdsl.ir import Operation

from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection, ComparisonType
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import (
    AddOp,
    AndOp,
    BinaryOp,
    CompareOp,
    ComplexOp,
    MaximumOp,
    MinimumOp,
    MultiplyOp,
    OrOp,
    SelectOp,
    SubtractOp,
    XorOp,
)
from ttmlir_py.dialects.stablehlo.elementwise_unary import ConvertOp, ImagOp, NotOp, RealOp
from ttmlir_py.passes.stablehlo.simplify.matching import (
    constant,
    elements_of,
    is_all_ones,
    is_integer,
    is_static,
    made_by,
    splat_of,
    take_op,
    take_value,
)
from ttmlir_py.support.element_types import is_boolean
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of

Turned = ComparisonDirection
TURNED = {
    Turned.EQ: Turned.EQ,
    Turned.NE: Turned.NE,
    Turned.GE: Turned.LE,
    Turned.GT: Turned.LT,
    Turned.LE: Turned.GE,
    Turned.LT: Turned.GT,
}


def constant_to_right(op: BinaryOp, rewriter: Rewriter) -> bool:
    """op(constant, x) is op(x, constant)."""
    if elements_of(op.lhs) is None or elements_of(op.rhs) is not None:
        return False
    op.operands = (op.rhs, op.lhs)
    rewriter.modified(op)
    return True


def drop_zero(op: BinaryOp, rewriter: Rewriter) -> bool:
    """x + 0, x - 0."""
    return splat_of(op.rhs) == 0 and _keep(op, rewriter)


def drop_zero_bits(op: BinaryOp, rewriter: Rewriter) -> bool:
    """x | 0, x ^ 0."""
    return is_integer(op.rhs) and splat_of(op.rhs) == 0 and _keep(op, rewriter)


def drop_one(op: BinaryOp, rewriter: Rewriter) -> bool:
    """x * 1."""
    return splat_of(op.rhs) == 1 and _keep(op, rewriter)


def drop_all_ones(op: BinaryOp, rewriter: Rewriter) -> bool:
    """x & ~0."""
    return is_all_ones(op.rhs) and _keep(op, rewriter)


def _keep(op: BinaryOp, rewriter: Rewriter) -> bool:
    return op.lhs.type == op.result.type and take_value(op, op.lhs, rewriter)


def zero_wins(op: BinaryOp, rewriter: Rewriter) -> bool:
    """x & 0, and x * 0 of integers."""
    if not is_integer(op.rhs) or splat_of(op.rhs) != 0 or op.rhs.type != op.result.type:
        return False
    return take_value(op, op.rhs, rewriter)


def all_ones_win(op: BinaryOp, rewriter: Rewriter) -> bool:
    """x | ~0."""
    if not is_all_ones(op.rhs) or op.rhs.type != op.result.type:
        return False
    return take_value(op, op.rhs, rewriter)


def cancel_equal(op: BinaryOp, rewriter: Rewriter) -> bool:
    """x - x and x ^ x of integers are zero."""
    if op.lhs != op.rhs or not is_integer(op.result) or not is_static(op.result):
        return False
    rewriter.replace(op, constant(op.result.type, [0]))
    return True


def compare_integers(op: CompareOp, rewriter: Rewriter) -> bool:
    """A comparison of a value with itself, or with a constant on its left."""
    if op.compare_type not in (ComparisonType.SIGNED, ComparisonType.UNSIGNED):
        return False
    direction = op.comparison_direction
    if op.lhs == op.rhs:
        holds = direction in (Turned.EQ, Turned.GE, Turned.LE)
        if not is_static(op.result):
            return False
        rewriter.replace(op, constant(op.result.type, [int(holds)]))
        return True
    if elements_of(op.lhs) is None or elements_of(op.rhs) is not None:
        return False
    op.comparison_direction = TURNED[direction]
    op.operands = (op.rhs, op.lhs)
    rewriter.modified(op)
    return True


def compare_boolean(op: CompareOp, rewriter: Rewriter) -> bool:
    """x != false and x == true are x."""
    wanted = {Turned.NE: 0, Turned.EQ: 1}.get(op.comparison_direction)
    if wanted is None or not is_boolean(element_of(op.rhs)) or splat_of(op.rhs) != wanted:
        return False
    rewriter.replace(op, [op.lhs])
    return True


def complex_of_parts(op: ComplexOp, rewriter: Rewriter) -> bool:
    """complex(real(x), imag(x)) is x."""
    real, imag = made_by(op.lhs, RealOp), made_by(op.rhs, ImagOp)
    if real is None or imag is None or real.operand != imag.operand:
        return False
    rewriter.replace(op, [real.operand])
    return True


def part_of_complex(op: RealOp | ImagOp, rewriter: Rewriter) -> bool:
    """real(complex(x, y)) is x, imag(complex(x, y)) is y."""
    made = made_by(op.operand, ComplexOp)
    if made is None:
        return False
    rewriter.replace(op, [made.lhs if isinstance(op, RealOp) else made.rhs])
    return True


def same_type(op: ConvertOp, rewriter: Rewriter) -> bool:
    """A conversion to the type that the operand has."""
    return op.operand.type == op.result.type and take_value(op, op.operand, rewriter)


def known_choice(op: SelectOp, rewriter: Rewriter) -> bool:
    """A selection between equal values, or by a predicate that is the same everywhere."""
    if op.on_true == op.on_false:
        rewriter.replace(op, [op.on_true])
        return True
    choice = splat_of(op.pred)
    if choice is None:
        return False
    rewriter.replace(op, [op.on_true if choice else op.on_false])
    return True


def negated_choice(op: SelectOp, rewriter: Rewriter) -> bool:
    """A selection by not(p), or by a broadcast of it, is the other one by p."""
    negated = made_by(op.pred, NotOp)
    if negated is not None:
        return take_op(op, _swapped(op, negated.operand), rewriter)
    broadcast = made_by(op.pred, BroadcastInDimOp)
    inner = None if broadcast is None else made_by(broadcast.operand, NotOp)
    if broadcast is None or inner is None or not broadcast.result.has_one_use():
        return False
    (pred,) = rewriter.insert_before(
        op,
        BroadcastInDimOp(
            inner.operand,
            broadcast_dimensions=broadcast.broadcast_dimensions,
            result_types=[broadcast.result.type],
        ),
    )
    rewriter.replace(op, _swapped(op, pred))
    return True


def _swapped(op: SelectOp, pred: Any) -> SelectOp:
    return SelectOp(pred, op.on_false, op.on_true, result_types=[op.result.type])


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    AddOp: (constant_to_right, drop_zero),
    AndOp: (constant_to_right, zero_wins, drop_all_ones),
    CompareOp: (compare_boolean, compare_integers),
    ComplexOp: (complex_of_parts,),
    ConvertOp: (same_type,),
    ImagOp: (part_of_complex,),
    MaximumOp: (constant_to_right,),
    MinimumOp: (constant_to_right,),
    MultiplyOp: (constant_to_right, zero_wins, drop_one),
    OrOp: (constant_to_right, all_ones_win, drop_zero_bits),
    RealOp: (part_of_complex,),
    SelectOp: (known_choice, negated_choice),
    SubtractOp: (cancel_equal, drop_zero),
    XorOp: (constant_to_right, cancel_equal, drop_zero_bits),
}  # pyright: ignore[reportAssignmentType]
