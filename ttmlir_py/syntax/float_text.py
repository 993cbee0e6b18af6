"""Floating point numbers as MLIR writes and reads them.

MLIR tries six significant digits; if those do not read back as the same value it writes as many
as the format could need; what has no decimal form is written as its bits in hexadecimal.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from struct import pack, unpack
from typing import TypeGuard

from xdsl.dialects.builtin import (
    AnyFloat,
    Float8E8M0FNUType,
    Float80Type,
    Float128Type,
    _FloatType,  # pyright: ignore[reportPrivateUsage]
)
from xdsl.ir import Attribute

from ttmlir_py.syntax.element_bytes import wide_float_bytes, wide_float_of

_SHORT_DIGITS = 6
_F64_FRACTION = 52
_WITH_NAN_PAYLOADS = frozenset(("f64", "f32", "f16", "bf16", "f8E5M2", "f8E4M3", "f8E3M4"))
_LONGEST_PADDING = 3

_PRECISIONS = {
    "f64": 53,
    "f32": 24,
    "f16": 11,
    "bf16": 8,
    "tf32": 11,
    "f80": 64,
    "f128": 113,
    "f8E8M0FNU": 1,
}
_MANTISSA = re.compile(r"f\d+E\d+M(\d+)")


def is_float(type_: Attribute) -> TypeGuard[AnyFloat]:
    return isinstance(type_, _FloatType)


def precision_of(type_: AnyFloat) -> int:
    """Significant bits of a floating point format, the hidden one included."""
    name = str(type_)
    if name in _PRECISIONS:
        return _PRECISIONS[name]
    match = _MANTISSA.match(name)
    assert match, name
    return int(match[1]) + 1


def bits_of(value: float, type_: AnyFloat) -> int:
    return int.from_bytes(pack_float(value, type_), "little")


def float_of_bits(bits: int, type_: AnyFloat) -> float:
    if isinstance(type_, Float80Type | Float128Type):
        return wide_float_of(bits, type_)
    data = bits.to_bytes(type_.compile_time_size, "little")
    (value,) = type_.unpack(data, 1)
    return value if value == value else _nan_of_bits(bits, type_)


def _nan_fields(type_: AnyFloat) -> tuple[int, int]:
    """Bits of the fraction, and how many fewer these are than those of f64."""
    fraction = precision_of(type_) - 1
    return fraction, _F64_FRACTION - fraction


def _nan_bits(value: float, type_: AnyFloat) -> int:
    """The bits of a NaN, its payload kept: converting the number would make it a quiet one."""
    (wide,) = unpack("<Q", pack("<d", value))
    (plain,) = type_.unpack(type_.pack((math.nan,)), 1)
    bits = int.from_bytes(type_.pack((plain,)), "little")
    fraction, shift = _nan_fields(type_)
    payload = (wide & ((1 << _F64_FRACTION) - 1)) >> max(shift, 0)
    if str(type_) not in _WITH_NAN_PAYLOADS or not payload:
        return bits
    sign = (wide >> 63) << (type_.bitwidth - 1)
    exponent = bits & ~((1 << fraction) - 1) & ~(1 << (type_.bitwidth - 1))
    return sign | exponent | payload


def _nan_of_bits(bits: int, type_: AnyFloat) -> float:
    fraction, shift = _nan_fields(type_)
    payload = (bits & ((1 << fraction) - 1)) << max(shift, 0)
    sign = bits >> (type_.bitwidth - 1) & 1
    wide = sign << 63 | 0x7FF << _F64_FRACTION | (payload or 1 << (_F64_FRACTION - 1))
    (value,) = unpack("<d", pack("<Q", wide))
    return value


def pack_float(value: float, type_: AnyFloat) -> bytes:
    """The bytes of a number rounded to a format; what is too large becomes infinite."""
    if isinstance(type_, Float80Type | Float128Type):
        return wide_float_bytes(value, type_)
    if isinstance(type_, Float8E8M0FNUType) and math.copysign(1.0, value) < 0:
        value = math.nan  # the format has no sign
    if value != value:
        return _nan_bits(value, type_).to_bytes(type_.compile_time_size, "little")
    try:
        return type_.pack((value,))
    except OverflowError:
        return type_.pack((math.copysign(math.inf, value),))


def rounded(value: float, type_: AnyFloat) -> float:
    """The number nearest to `value` that a format has."""
    return float_of_bits(bits_of(value, type_), type_)


def float_text(value: float, type_: AnyFloat) -> str:
    """The number as MLIR's printer writes it."""
    if math.isinf(value) or math.isnan(value):
        return f"0x{bits_of(value, type_):X}"
    if value == 0.0:
        return "-0.000000e+00" if math.copysign(1.0, value) < 0 else "0.000000e+00"
    digits, exponent = _decimal(value, _SHORT_DIGITS)
    text = _scientific(digits, exponent)
    if value < 0:
        text = f"-{text}"
    if _reads_back(text, value, type_):
        return text
    return _long_text(value, type_)


