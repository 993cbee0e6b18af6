"""Elementwise ops that change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign

from xdsl.dialects.builtin import IntegerType
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.ttir.creation import FilledOp, FullOp, OnesOp, ZerosOp
from ttmlir_py.dialects.ttir.elementwise_binary import (
    AddOp,
    BinaryOp,
    DivOp,
    GeOp,
    GtOp,
    LeOp,
    LtOp,
    MultiplyOp,
    SubtractOp,
)
from ttmlir_py.dialects.ttir.elementwise_unary import TypecastOp
from ttmlir_py.passes.ttir.dense_values import integer_range
from ttmlir_py.support.element_types import (
    BF16,
    F16,
    F32,
    F64,
    I1,
    bit_width,
    is_integer,
    is_unsigned,
)
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of, shape_of


def fill_number(value: SSAValue) -> float | None:
    """The number that fills a tensor, where an op says so."""
    match value.owner:
        case FullOp() as full:
            return full.fill_value
        case OnesOp():
            return 1
        case ZerosOp():
            return 0
        case _:
            return None


def filled_like(value: SSAValue, number: float) -> FilledOp:
    """A tensor of a value's type that one number fills."""
    shape, types = shape_of(value), [value.type]
    whole = is_integer(element_of(value))
    if number == 1:
        return OnesOp(shape=shape, result_types=types)
    if number == 0 and (whole or copysign(1, number) > 0):
        return ZerosOp(shape=shape, result_types=types)
    fill = int(number) if whole else float(number)
    return FullOp(shape=shape, fill_value=fill, result_types=types)


def fold_right_identity(op: Operation, rewriter: Rewriter) -> bool:
    """`x - 0`, `x * 1`, `x / 1`, and `x + 0` for integers (for floats, `-0 + 0` is `0`)."""
    assert isinstance(op, BinaryOp)
    return _fold_identity(op, op.lhs, op.rhs, rewriter)


def fold_left_identity(op: Operation, rewriter: Rewriter) -> bool:
    """`1 * x`, and `0 + x` for integers."""
    assert isinstance(op, BinaryOp)
    return _fold_identity(op, op.rhs, op.lhs, rewriter)


def _fold_identity(op: BinaryOp, kept: SSAValue, other: SSAValue, rewriter: Rewriter) -> bool:
    neutral = 0 if isinstance(op, AddOp | SubtractOp) else 1
    if kept.type != op.result.type or fill_number(other) != neutral:
        return False
    if isinstance(op, AddOp) and not is_integer(element_of(kept)):
        return False
    rewriter.replace(op, [kept])
    return True


def swap_comparison(op: Operation, rewriter: Rewriter) -> bool:
    """`a <= b` is `b >= a`, and `a < b` is `b > a`, for numbers that are not numbers too."""
    assert isinstance(op, LeOp | LtOp)
    cls = GeOp if isinstance(op, LeOp) else GtOp
    rewriter.replace(op, cls(op.rhs, op.lhs, result_types=op.result_types))
    return True


def fold_typecasts(op: Operation, rewriter: Rewriter) -> bool:
    """A cast to the same type does nothing; a cast that keeps all values can be skipped."""
    assert isinstance(op, TypecastOp)
    if op.input.type == op.result.type:
        rewriter.replace(op, [op.input])
        return True
    producer = op.input.owner
    if not isinstance(producer, TypecastOp):
        return False
    source, middle = element_of(producer.input), element_of(producer.result)
    if not keeps_all_values(source, middle):
        return False
    rewriter.replace(op, TypecastOp(producer.input, result_types=op.result_types))
    return True


def fold_typecast_of_fill(op: Operation, rewriter: Rewriter) -> bool:
    """A number that the new type has, or rounds to, fills it as well."""
    assert isinstance(op, TypecastOp)
    number = fill_number(op.input)
    if number is None:
        return False
    target = element_of(op.result)
    if is_integer(target):
        if target == I1 or not fits(number, target):
            return False
        number = int(number)
    else:
        number = float(number)
    full = FullOp(shape=shape_of(op.result), fill_value=number, result_types=op.result_types)
    rewriter.replace(op, full)
    return True


def fits(number: float, target: Attribute) -> bool:
    """Whether a number is a whole one that an integer type, and a fill value, can hold."""
    if not isinstance(target, IntegerType) or not float(number).is_integer():
        return False
    low, high = integer_range(target)
    return max(low, -(2**31)) <= number <= min(high, 2**31 - 1)


def keeps_all_values(source: Attribute, target: Attribute) -> bool:
    """Whether every value of one element type is a value of another."""
    if source in (target, I1):
        return True
    if source in (BF16, F16):
        return target in (F32, F64)
    if source == F32:
        return target == F64
    if not is_integer(source):
        return False
    width = bit_width(source)
    if is_integer(target):
        fits = bit_width(target) > width
        return fits and (is_unsigned(source) or not is_unsigned(target))
    return (width <= 16 and target == F32) or (width <= 32 and target == F64)


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    AddOp: (fold_right_identity, fold_left_identity),
    DivOp: (fold_right_identity,),
    LeOp: (swap_comparison,),
    LtOp: (swap_comparison,),
    MultiplyOp: (fold_right_identity, fold_left_identity),
    SubtractOp: (fold_right_identity,),
    TypecastOp: (fold_typecasts, fold_typecast_of_fill),
}
