"""Arithmetic that integers do in their own way: division, powers, shifts, bit counts."""

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


def shift_left(xp: Any, lhs: Array, rhs: Array) -> Array:
    """Left shift; 0 where the distance is the width or more."""
    inside = _in_range(lhs, rhs)
    return xp.where(inside, lhs << xp.where(inside, rhs, 0).astype(lhs.dtype), lhs.dtype.type(0))


def shift_right_logical(xp: Any, lhs: Array, rhs: Array) -> Array:
    """Right shift bringing in zeros; 0 where the distance is the width or more."""
    bits = lhs.view(_unsigned(lhs))
    inside = _in_range(lhs, rhs)
    shifted = bits >> xp.where(inside, rhs, 0).astype(bits.dtype)
    return xp.where(inside, shifted, bits.dtype.type(0)).view(lhs.dtype)


def shift_right_arithmetic(xp: Any, lhs: Array, rhs: Array) -> Array:
    """Right shift bringing in the sign."""
    last = 8 * lhs.dtype.itemsize - 1
    distance = xp.where(_in_range(lhs, rhs), rhs, last).astype(lhs.dtype)
    return lhs >> distance


def count_leading_zeros(xp: Any, x: Array) -> Array:
    """Zero bits above the highest set one; the width for 0."""
    bits = x.view(_unsigned(x))
    for distance in (1, 2, 4, 8, 16, 32):
        if distance < 8 * x.dtype.itemsize:
            bits = bits | (bits >> bits.dtype.type(distance))
    return (8 * x.dtype.itemsize - xp.bitwise_count(bits)).astype(x.dtype)


def _unsigned(array: Array) -> np.dtype[Any]:
    return np.dtype(f"u{array.dtype.itemsize}")


def _in_range(lhs: Array, rhs: Array) -> Array:
    return (rhs >= 0) & (rhs < 8 * lhs.dtype.itemsize)
