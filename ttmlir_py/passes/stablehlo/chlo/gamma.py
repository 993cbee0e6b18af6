"""The gamma function's family: lgamma, digamma, polygamma and zeta.

lgamma and digamma by Lanczos' approximation with g = 7 and nine terms, of Godfrey's coefficients,
reflected below one half; zeta by Euler's and Maclaurin's formula (Johansson, arXiv 1309.2877,
formula 5).
"""

from __future__ import annotations

from math import inf, nan, pi
from math import log as logarithm

from ttmlir_py.dialects.chlo.elementwise_binary import ZetaOp
from ttmlir_py.dialects.chlo.elementwise_unary import DigammaOp, IsInfOp, LgammaOp
from ttmlir_py.passes.stablehlo.chlo.formulas import (
    Term,
    cos,
    exp,
    floor,
    is_finite,
    log,
    log1p,
    sin,
    smallest,
    where,
)

LANCZOS_G = 7
LANCZOS_BASE = 0.99999999999980993227684700473478
LANCZOS = (
    676.520368121885098567009190444019,
    -1259.13921672240287047156078755283,
    771.3234287776530788486528258894,
    -176.61502916214059906584551354,
    12.507343278686904814458936853,
    -0.13857109526572011689554707,
    9.984369578019570859563e-6,
    1.50563273514931155834e-7,
)
ZETA_ITERATIONS = 9
ZETA = (  # factorials over Bernoulli numbers
    -7.1661652561756670113e18,
    1.8152105401943546773e17,
    -4.5979787224074726105e15,
    1.1646782814350067249e14,
    -2.950130727918164224e12,
    7.47242496e10,
    -1.8924375803183791606e9,
    47900160.0,
    -1209600.0,
    30240.0,
    -720.0,
    12.0,
)


def lgamma(x: Term) -> Term:
    """The logarithm of the magnitude of the gamma function."""
    half = x.like(0.5)
    reflected = x < half
    minus_x = -x
    one = x.like(1)
    z = where(reflected, minus_x, x - one)
    series = x.like(LANCZOS_BASE)
    for index, coefficient in enumerate(LANCZOS):
        term = x.like(coefficient)
        series = series + term / (z + x.like(index + 1))
    t, log_t = _shifted(x, z)
    # (z + 1/2) log t - t, in an order that does not overflow
    quotient = t / log_t
    power = (z + half - quotient) * log_t
    log_series = log(series)
    upper = x.like((logarithm(2) + logarithm(pi)) / 2) + power + log_series
    lower = _reflected_lgamma(x, half, one, upper)
    result = where(reflected, lower, upper)
    infinite = x.apply(IsInfOp)
    return where(infinite, x.like(inf), result)


def _shifted(x: Term, z: Term) -> tuple[Term, Term]:
    """z + g + 1/2, and its logarithm told from the constant part."""
    offset = x.like(LANCZOS_G + 0.5)
    t = offset + z
    constant = x.like(logarithm(LANCZOS_G + 0.5))
    return t, constant + log1p(z / offset)


def _reflected_lgamma(x: Term, half: Term, one: Term, upper: Term) -> Term:
    """log pi - log |sin(pi x)| - lgamma(1 - x), with the sine taken of a number below 1/2."""
    size = abs(x)
    fraction = size - floor(size)
    fraction = where(half < fraction, one - fraction, fraction)
    denominator = log(sin(x.like(pi) * fraction))
    lower = x.like(logarithm(pi)) - denominator - upper
    finite = is_finite(denominator)
    return where(finite, lower, -denominator)


def digamma(x: Term) -> Term:
    """The derivative of lgamma."""
    half = x.like(0.5)
    reflected = x < half
    minus_x = -x
    one = x.like(1)
    z = where(reflected, minus_x, x - one)
    zero = x.like(0.0)
    series, slope = x.like(LANCZOS_BASE), zero
    for index, coefficient in enumerate(LANCZOS):
        term, place = x.like(coefficient), x.like(index + 1)
        shifted = z + place
        slope = slope - term / (shifted * shifted)
        series = series + term / shifted
    t, log_t = _shifted(x, z)
    ratio = slope / series
    tail = x.like(LANCZOS_G) / t
    upper = log_t + ratio - tail
    # brought near zero, where the product with pi is exact
    reduced = x + abs(floor(x + x.like(0.5)))
    angle_unit = x.like(pi)
    angle = angle_unit * reduced
    cosine, sine = cos(angle), sin(angle)
    lower = upper - angle_unit * cosine / sine
    result = where(reflected, lower, upper)
    at_pole = (x <= zero) & x.equals(floor(x))
    return where(at_pole, x.like(nan), result)


def zeta(x: Term, q: Term) -> Term:
    """Hurwitz' zeta function: the sum of (q + k) to the power of -x."""
    zero, one = q.like(0.0), q.like(1.0)
    base = q
    minus_x = -x
    total = q**minus_x
    for _ in range(ZETA_ITERATIONS):
        base = base + one
        power = base**minus_x
        total = total + power
    base = base + one
    power = base**minus_x
    one_x = x.like(1.0)
    integral = power * base / (x - one_x)
    tail = _bernoulli_tail(x, base, power, zero, one)
    accurate = total + integral + tail
    small, large = abs(power), abs(total)
    result = where(small < large * smallest(base), total, accurate)
    return _zeta_outside(x, q, (zero, one, one_x), result)


def _bernoulli_tail(x: Term, base: Term, power: Term, zero: Term, one: Term) -> Term:
    inverse_square = one / (base * base)
    total, last = zero, 2 * len(ZETA) - 1
    for index, coefficient in enumerate(ZETA[:-1]):
        left = x + x.like(last - 1 - 2 * index)
        right = x + x.like(last - 2 - 2 * index)
        factor = left * right
        total = factor * (inverse_square * (total + base.like(1.0 / coefficient)))
    half = power.like(0.5)
    quotient = x / base
    return power * (half + quotient * (base.like(1.0 / ZETA[-1]) + total))


def _zeta_outside(x: Term, q: Term, numbers: tuple[Term, Term, Term], result: Term) -> Term:
    """Where the sum has no value: x below 1, and poles at q = 0, -1, -2, …"""
    zero, one, one_x = numbers
    undefined = x.like(nan)
    result = where(x < one_x, undefined, result)
    below = q <= zero
    broken = x.differs(floor(x))
    result = where(below & broken, undefined, result)
    endless = x.like(inf)
    at_pole = below & q.equals(floor(q))
    two = x.like(2.0)
    whole = x.equals(floor(x))
    even = (x % two).equals(zero)
    at_even = whole & even
    result = where(at_pole, where(at_even, endless, undefined), result)
    return where(x.equals(one), endless, result)


def polygamma(n: Term, x: Term) -> Term:
    """The n-th derivative of digamma: (-1)^(n + 1) n! zeta(n + 1, x)."""
    one, two = x.like(1.0), x.like(2.0)
    signs = two * (n % two) - one
    following = n + one
    factorial = exp(following.apply(LgammaOp))
    series = following.apply(ZetaOp, x)
    result = signs * factorial * series
    zero = x.like(0.0)
    at_zero = n.equals(zero)
    result = where(at_zero, x.apply(DigammaOp), result)
    broken = n.differs(floor(n))
    unnatural = broken | (n < zero)
    return where(unnatural, x.like(nan), result)
