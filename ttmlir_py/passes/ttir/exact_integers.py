"""What integers mean when their type gets wider, or is no integer any more.

A conversion to a boolean asks whether a number is not zero. A signed integer of 8 or 16 bits
that is computed in 32 bits wraps around where the program says it does. A number that control
flow reads out of a tensor keeps the type it had.
"""

from __future__ import annotations

from collections.abc import Callable

from xdsl.dialects.builtin import IntegerType, i1
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.ttir.creation import FullOp
from ttmlir_py.dialects.ttir.elementwise_binary import (
    BitwiseAndOp,
    BitwiseXorOp,
    NeOp,
    SubtractOp,
)
from ttmlir_py.dialects.ttir.elementwise_unary import TypecastOp
from ttmlir_py.support.element_types import BF16, SI32, bit_width, is_boolean, is_integer
from ttmlir_py.support.shapes import element_of, rank_of, with_element, with_shape

WRAPPING = {
    "ttir.abs",
    "ttir.add",
    "ttir.logical_left_shift",
    "ttir.logical_right_shift",
    "ttir.multiply",
    "ttir.neg",
    "ttir.prod",
    "ttir.subtract",
    "ttir.sum",
    "ttir.typecast",
}
"""Ops whose result may be too large for the type of their operands."""


def keep_conversions_exact(
    op: Operation, device_element: Callable[[Attribute], Attribute | None]
) -> None:
    """Rewrite an op whose meaning depends on a type that is about to change."""
    if isinstance(op, TypecastOp):
        _compare_with_zero(op)
    elif op.name == "tensor.extract":
        _keep_scalar(op, device_element)


def width_to_wrap_at(
    op: Operation, device_element: Callable[[Attribute], Attribute | None]
) -> int | None:
    """The bits at which the result of an op must wrap around once it is computed in 32."""
    if op.name not in WRAPPING or not op.results:
        return None
    element = element_of(op.results[0])
    if not isinstance(element, IntegerType) or element.width.data not in (8, 16):
        return None
    if device_element(element) != SI32:
        return None
    width = element.width.data
    source = element_of(op.operands[0])
    if op.name == "ttir.typecast" and is_integer(source) and bit_width(source) < width:
        return None
    return width


def _compare_with_zero(op: TypecastOp) -> None:
    """A number is true where it is not zero."""
    if not is_boolean(element_of(op.result)) or is_boolean(element_of(op.input)):
        return
    assert op.parent is not None
    element = element_of(op.input)
    zero = _full(op.input, 0 if is_integer(element) else 0.0)
    compare = NeOp(op.input, zero, result_types=[op.result.type], location=op.location)
    op.parent.insert_op_before(zero, op)
    op.parent.insert_op_before(compare, op)
    op.result.replace_all_uses_with(compare.result)
    op.detach()
    op.erase()


def _keep_scalar(op: Operation, device_element: Callable[[Attribute], Attribute | None]) -> None:
    """Give the users of an extracted number the type they know."""
    # Control flow is rare: its dialects load with the programs that have it.
    from xdsl.dialects.arith import CmpfOp, ConstantOp
    from xdsl.dialects.builtin import FloatAttr, UnrealizedConversionCastOp

    (number,) = op.results
    new = device_element(number.type)
    if new is None or new == number.type:
        return
    old = number.type
    number._type = new  # pyright: ignore[reportPrivateUsage]
    block = op.parent
    assert block is not None
    if old == i1:
        zero = ConstantOp(FloatAttr(0.0, BF16))
        back: Operation = CmpfOp(number, zero, "une")
        block.insert_ops_after([zero, back], op)
    else:
        back = UnrealizedConversionCastOp.get([number], [old])
        block.insert_op_after(back, op)
    number.replace_uses_with_if(back.results[0], lambda use: use.operation is not back)


def insert_wrap(op: Operation, width: int) -> None:
    """`((x & mask) ^ sign) - sign`: the lowest bits, the highest of them as the sign."""
    block = op.parent
    assert block is not None
    (wide,) = op.results
    type_ = wide.type
    mask = _full(wide, 2**width - 1)
    sign = _full(wide, 2 ** (width - 1))
    low = BitwiseAndOp(wide, mask, result_types=[type_])
    flipped = BitwiseXorOp(low, sign, result_types=[type_])
    wrapped = SubtractOp(flipped, sign, result_types=[type_])
    ops = [mask, sign, low, flipped, wrapped]
    for new in ops:
        new.location = op.location
    block.insert_ops_after(ops, op)
    wide.replace_uses_with_if(wrapped.result, lambda use: use.operation is not low)


def insert_mask(op: Operation, width: int) -> None:
    """Zeros, not copies of the sign, stand above the bits that a shift moves down."""
    assert op.parent is not None
    (number, *others) = op.operands
    mask = _full(number, 2**width - 1)
    low = BitwiseAndOp(number, mask, result_types=[number.type])
    for new in (mask, low):
        new.location = op.location
        op.parent.insert_op_before(new, op)
    op.operands = [low.result, *others]


def _full(like: SSAValue, number: float) -> FullOp:
    """A tensor of ones in every dimension, filled with a number, to broadcast against `like`."""
    shape = (1,) * rank_of(like)
    type_ = with_element(with_shape(like, shape), element_of(like))
    return FullOp(shape=shape, fill_value=number, result_types=[type_])
