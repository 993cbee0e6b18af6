"""Functions of complex numbers as formulas of their parts."""

from __future__ import annotations

from collections.abc import Callable

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import elementwise_binary as binary
from ttmlir_py.dialects.stablehlo import elementwise_unary as unary
from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection
from ttmlir_py.passes.stablehlo.chlo.complex_functions import exponential, logarithm, square_root
from ttmlir_py.passes.stablehlo.chlo.formulas import (
    Formula,
    Term,
    clamp,
    cos,
    exp,
    expm1,
    imag,
    pair,
    real,
    sin,
    where,
)
from ttmlir_py.passes.stablehlo.chlo.trigonometry import cosh, hypotenuse, sinh
from ttmlir_py.passes.stablehlo.complex_math_expander import FORMULAS
from ttmlir_py.passes.stablehlo.complex_parts.parts import is_complex_tensor
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.shapes import element_of

Function = Callable[..., Term]


def add(z: Term, w: Term) -> Term:
    return pair(real(z) + real(w), imag(z) + imag(w))


def subtract(z: Term, w: Term) -> Term:
    return pair(real(z) - real(w), imag(z) - imag(w))


def negate(z: Term) -> Term:
    return pair(-real(z), -imag(z))


def multiply(z: Term, w: Term) -> Term:
    a, b, c, d = real(z), imag(z), real(w), imag(w)
    return pair(a * c - b * d, a * d + b * c)


def divide(z: Term, w: Term) -> Term:
    """By Smith's algorithm: the divisor's smaller part over its larger one cannot overflow."""
    a, b, c, d = real(z), imag(z), real(w), imag(w)
    wide = abs(c) >= abs(d)
    ratio = where(wide, d, c) / where(wide, c, d)
    size = where(wide, c + d * ratio, d + c * ratio)
    re = where(wide, a + b * ratio, a * ratio + b)
    im = where(wide, b - a * ratio, b * ratio - a)
    return pair(re / size, im / size)


def absolute(z: Term) -> Term:
    """sqrt(x² + y²) without overflow."""
    x, y = abs(real(z)), abs(imag(z))
    return hypotenuse(x, y, (x.like(0), x.like(1), x.like(2), x.like(2**0.5)))


def sign(z: Term) -> Term:
    """The number of length one in the same direction; zero has none."""
    size = absolute(z)
    divisor = where(size.equals(0), size.like(1), size)
    return pair(real(z) / divisor, imag(z) / divisor)


def sine(z: Term) -> Term:
    x, y = real(z), imag(z)
    return pair(sin(x) * cosh(y), cos(x) * sinh(y))


def cosine(z: Term) -> Term:
    x, y = real(z), imag(z)
    return pair(cos(x) * cosh(y), -(sin(x) * sinh(y)))


_SATURATED = 40.0
"""From here on tanh is one in every float type, and cosh is finite still."""


def hyperbolic_tangent(z: Term) -> Term:
    """(sinh 2x + i sin 2y) / (cosh 2x + cos 2y)."""
    x = clamp(-_SATURATED, real(z), _SATURATED) * 2
    y = imag(z) * 2
    size = cosh(x) + cos(y)
    return pair(sinh(x) / size, sin(y) / size)


def tangent(z: Term) -> Term:
    """-i tanh(i z)."""
    turned = hyperbolic_tangent(pair(-imag(z), real(z)))
    return pair(imag(turned), -real(turned))


def exponential_minus_one(z: Term) -> Term:
    """The real part as (e^x - 1) cos y - 2 sin²(y/2), in which nothing cancels near zero."""
    x, y = real(z), imag(z)
    half = sin(y * 0.5)
    return pair(expm1(x) * cos(y) - half * half * 2, exp(x) * sin(y))


def _one(z: Term) -> Term:
    return pair(real(z).like(1), real(z).like(0))


def reciprocal_root(z: Term) -> Term:
    return divide(_one(z), square_root(z))


def logistic(z: Term) -> Term:
    return divide(_one(z), add(_one(z), exponential(negate(z))))


def power(z: Term, w: Term) -> Term:
    """e^(w log z); anything to the power of zero is one, zero to another power zero."""
    general = exponential(multiply(w, logarithm(z)))
    zero = real(z).like(0)
    is_one = real(w).equals(zero) & imag(w).equals(zero)
    is_zero = real(z).equals(zero) & imag(z).equals(zero)
    re = where(is_one, zero.like(1), where(is_zero, zero, real(general)))
    return pair(re, where(is_one | is_zero, zero, imag(general)))


def cube_root(z: Term) -> Term:
    third = real(z).like(1 / 3)
    return power(z, pair(third, third.like(0)))


def select(condition: Term, z: Term, w: Term) -> Term:
    return pair(where(condition, real(z), real(w)), where(condition, imag(z), imag(w)))


def _lowering(function: Function) -> Lowering:
    def lower(op: Operation, build: Builder) -> SSAValue:
        return function(*Formula(build).given(*op.operands)).value

    return lower


def _compare(op: binary.CompareOp, build: Builder) -> SSAValue | None:
    """Equal where both parts are; complex numbers have no order."""
    z, w = Formula(build).given(op.lhs, op.rhs)
    match op.comparison_direction:
        case ComparisonDirection.EQ:
            return (real(z).equals(real(w)) & imag(z).equals(imag(w))).value
        case ComparisonDirection.NE:
            return (real(z).differs(real(w)) | imag(z).differs(imag(w))).value
        case _:
            return None


def _convert(op: unary.ConvertOp, build: Builder) -> SSAValue:
    """A real number has no imaginary part, and a complex one that becomes real loses its."""
    (x,) = Formula(build).given(op.operand)
    given = [real(x), imag(x)] if is_complex_tensor(op.operand.type) else [x]
    if not is_complex_tensor(op.result.type):
        return given[0].to(element_of(op.result)).value
    element = element_of(op.result).element_type  # pyright: ignore[reportAttributeAccessIssue]
    parts = [part.to(element) for part in given]
    return pair(parts[0], parts[1] if len(parts) > 1 else parts[0].like(0)).value


LOWERINGS: dict[type[Operation], Lowering] = {
    **{cls: _lowering(formula) for cls, formula in FORMULAS.items()},
    binary.CompareOp: _compare,
    binary.DivideOp: _lowering(divide),
    binary.PowerOp: _lowering(power),
    binary.SelectOp: _lowering(select),
    unary.AbsOp: _lowering(absolute),
    unary.CbrtOp: _lowering(cube_root),
    unary.ConvertOp: _convert,
    unary.CosineOp: _lowering(cosine),
    unary.ExponentialMinusOneOp: _lowering(exponential_minus_one),
    unary.LogisticOp: _lowering(logistic),
    unary.RsqrtOp: _lowering(reciprocal_root),
    unary.SignOp: _lowering(sign),
    unary.SineOp: _lowering(sine),
    unary.TanOp: _lowering(tangent),
    unary.TanhOp: _lowering(hyperbolic_tangent),
}

IN_COMPUTATIONS: dict[type[Operation], Lowering] = {
    binary.AddOp: _lowering(add),
    binary.MultiplyOp: _lowering(multiply),
    binary.SubtractOp: _lowering(subtract),
    unary.NegateOp: _lowering(negate),
}
"""Ops that work on pairs in the program, but not inside of a reduction's scalar computation."""
