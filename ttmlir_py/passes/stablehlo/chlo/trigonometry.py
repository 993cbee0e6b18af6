"""Inverse trigonometric and hyperbolic functions, of real and of complex numbers.

Complex ones by Hull, Fairgrieve and Tang: products and quotients that neither overflow nor cancel.
"""

from __future__ import annotations

from math import inf, nan, pi

from ttmlir_py.dialects.chlo.elementwise_unary import AsinAcosKernelOp, AtanhOp
from ttmlir_py.passes.stablehlo.chlo.formulas import (
    Term,
    atan2,
    exp,
    expm1,
    imag,
    is_finite,
    largest,
    log,
    log1p,
    maximum,
    minimum,
    pair,
    real,
    sign,
    smallest_normal,
    sqrt,
    tan,
    where,
)


def acos(x: Term) -> Term:
    """The angle whose cosine is x."""
    one = x.like(1)
    return atan2(sqrt((one - x) * (one + x)), x)


def acos_complex(z: Term) -> Term:
    """From the kernel shared with asin."""
    kernel, y = z.apply(AsinAcosKernelOp), imag(z)
    height = imag(kernel)
    return pair(atan2(real(kernel), real(z)), where(y < y.like(0), height, -height))


def asin(x: Term) -> Term:
    """The angle whose sine is x."""
    one = x.like(1)
    half_angle = atan2(x, one + sqrt((one - x) * (one + x)))
    return half_angle + half_angle


def asin_complex(z: Term) -> Term:
    """From the kernel shared with acos."""
    x, kernel = real(z), z.apply(AsinAcosKernelOp)
    height = imag(kernel)
    return pair(atan2(x, real(kernel)), where(imag(z) < x.like(0), -height, height))


def acosh(x: Term) -> Term:
    """log(x + sqrt(x² - 1)) without cancellation near one."""
    two, one = x.like(2), x.like(1)
    root = sqrt(x - one)
    near = log1p(root * (sqrt(x + one) + root))
    return where(x >= largest(x) / two, log(two) + log(x), near)


def acosh_complex(z: Term) -> Term:
    """From the kernel of asin and acos."""
    kernel, y = z.apply(AsinAcosKernelOp), imag(z)
    angle = atan2(real(kernel), real(z))
    return pair(imag(kernel), where(y < y.like(0), -angle, angle))


def asinh(x: Term) -> Term:
    """log(|x| + sqrt(x² + 1)) with x's sign."""
    size = abs(x)
    square, one = size * size, x.like(1)
    near = log1p(size + square / (one + sqrt(one + square)))
    far = log(x.like(2)) + log(size)
    return sign(x) * where(size >= sqrt(largest(x)), far, near)


def asinh_complex(z: Term) -> Term:
    """From the kernel of asin and acos at i z."""
    x, y = real(z), imag(z)
    kernel = pair(-y, x).apply(AsinAcosKernelOp)
    height = imag(kernel)
    return pair(where(x < x.like(0), -height, height), atan2(y, real(kernel)))


def atan(x: Term) -> Term:
    """The angle whose tangent is x."""
    return atan2(x, x.like(1))


def atan_complex(z: Term) -> Term:
    """-i atanh(i z)."""
    rotated = pair(-imag(z), real(z)).apply(AtanhOp)
    return pair(imag(rotated), -real(rotated))


def atanh(x: Term) -> Term:
    """Half the logarithm of (1 + x) / (1 - x)."""
    outside = abs(x) > x.like(1)
    return where(outside, x.like(nan), (log1p(x) - log1p(-x)) * x.like(0.5))


def hypotenuse(x: Term, y: Term, numbers: tuple[Term, Term, Term, Term]) -> Term:
    """sqrt(x² + y²) of non-negative numbers."""
    zero, one, two, sqrt_two = numbers
    long, short = maximum(x, y), minimum(x, y)
    ratio = short / long
    square = ratio * ratio
    root = sqrt(one + square)
    lost = root.equals(one) & (square > zero)
    general = where(lost, long + long * square / two, long * root)
    return where(long.equals(short), sqrt_two * long, general)


def asin_acos_kernel(z: Term) -> Term:
    """sqrt(1 - z²) in its real part and |Im asin z| in its imaginary one, up to signs."""
    signed, imag_part = real(z), imag(z)
    x, y = abs(signed), abs(imag_part)
    zero, one, two, half = (signed.like(number) for number in (0, 1, 2, 0.5))
    numbers = zero, one, two, signed.like(1.4142135623730951)
    right, left = x + one, x - one
    r = hypotenuse(abs(right), y, numbers)
    s = hypotenuse(abs(left), y, numbers)
    a = half * (r + s)
    safe = sqrt(largest(signed)) / signed.like(8)
    legs = _Legs(y * y, r + right, s - left, s + left)
    sides = half * (a + x)
    near = sqrt(sides * (legs.square / legs.right + legs.left))
    far = y * sqrt(sides / legs.right + sides / legs.outer)
    across = where(maximum(x, y) >= safe, y, where(x <= one, near, far))
    product = right * left
    place = signed, imag_part, x, y
    height = _kernel_height(place, (zero, one, two, half), a, safe, legs, product)
    return pair(across, height)


