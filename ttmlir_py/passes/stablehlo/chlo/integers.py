"""The upper half of a product, and the next number of a float type: arithmetic on bits."""

from __future__ import annotations

from math import nan

from xdsl.dialects.builtin import IntegerType, Signedness

from ttmlir_py.dialects.chlo.elementwise_binary import MulhiOp
from ttmlir_py.passes.stablehlo.chlo.formulas import Term, shift_right_arithmetic, where
from ttmlir_py.support.element_types import bit_width, is_unsigned

_LOW = 0xFFFFFFFF


def mulhi(x: Term, y: Term) -> Term:
    """The upper half of the product of integers twice as wide."""
    element = x.element
    assert isinstance(element, IntegerType), f"{element} is no integer type"
    if bit_width(element) < 64:
        return _mulhi_narrow(x, y, element)
    return _mulhi_unsigned(x, y) if is_unsigned(element) else _mulhi_signed(x, y)


def _mulhi_narrow(x: Term, y: Term, element: IntegerType) -> Term:
    width = bit_width(element)
    wide = IntegerType(2 * width, element.signedness)
    product = x.to(wide) * y.to(wide)
    if is_unsigned(element):
        return (product >> product.like(width)).to(element)
    return shift_right_arithmetic(product, product.like(width)).to(element)


def _mulhi_unsigned(x: Term, y: Term) -> Term:
    """Schoolbook multiplication of halves."""
    x_high, y_high = x >> x.like(32), y >> y.like(32)
    x_low, y_low = x & x.like(_LOW), y & y.like(_LOW)
    middle = x_low * y_high + ((x_low * y_low) >> x.like(32))
    other = x_high * y_low + (middle & x.like(_LOW))
    return x_high * y_high + (middle >> x.like(32)) + (other >> x.like(32))


def _mulhi_signed(x: Term, y: Term) -> Term:
    """As unsigned, less the other factor where a factor is negative."""
    unsigned = IntegerType(64, Signedness.UNSIGNED)
    high = x.to(unsigned).apply(MulhiOp, y.to(unsigned))
    high = high - _where_negative(x, y, unsigned) - _where_negative(y, x, unsigned)
    return high.to(x.element)


def _where_negative(x: Term, other: Term, unsigned: IntegerType) -> Term:
    return where(x < x.like(0), other.to(unsigned), other.to(unsigned).like(0))


def next_after(x: Term, y: Term) -> Term:
    """The number next to x in the direction of y: its bits counted up or down."""
    width = bit_width(x.element)
    bits = IntegerType(width)
    x_bits, y_bits = x.bits(bits), y.bits(bits)
    unknown = x.differs(x) | y.differs(y)
    undefined = x.like(nan).bits(bits)
    sign, magnitude = x_bits.like(-(1 << (width - 1))), x_bits.like((1 << (width - 1)) - 1)
    x_size, y_size = x_bits & magnitude, y_bits & magnitude
    equal = x.equals(y)
    zero = x_bits.like(0)
    x_zero, y_zero = x_size.equals(zero), y_size.equals(zero)
    x_sign, y_sign = x_bits & sign, y_bits & sign
    one = x_bits.like(1)
    first = y_sign | one
    opposite = x_sign.differs(y_sign)
    shrinks = (x_size > y_size) | opposite
    step = where(shrinks, x_bits.like(-1), one)
    result = x_bits + step
    result = where(x_zero, where(y_zero, y_bits, first), result)
    result = where(equal, y_bits, result)
    return where(unknown, undefined, result).bits(x.element)
