"""The bytes of elements: as xDSL keeps them, and as MLIR writes them in hexadecimal.

xDSL extends an integer's sign to 1, 2, 4 or 8 bytes; MLIR fills as many bytes as the integer needs
with zeros. Widths that fill all their bytes are the same in both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from xdsl.dialects.builtin import (
    AnyFloat,
    ComplexType,
    Float80Type,
    Float128Type,
    IndexType,
    IntegerType,
    Signedness,
)
from xdsl.ir import Attribute

_INDEX_BITS = 64
_PLAIN_WIDTHS = frozenset((1, 8, 16, 32, 64))
_WIDE_FLOATS = {"f80": (10, 63, True), "f128": (16, 112, False)}
"""Bytes, bits of the fraction, whether the bit before the point is stored."""

_EXPONENT_BIAS = 16383


def bit_width(type_: IntegerType | IndexType | AnyFloat) -> int:
    return _INDEX_BITS if isinstance(type_, IndexType) else type_.bitwidth


def is_unsigned(type_: IntegerType | IndexType) -> bool:
    return isinstance(type_, IntegerType) and type_.signedness.data is Signedness.UNSIGNED


def stored_size(type_: Attribute) -> int:
    """How many bytes an element takes here; 0 for what is no number."""
    match type_:
        case ComplexType():
            return 2 * stored_size(type_.element_type)
        case IntegerType() | IndexType():
            return 1 << (max((bit_width(type_) + 7) // 8, 1) - 1).bit_length()
        case Float80Type() | Float128Type():
            return _WIDE_FLOATS[type_.name][0]
        case _:
            return getattr(type_, "compile_time_size", 0)


# Integers


def integer_bytes(value: int, type_: IntegerType | IndexType) -> bytes:
    """The value in two's complement, as it is kept here."""
    size = stored_size(type_)
    width = bit_width(type_)
    if width == 1:
        return bytes((value & 1,))
    if is_unsigned(type_):
        return value.to_bytes(size, "little")
    if value >= 1 << (width - 1) > 0:
        value -= 1 << width
    return value.to_bytes(size, "little", signed=True)


def integers_of(data: bytes, type_: IntegerType | IndexType) -> Iterator[int]:
    """The elements kept in some bytes."""
    if bit_width(type_) <= _INDEX_BITS:
        return iter(type_.iter_unpack(data))
    size, signed = stored_size(type_), not is_unsigned(type_)
    return (
        int.from_bytes(data[start : start + size], "little", signed=signed)
        for start in range(0, len(data), size)
    )


def written_bytes(data: bytes, type_: Attribute) -> bytes:
    """What MLIR writes in hexadecimal for elements kept in some bytes."""
    element = _part(type_)
    if not isinstance(element, IntegerType) or element.bitwidth in _PLAIN_WIDTHS:
        return data
    size, mask = (element.bitwidth + 7) // 8, (1 << element.bitwidth) - 1
    return b"".join((value & mask).to_bytes(size, "little") for value in integers_of(data, element))


def kept_bytes(data: bytes, type_: Attribute) -> bytes | None:
    """The bytes kept for what is written in hexadecimal; None if that is not whole elements."""
    element = _part(type_)
    if not isinstance(element, IntegerType):
        return data
    if element.bitwidth == 1:
        return bytes(map(bool, data))
    if element.bitwidth in _PLAIN_WIDTHS:
        return data
    size, mask = (element.bitwidth + 7) // 8, (1 << element.bitwidth) - 1
    if len(data) % size:
        return None
    return b"".join(
        integer_bytes(int.from_bytes(data[start : start + size], "little") & mask, element)
        for start in range(0, len(data), size)
    )


def unpacked_bits(data: bytes, count: int) -> bytes:
    """A byte for each of `count` bits, the lowest of every byte first."""
    bits = int.from_bytes(data, "little")
    return bytes(bits >> position & 1 for position in range(count))


def _part(type_: Attribute) -> Attribute:
    return type_.element_type if isinstance(type_, ComplexType) else type_


# Floating point formats wider than Python's, holding the numbers that Python has


def wide_float_bytes(value: float, type_: AnyFloat) -> bytes:
    """The bytes of a number in a format that has all numbers of f64."""
    size, fraction_bits, has_integer_bit = _WIDE_FLOATS[type_.name]
    sign = int(math.copysign(1.0, value) < 0)
    leading = 1 << fraction_bits
    if not math.isfinite(value):
        significand, exponent = leading | (leading >> 1) * (value != value), 2 * _EXPONENT_BIAS + 1
    elif value == 0.0:
        significand, exponent = 0, 0
    else:
        mantissa, power = math.frexp(abs(value))
        significand, exponent = int(math.ldexp(mantissa, 53)) << (fraction_bits - 52), power - 1
        exponent += _EXPONENT_BIAS
    width = fraction_bits + has_integer_bit
    bits = significand & ((1 << width) - 1)
    return (sign << (8 * size - 1) | exponent << width | bits).to_bytes(size, "little")


def wide_float_of(bits: int, type_: AnyFloat) -> float:
    """The nearest number that Python has."""
    size, fraction_bits, has_integer_bit = _WIDE_FLOATS[type_.name]
    width = fraction_bits + has_integer_bit
    sign = -1.0 if bits >> (8 * size - 1) else 1.0
    exponent = bits >> width & (2 * _EXPONENT_BIAS + 1)
    significand = bits & ((1 << width) - 1)
    if exponent == 2 * _EXPONENT_BIAS + 1:
        is_nan = significand & ((1 << fraction_bits) - 1)
        return math.copysign(math.nan if is_nan else math.inf, sign)
    if not has_integer_bit and exponent:
        significand |= 1 << fraction_bits
    try:
        return sign * math.ldexp(significand, max(exponent, 1) - _EXPONENT_BIAS - fraction_bits)
    except OverflowError:
        return sign * math.inf