class _Legs:
    """Sums that both parts of the kernel use."""

    def __init__(self, square: Term, right: Term, left: Term, outer: Term) -> None:
        self.square, self.right, self.left, self.outer = square, right, left, outer


def _kernel_height(
    place: tuple[Term, Term, Term, Term],
    numbers: tuple[Term, Term, Term, Term],
    a: Term,
    safe: Term,
    legs: _Legs,
    product: Term,
) -> Term:
    signed, imag_part, x, y = place
    zero, one, two, half = numbers
    wide = where(x < safe * signed.like(1e12), safe * signed.like(1e-6), safe * signed.like(100.0))
    steep = y >= wide
    long = where(steep, y, x)
    slope = where(steep & ~y.equals(imag_part.like(inf)), x / y, zero)
    large = log(two) + log(long) + half * log1p(slope * slope)
    tiny = (y < sqrt(smallest_normal(signed)) * signed.like(4)) & (x < one)
    above = a + one
    half_square = half * legs.square
    part = half_square / legs.right
    close = where(a <= signed.like(1.5), part + half_square / legs.left, a - one)
    beyond = where(x >= one, part + half * legs.outer, close)
    excess = where(tiny, -(product / above), beyond)
    root = sqrt(excess * above)
    general = where(tiny, y / root, log1p(excess + root))
    return where(long >= where(steep, wide, safe), large, general)


def atanh_complex(z: Term) -> Term:
    """Half the logarithm of (1 + z) / (1 - z), safe for large parts."""
    x, y = real(z), imag(z)
    zero, one, minus_one = x.like(0), x.like(1), x.like(-1)
    wide, tall = abs(x), abs(y)
    limit = largest(x)
    middle = where(limit > x.like(1e38), x.like(16777218.0), x.like(2050.0))
    precision = where(limit > x.like(1e308), x.like(9007199254740994.0), middle)
    safe = precision * precision
    inside = (wide < safe) & (tall < safe)
    rest, square = one - wide, y * y
    plain = wide / (rest * rest + square)
    quotient = one / (wide / y + y / wide) / y
    above, below = x.like(inf), x.like(-inf)
    endless = (x.equals(above) | x.equals(below)) | (y.equals(above) | y.equals(below))
    far = where(tall * precision < wide, one / wide, where(endless, zero, quotient))
    signs = where(x >= zero, one, minus_one)
    length = signs * log1p(x.like(4) * where(inside, plain, far)) * x.like(0.25)
    angle = atan2(y + y, rest * (one + wide) - square)
    half_turn = where(y >= y.like(0), one, minus_one) * x.like(pi)
    return pair(length, where(inside, angle, half_turn) * x.like(0.5))


def cosh(x: Term) -> Term:
    """(e^x + e^-x) / 2, halved in the exponent so that it does not overflow early."""
    half = log(x.like(0.5))
    return exp(x + half) + exp(half - x)


def sinh_large(x: Term) -> Term:
    """(e^x - e^-x) / 2, halved in the exponent."""
    half = log(x.like(0.5))
    return exp(x + half) - exp(half - x)


def sinh(x: Term) -> Term:
    """Below one from e^x - 1, which does not cancel."""
    large = sinh_large(x)
    grown = expm1(x)
    one, half = x.like(1.0), x.like(0.5)
    ratio = grown / (grown + one)
    small = half * (grown + ratio)
    return where(abs(x) < one, small, large)


def tangent(x: Term) -> Term:
    """StableHLO's own."""
    return tan(x)


def square(x: Term) -> Term:
    """x times x."""
    return x * x


def square_complex(z: Term) -> Term:
    """The real part as a product, zero where it is the difference of equal squares."""
    x, y = real(z), imag(z)
    even = is_finite(x) & abs(x).equals(abs(y))
    across = where(even, x.like(0), (x - y) * (x + y))
    return pair(across, x.like(2) * (x * y))


def conjugate_complex(z: Term) -> Term:
    """The imaginary part negated."""
    return pair(real(z), -imag(z))


def conjugate(x: Term) -> Term:
    """A real number is its own conjugate."""
    return x
