"""The special functions of CHLO: SciPy's, with CHLO's values at poles and zeros."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.runtime.kernels import complex_functions
from ttmlir_py.runtime.kernels.elementwise import ArrayKernel, accurate, special
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import align
from ttmlir_py.support.shapes import element_of


def odd(name: str) -> ArrayKernel:
    """As `special`, of a function that keeps the sign of a zero."""
    function = special(name)

    def kernel(machine: Machine, op: Any, x: Array) -> Array:
        return machine.xp.where(x == 0, x, function(machine, op, x))

    return kernel


def digamma(machine: Machine, op: Any, x: Array) -> Array:
    """The logarithmic derivative of the gamma function; NaN at its poles.

    Left of zero by reflection, with an exact distance to the pole, which SciPy's has not.
    """
    xp = machine.xp
    wide = x.astype(np.float64)
    distance = wide - xp.rint(wide)
    is_left = x < 0
    right = machine.special.digamma(xp.where(is_left, 1 - wide, wide))
    reflected = right - np.pi / xp.tan(np.pi * distance)
    is_pole = (x <= 0) & (distance == 0)
    return xp.where(is_pole, np.nan, xp.where(is_left, reflected, right)).astype(x.dtype)


_TINY = 1e-30
"""Where the gamma function is the reciprocal to all digits."""


def lgamma(machine: Machine, op: Any, x: Array) -> Array:
    """The logarithm of the gamma function's absolute value."""
    xp = machine.xp
    size = xp.abs(x)
    return xp.where(size < _TINY, -xp.log(size), machine.special.gammaln(x))


def _at_poles(xp: Any, x: Array, positive: Array, otherwise: Array) -> Array:
    """At whole numbers up to zero: infinity where both sides of the pole are positive, else NaN."""
    is_pole = (x <= 0) & (x == xp.floor(x))
    poles = xp.where(positive, np.inf, np.nan)
    return xp.where(is_pole, poles, otherwise).astype(x.dtype)


def polygamma(machine: Machine, op: Any, order: Array, x: Array) -> Array:
    """Derivatives of digamma; NaN for orders that are not whole and non-negative."""
    order, x = align(machine.lead, order, x)
    xp = machine.xp
    whole = (order >= 0) & (order == xp.trunc(order))
    safe = xp.where(whole, order, 0).astype(np.int64)
    found = _at_poles(xp, x, safe % 2 == 1, machine.special.polygamma(safe, x))
    return xp.where(whole, found, np.nan)


def zeta(machine: Machine, op: Any, x: Array, q: Array) -> Array:
    """The Hurwitz zeta function."""
    x, q = align(machine.lead, x, q)
    even = x == 2 * machine.xp.trunc(x / 2)
    return _at_poles(machine.xp, q, even | (x == 1), machine.special.zeta(x, q))


def next_after(machine: Machine, op: Any, x: Array, towards: Array) -> Array:
    """The neighbour of x among the numbers of its own type."""
    own = format_of(element_of(op.operands[0])).storage
    x, towards = align(machine.lead, x, towards)
    result = machine.xp.nextafter(x.astype(own), towards.astype(own)).astype(x.dtype)
    return machine.xp.where(x == towards, towards, result)


def asin_acos_kernel(xp: Any, z: Array) -> Array:
    """`w` of which `asin(z)` is `atan2(z.real, w.real)` and, up to a sign, `w.imag` times `1j`."""
    angle = xp.arcsin(z)
    height, x = xp.abs(xp.imag(angle)), xp.abs(xp.real(z))
    is_flat = height == 0
    flat = xp.sqrt((1 - x) * (1 + x))
    steep = xp.abs(xp.imag(z)) / xp.tanh(xp.where(is_flat, 1, height))
    return complex_functions.join(xp, xp.where(is_flat, flat, steep), height)


KERNELS = {
    "_asin_acos_kernel": accurate("arcsin", asin_acos_kernel),
    "bessel_i1e": odd("i1e"),
    "digamma": digamma,
    "erf": special("erf"),
    "erf_inv": odd("erfinv"),
    "erfc": special("erfc"),
    "lgamma": lgamma,
    "next_after": next_after,
    "polygamma": polygamma,
    "square": accurate("square", complex_functions.square),
    "zeta": zeta,
}
