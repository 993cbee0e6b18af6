"""The error function, its complement and its inverse, and the Bessel function I1."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from math import inf

from ttmlir_py.passes.stablehlo.chlo import error_tables as tables
from ttmlir_py.passes.stablehlo.chlo.formulas import (
    Term,
    chebyshev,
    clamp,
    exp,
    log1p,
    polynomial,
    sign,
    sqrt,
    where,
)


def erf_f32(x: Term) -> Term:
    """erf by a quotient of polynomials in x squared; beyond 4 it is 1."""
    x = clamp(-4.0, x, 4.0)
    square = x * x
    above, below = polynomial(square, tables.ERF_ALPHA_F32), polynomial(square, tables.ERF_BETA_F32)
    return clamp(-1.0, x * above / below, 1.0)


def erfc_f32(x: Term) -> Term:
    """erfc of large arguments as it is, of small ones as 1 - erf."""
    large = _erfc_large_f32(x)
    one = x.like(1.0)
    small = one - x * polynomial(x * x, tables.ERF_T_F32)
    return where(abs(x) < one, small, large)


def _erfc_large_f32(x: Term) -> Term:
    """erfc where x is at least 1 in magnitude: exp(-x²) / |x| times a polynomial in 1 / x²."""
    square = x * x
    exponent = -square
    size, one = abs(x), x.like(1.0)
    inverse = one / square
    scale = exp(exponent) * (one / size)
    two = x.like(2.0)
    near = size < two
    tail = scale * where(
        near, polynomial(inverse, tables.ERFC_P_F32), polynomial(inverse, tables.ERFC_R_F32)
    )
    vanishes = exponent < x.like(-tables.MAX_LOG_F32)
    return _tail(x, two, vanishes, tail)


def erf_f64(x: Term) -> Term:
    """erf of small arguments as it is, of large ones as 1 - erfc."""
    small = _erf_small_f64(x)
    one = x.like(1.0)
    large = one - _erfc_large_f64(x)
    return where(abs(x) < one, small, large)


def erfc_f64(x: Term) -> Term:
    """erfc of large arguments as it is, of small ones as 1 - erf."""
    large = _erfc_large_f64(x)
    one = x.like(1.0)
    small = one - _erf_small_f64(x)
    return where(abs(x) < one, small, large)


def _erf_small_f64(x: Term) -> Term:
    square = x * x
    above = x * polynomial(square, tables.ERF_T_F64)
    return above / polynomial(square, tables.ERF_U_F64)


def _erfc_large_f64(x: Term) -> Term:
    """erfc where x is at least 1 in magnitude: exp(-x²) times a quotient of polynomials in |x|."""
    exponent = -(x * x)
    scale, size = exp(exponent), abs(x)
    near = scale * polynomial(size, tables.ERFC_P_F64)
    near = near / polynomial(size, tables.ERFC_Q_F64)
    far = scale * polynomial(size, tables.ERFC_R_F64)
    far = far / polynomial(size, tables.ERFC_S_F64)
    chosen = where(size < 8.0, near, far)
    return _tail(x, None, exponent < x.like(-tables.MAX_LOG_F64), chosen)


def _tail(x: Term, two: Term | None, vanishes: Term, tail: Term) -> Term:
    """Zero where exp(-x²) vanishes; of negative numbers, two less that of positive ones."""
    zero = x.like(0.0)
    tail = where(vanishes, zero, tail)
    negative = x < zero
    two = x.like(2.0) if two is None else two
    return where(negative, two - tail, tail)


def erf_inv_f32(x: Term) -> Term:
    """Giles' approximation: polynomials in w = -log(1 - x²), or in its root where w is large."""
    w = -log1p(x * -x)
    near = w < x.like(5.0)
    centred = where(near, w - x.like(2.5), sqrt(w) - x.like(3.0))
    pairs = zip(tables.ERF_INV_BELOW_5_F32, tables.ERF_INV_ABOVE_5_F32, strict=True)
    choices = (where(near, x.like(low), x.like(high)) for low, high in pairs)
    result = next(choices)
    for choice in choices:
        result = choice + result * centred
    return _infinite_at_one(x, result * x)


def erf_inv_f64(x: Term) -> Term:
    """As for 32 bits, in three ranges whose polynomials differ in length."""
    w = -log1p(x * -x)
    near, middle = w < x.like(6.25), w < x.like(16)
    ranges = (
        tables.ERF_INV_BELOW_6_F64,
        tables.ERF_INV_BELOW_16_F64,
        tables.ERF_INV_ABOVE_16_F64,
    )
    root = sqrt(w)
    close = w - x.like(3.125)
    away = root - where(middle, w.like(3.25), w.like(5.0))
    centred = where(near, close, away)
    result: Term | None = None
    for low, mid, high in zip_longest(*ranges):
        choice = x.like(low)
        if mid is not None:
            choice = where(near, choice, x.like(mid))
        if high is not None:
            choice = where(middle, choice, x.like(high))
        if result is None:
            result = choice
            continue
        longer = choice + result * centred
        if mid is None:
            result = where(near, longer, result)
        elif high is None:
            result = where(middle, longer, result)
        else:
            result = longer
    assert result is not None
    return _infinite_at_one(x, result * x)


def _infinite_at_one(x: Term, result: Term) -> Term:
    at_one = abs(x).equals(x.like(1))
    return where(at_one, x * x.like(inf), result)


def bessel_i1e_f32(x: Term) -> Term:
    """exp(-|x|) I1(x)."""
    return _bessel_i1e(x, tables.I1E_NEAR_F32, tables.I1E_FAR_F32)


def bessel_i1e_f64(x: Term) -> Term:
    """exp(-|x|) I1(x), in double precision."""
    return _bessel_i1e(x, tables.I1E_NEAR_F64, tables.I1E_FAR_F64)


def _bessel_i1e(x: Term, near: Sequence[float], far: Sequence[float]) -> Term:
    size = abs(x)
    half, two, thirty_two, eight = (x.like(number) for number in (0.5, 2.0, 32.0, 8.0))
    low = size * chebyshev(half * size - two, near)
    high = chebyshev(thirty_two / size - two, far) / sqrt(size)
    chosen = where(size <= eight, low, high)
    return sign(x) * chosen
