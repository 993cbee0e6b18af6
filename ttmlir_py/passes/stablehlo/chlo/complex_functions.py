"""Exponential, logarithms and square root of complex numbers, told in their parts.

Where sums of squares would cancel they are made of two numbers each: Dekker's squares, added with
the errors of every addition (Knuth's two-sum).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

from ttmlir_py.passes.stablehlo.chlo.formulas import (
    Term,
    atan2,
    cos,
    exp,
    imag,
    largest,
    log,
    log1p,
    maximum,
    minimum,
    pair,
    real,
    sin,
    sqrt,
    where,
)
from ttmlir_py.passes.stablehlo.chlo.trigonometry import hypotenuse


def exponential(z: Term) -> Term:
    """e^x (cos y + i sin y); where e^x overflows, in two factors."""
    x, y = real(z), imag(z)
    grown = exp(x)
    over = grown.equals(x.like(inf))
    root, cosine, sine = exp(x * x.like(0.5)), cos(y), sin(y)
    zero = x.like(0)
    across = where(over, root * cosine * root, grown * cosine)
    height = where(over, root * sine * root, grown * sine)
    return pair(across, where(y.equals(zero), zero, height))


def _splitter(x: Term, limit: Term) -> Term:
    """What a number is multiplied by to cut off the lower half of its bits."""
    narrow = where(limit > x.like(1e38), x.like(4097), x.like(65))
    return where(limit > x.like(1e308), x.like(134217729), narrow)


def _square_error(x: Term, square: Term, splitter: Term) -> Term:
    """What x * x lost when it was rounded."""
    scaled = splitter * x
    high = scaled + (x - scaled)
    low = x - high
    cross = high * low
    return -square + high * high + cross + cross + low * low


def _two_sum(a: Term, b: Term) -> tuple[Term, Term]:
    """A sum and its rounding error."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _fast_two_sum(a: Term, b: Term) -> tuple[Term, Term]:
    """A sum and its rounding error, where the first number is the larger one."""
    total = a + b
    return total, b - (total - a)


def _sum(terms: Sequence[Term], add: Callable[[Term, Term], tuple[Term, Term]]) -> Term:
    """A sum with all its rounding errors."""
    total, *others = terms
    lost: Term | None = None
    for term in others:
        total, error = add(total, term)
        lost = error if lost is None else lost + error
    assert lost is not None
    return total + lost


def logarithm(z: Term) -> Term:
    """log |z| + i arg z; near |z| = 1 by the error-free sum x² + y² - 1."""
    x, y = real(z), imag(z)
    start, half = x.like(-1.0), x.like(0.5)
    y_square, x_square = y * y, x * x
    steep = y_square > x_square
    large = where(steep, y_square, x_square)
    small = where(steep, x_square, y_square)
    splitter = _splitter(x, largest(x))
    y_error = _square_error(y, y_square, splitter)
    x_error = _square_error(x, x_square, splitter)
    total = _sum([start, large, small, y_error, x_error], _fast_two_sum)
    wide, tall = abs(x), abs(y)
    long, short = maximum(wide, tall), minimum(wide, tall)
    ratio = where(short.equals(long), x.like(1.0), short / long)
    general = log(long) + half * log1p(ratio * ratio)
    return pair(where(abs(total) < half, half * log1p(total), general), atan2(y, x))


def logarithm_plus_one(z: Term) -> Term:
    """log(1 + z); in general by the error-free sum 2x + x² + y²."""
    x, y = real(z), imag(z)
    wide, tall = abs(x), abs(y)
    long, short = maximum(wide, tall), minimum(wide, tall)
    limit, half, one = largest(x), x.like(0.5), x.like(1)
    ratio = short / long
    far = log(long) + half * log1p(where(short.equals(long), one, ratio * ratio))
    shifted = x + one
    y_square, x_square = y * y, x * x
    near = half * log(shifted * shifted + y_square)
    splitter = _splitter(x, limit)
    y_error = _square_error(y, y_square, splitter)
    x_error = _square_error(x, x_square, splitter)
    general = half * log1p(_sum([x + x, y_square, x_square, y_error, x_error], _two_sum))
    close = abs(shifted) + tall < x.like(0.2)
    across = where(long > sqrt(limit) * x.like(0.01), far, where(close, near, general))
    return pair(across, atan2(y, shifted))


def square_root(z: Term) -> Term:
    """u + i y / (2u) with u² = (|z| + |x|) / 2, rescaled where that over- or underflows."""
    x, y = real(z), imag(z)
    zero, one, two, sqrt_two = (x.like(n) for n in (0, 1, 2, 1.4142135623730951))
    numbers = zero, one, two, sqrt_two
    wide, tall = abs(x), abs(y)
    equal, flat, steep = wide.equals(tall), wide > tall, wide < tall
    root_wide, root_tall = sqrt(wide), sqrt(tall)
    general = sqrt(hypotenuse(wide, tall, numbers) / two + wide / two)
    extreme = general.equals(zero) | general.equals(x.like(inf))
    ratio = where(equal, one, where(steep, wide / tall, tall / wide))
    length = hypotenuse(one, abs(ratio), numbers)
    flat_root, steep_root = sqrt(one + length), sqrt(ratio + length)
    scaled = where(flat, root_wide * (flat_root / sqrt_two), root_tall * (steep_root / sqrt_two))
    diagonal = root_wide * x.like(1.5537739740300374) / sqrt_two
    u = where(equal, diagonal, where(extreme, scaled, general))
    roots = where(equal, one, where(steep, root_wide / root_tall, root_tall / root_wide))
    flat_part = root_tall * roots / (flat_root * sqrt_two)
    part = where(flat, flat_part, root_tall / (steep_root * sqrt_two))
    v = where(
        equal,
        root_tall / x.like(2.19736822693562),
        where(extreme, part, tall / (general * two)),
    )
    below = y < zero
    height = where(x < zero, where(below, -u, u), where(below, -v, v))
    return pair(where(x >= zero, u, v), height)
