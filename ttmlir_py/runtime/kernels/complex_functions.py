"""Functions of complex numbers where the textbook's formula, or numpy's, loses digits or infinity.

Their formulas are for f64: numbers of two f32 are widened before, for in f32 too much cancels.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array


def join(xp: Any, real: Array, imaginary: Array) -> Array:
    """The complex numbers with these parts; a sum with `1j` would turn infinities into NaN."""
    parts = xp.stack(xp.broadcast_arrays(real, imaginary), axis=-1)
    return parts.view(np.result_type(real.dtype, np.complex64))[..., 0]


def divide(xp: Any, lhs: Array, rhs: Array) -> Array:
    """The quotient; zero where a finite number is divided by an infinite one."""
    quotient = xp.divide(lhs, rhs)
    vanishes = xp.isinf(rhs) & xp.isfinite(lhs)
    return xp.where(vanishes, xp.zeros((), quotient.dtype), quotient)


def expm1(xp: Any, z: Array) -> Array:
    """e to the power minus one; real numbers stay real."""
    x, y = xp.real(z), xp.imag(z)
    half = xp.sin(y / 2)
    real = xp.expm1(x) * xp.cos(y) - 2 * half * half
    is_real = y == 0
    return join(
        xp, xp.where(is_real, xp.expm1(x), real), xp.where(is_real, y, xp.exp(x) * xp.sin(y))
    )


def log1p(xp: Any, z: Array) -> Array:
    """The logarithm of one more, also where one swallows the number or cancels it."""
    x, y = xp.real(z), xp.imag(z)
    size = xp.hypot(1 + x, y)
    near_one = xp.log1p(x * (2 + x) + y * y) / 2
    real = xp.where((size > 0.5) & (size < 2), near_one, xp.log(size))
    return join(xp, real, xp.arctan2(y, 1 + x))


def logistic(xp: Any, z: Array) -> Array:
    """`1 / (1 + exp(-z))`, by the exponential that does not overflow."""
    is_left = xp.real(z) < 0
    power = xp.exp(xp.where(is_left, z, -z))
    return xp.where(is_left, power, xp.ones((), z.dtype)) / (1 + power)


def square(xp: Any, z: Array) -> Array:
    """The product with itself; its real part without a difference of squares."""
    x, y = xp.real(z), xp.imag(z)
    return join(xp, (x - y) * (x + y), 2 * x * y)


def rsqrt(xp: Any, z: Array) -> Array:
    """The reciprocal of the square root."""
    return divide(xp, xp.ones((), z.dtype), xp.sqrt(z))
