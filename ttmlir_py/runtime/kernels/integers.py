"""Arithmetic that integers do in their own way: division, powers, shifts, bit counts.

Functions of bits are told how many bits an integer leaves `spare` in the type that holds it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array


def is_integral(array: Array) -> bool:
    """Whether the elements are integers or booleans."""
    return array.dtype.kind in "iub"


def divide(xp: Any, lhs: Array, rhs: Array) -> Array:
    """Integer division rounding toward zero; -1 (all bits set) for a zero divisor."""
    safe = xp.where(rhs == 0, rhs.dtype.type(1), rhs)
    floor = lhs // safe
    inexact = (floor * safe != lhs) & ((lhs < 0) ^ (safe < 0))
    quotient = floor + inexact.astype(floor.dtype)
    return xp.where(rhs == 0, ~rhs.dtype.type(0), quotient)


def remainder(xp: Any, lhs: Array, rhs: Array) -> Array:
    """What integer division leaves, with the dividend's sign; the dividend for a zero divisor."""
    safe = xp.where(rhs == 0, rhs.dtype.type(1), rhs)
    return xp.where(rhs == 0, lhs, xp.fmod(lhs, safe))


def power(xp: Any, base: Array, exponent: Array) -> Array:
    """Integer power that wraps; a negative exponent gives 0 except for bases 1 and -1."""
    if base.dtype.kind == "b":
        return base | ~exponent
    negative = exponent < 0
    raised = xp.power(base, xp.where(negative, exponent.dtype.type(0), exponent))
    odd = (exponent & 1) != 0
    inverse = xp.where(base == 1, 1, xp.where(base == -1, xp.where(odd, -1, 1), 0))
    return xp.where(negative, inverse.astype(base.dtype), raised)


def shift_left(xp: Any, spare: int, lhs: Array, rhs: Array) -> Array:
    """Left shift; 0 where the distance is the width or more."""
    inside = _in_range(spare, lhs, rhs)
    return xp.where(inside, lhs << xp.where(inside, rhs, 0).astype(lhs.dtype), lhs.dtype.type(0))


def shift_right_logical(xp: Any, spare: int, lhs: Array, rhs: Array) -> Array:
    """Right shift bringing in zeros; 0 where the distance is the width or more."""
    bits = _at_top(lhs, spare)
    inside = _in_range(spare, lhs, rhs)
    shifted = bits >> (xp.where(inside, rhs, 0).astype(bits.dtype) + bits.dtype.type(spare))
    return xp.where(inside, shifted, bits.dtype.type(0)).view(lhs.dtype)


def shift_right_arithmetic(xp: Any, spare: int, lhs: Array, rhs: Array) -> Array:
    """Right shift bringing in the highest bit, also that of an unsigned integer."""
    bits = _at_top(lhs, spare).view(f"i{lhs.dtype.itemsize}")
    last = 8 * lhs.dtype.itemsize - 1 - spare
    distance = xp.where(_in_range(spare, lhs, rhs), rhs, last).astype(bits.dtype)
    return (bits >> (distance + bits.dtype.type(spare))).view(lhs.dtype)


def count_leading_zeros(xp: Any, spare: int, x: Array) -> Array:
    """Zero bits above the highest set one; the width for 0."""
    width = 8 * x.dtype.itemsize
    bits = _at_top(x, spare)
    for distance in (1, 2, 4, 8, 16, 32):
        if distance < width:
            bits = bits | (bits >> bits.dtype.type(distance))
    return xp.minimum(width - xp.bitwise_count(bits), width - spare).astype(x.dtype)


def population_count(xp: Any, spare: int, x: Array) -> Array:
    """The number of bits that are set."""
    return xp.bitwise_count(_at_top(x, spare)).astype(x.dtype)


def _at_top(x: Array, spare: int) -> Array:
    """The bits of integers narrower than what holds them, moved to its top."""
    bits = x.view(f"u{x.dtype.itemsize}")
    return bits << bits.dtype.type(spare) if spare else bits


def _in_range(spare: int, lhs: Array, rhs: Array) -> Array:
    return (rhs >= 0) & (rhs < 8 * lhs.dtype.itemsize - spare)


def high_product(xp: Any, spare: int, lhs: Array, rhs: Array) -> Array:
    """The upper half of the bits of a product."""
    width = 8 * lhs.dtype.itemsize - spare
    if width == 64:
        return _high_product_of_64(xp, lhs, rhs)
    wide = np.dtype(np.int64 if lhs.dtype.kind == "i" else np.uint64)
    return ((lhs.astype(wide) * rhs.astype(wide)) >> wide.type(width)).astype(lhs.dtype)


def _high_product_of_64(xp: Any, lhs: Array, rhs: Array) -> Array:
    """By products of halves; a negative number stands for one that is 2**64 larger."""
    half, mask = np.uint64(32), np.uint64(0xFFFFFFFF)
    a, b = lhs.astype(np.uint64), rhs.astype(np.uint64)
    low, high = (a & mask, b & mask), (a >> half, b >> half)
    mixed = (low[0] * high[1], high[0] * low[1])
    carry = ((low[0] * low[1]) >> half) + (mixed[0] & mask) + (mixed[1] & mask)
    result = high[0] * high[1] + (mixed[0] >> half) + (mixed[1] >> half) + (carry >> half)
    if lhs.dtype.kind == "i":
        result = result - xp.where(lhs < 0, b, np.uint64(0)) - xp.where(rhs < 0, a, np.uint64(0))
    return result.astype(lhs.dtype)