def _reads_back(text: str, value: float, type_: AnyFloat) -> bool:
    if not isinstance(type_, Float80Type | Float128Type):
        return rounded(float(text), type_) == value
    half_step = Fraction(math.ulp(value)) / (1 << (precision_of(type_) - _F64_FRACTION))
    return abs(Fraction(text) - Fraction(value)) < half_step


def _long_text(value: float, type_: AnyFloat) -> str:
    digit_count = 2 + precision_of(type_) * 59 // 196
    digits, exponent = _decimal(value, digit_count)
    text = _general(digits, exponent, digit_count)
    if "." not in text:
        return f"0x{bits_of(value, type_):X}"
    return f"-{text}" if value < 0 else text


def _decimal(value: float, digit_count: int) -> tuple[str, int]:
    """Digits without trailing zeros, and the power of ten of the last one.

    LLVM first cuts the exact value to a few bits more than needed, then rounds half up.
    """
    numerator, denominator = abs(value).as_integer_ratio()
    exponent = 1 - denominator.bit_length()
    significand = numerator * 5**-exponent
    significand, exponent = _cut(significand, exponent, digit_count)
    text = str(significand)
    stripped = text.rstrip("0")
    exponent += len(text) - len(stripped)
    return _round_half_up(stripped, exponent, digit_count)


def _cut(significand: int, exponent: int, digit_count: int) -> tuple[int, int]:
    spare_bits = significand.bit_length() - (digit_count * 196 + 58) // 59
    removable = spare_bits * 59 // 196 if spare_bits > 0 else 0
    return significand // 10**removable, exponent + removable


def _round_half_up(digits: str, exponent: int, digit_count: int) -> tuple[str, int]:
    excess = len(digits) - digit_count
    if excess <= 0:
        return digits, exponent
    kept = int(digits[:digit_count]) + (digits[digit_count] >= "5")
    text = str(kept)
    stripped = text.rstrip("0")
    return stripped, exponent + excess + len(text) - len(stripped)


def _scientific(digits: str, exponent: int) -> str:
    power = exponent + len(digits) - 1
    fraction = digits[1:].ljust(_SHORT_DIGITS, "0")
    return f"{digits[0]}.{fraction}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _general(digits: str, exponent: int, digit_count: int) -> str:
    """Plain if that needs little padding, else scientific with a capital E."""
    power = exponent + len(digits) - 1
    if exponent >= 0:
        plain = exponent <= _LONGEST_PADDING and len(digits) + exponent <= digit_count
    else:
        plain = power >= 0 or -power <= _LONGEST_PADDING
    if not plain:
        fraction = digits[1:] or "0"
        return f"{digits[0]}.{fraction}E{'-' if power < 0 else '+'}{abs(power)}"
    if exponent >= 0:
        return digits + "0" * exponent
    if power >= 0:
        return f"{digits[: power + 1]}.{digits[power + 1 :]}"
    return f"0.{'0' * (-power - 1)}{digits}"
