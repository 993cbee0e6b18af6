"""CHLO's functions in TTIR: those with a namesake, and the others by formulas of known accuracy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.chlo import elementwise_unary as chlo
from ttmlir_py.dialects.ttir import elementwise_binary as binary
from ttmlir_py.dialects.ttir import elementwise_unary as unary
from ttmlir_py.passes.stablehlo_to_ttir.builder import (
    Lowering,
    TTIRBuilder,
    UnaryClass,
    Unsupported,
)
from ttmlir_py.support.element_types import F32, bit_width, is_complex
from ttmlir_py.support.shapes import element_of

INFINITY = float("inf")
Formula = Callable[[SSAValue, TTIRBuilder], SSAValue]

CENTRAL = (
    2.81022636e-08,
    3.43273939e-07,
    -3.5233877e-06,
    -4.39150654e-06,
    0.00021858087,
    -0.00125372503,
    -0.00417768164,
    0.246640727,
    1.50140941,
)
"""Giles' single-precision coefficients of erf_inv(x) / x in w - 2.5, for w = -log(1 - x*x) < 5."""

TAIL = (
    -0.000200214257,
    0.000100950558,
    0.00134934322,
    -0.00367342844,
    0.00573950773,
    -0.0076224613,
    0.00943887047,
    1.00167406,
    2.83297682,
)
"""The same in sqrt(w) - 3, for the other w."""


def _real(formula: Formula) -> Lowering:
    """A formula for real numbers."""

    def lowering(op: Operation, build: TTIRBuilder) -> SSAValue:
        (x,) = op.operands
        if is_complex(element_of(x)):
            raise Unsupported("complex numbers have no TTIR form")
        return formula(x, build)

    return lowering


def _in_f32(formula: Formula) -> Formula:
    """A formula that narrow types are widened for."""

    def widened(x: SSAValue, build: TTIRBuilder) -> SSAValue:
        element = element_of(x)
        if bit_width(element) >= 32:
            return formula(x, build)
        return build.typecast(formula(build.typecast(x, F32), build), element)

    return widened


def _named(cls: UnaryClass) -> Formula:
    return lambda x, build: build.unary(cls, x)


def _acosh(x: SSAValue, build: TTIRBuilder) -> SSAValue:
    """log(x + sqrt((x - 1) (x + 1)))"""
    one = build.like(x, 1)
    product = build.multiply(build.subtract(x, one), build.add(x, one))
    return build.unary(unary.LogOp, build.add(x, build.unary(unary.SqrtOp, product)))


def _atanh(x: SSAValue, build: TTIRBuilder) -> SSAValue:
    """(log1p(x) - log1p(-x)) / 2"""
    above = build.unary(unary.Log1pOp, x)
    below = build.unary(unary.Log1pOp, build.unary(unary.NegOp, x))
    return build.multiply(build.subtract(above, below), build.like(x, 0.5))


def _cosh(x: SSAValue, build: TTIRBuilder) -> SSAValue:
    """exp(x - log 2) + exp(-x - log 2), which overflows no sooner than the result."""
    log2 = build.like(x, 0.6931471805599453)
    above = build.unary(unary.ExpOp, build.subtract(x, log2))
    below = build.unary(unary.ExpOp, build.subtract(build.unary(unary.NegOp, x), log2))
    return build.add(above, below)


def _sinh(x: SSAValue, build: TTIRBuilder) -> SSAValue:
    """By expm1 near zero, else exp(x - log 2) - exp(-x - log 2)."""
    log2, one = build.like(x, 0.6931471805599453), build.like(x, 1)
    above = build.unary(unary.ExpOp, build.subtract(x, log2))
    below = build.unary(unary.ExpOp, build.subtract(build.unary(unary.NegOp, x), log2))
    shifted = build.unary(unary.Expm1Op, x)
    quotient = build.binary(binary.DivOp, shifted, build.add(shifted, one))
    near = build.multiply(build.add(shifted, quotient), build.like(x, 0.5))
    is_near = build.compare(binary.LtOp, build.unary(unary.AbsOp, x), one)
    return build.where(is_near, near, build.subtract(above, below))


def _erf_inv(x: SSAValue, build: TTIRBuilder) -> SSAValue:
    """Giles' rational approximation, as XLA evaluates it."""
    square = build.unary(unary.NegOp, build.multiply(x, x))
    w = build.unary(unary.NegOp, build.unary(unary.Log1pOp, square))
    is_central = build.compare(binary.LtOp, w, build.like(w, 5.0))
    central = build.subtract(w, build.like(w, 2.5))
    tail = build.subtract(build.unary(unary.SqrtOp, w), build.like(w, 3.0))
    variable = build.where(is_central, central, tail)
    factor = _selected_polynomial(build, variable, is_central)
    product = build.multiply(factor, x)
    at_end = build.compare(binary.EqOp, build.unary(unary.AbsOp, x), build.like(x, 1))
    return build.where(at_end, build.multiply(x, build.like(x, INFINITY)), product)


def _selected_polynomial(build: TTIRBuilder, x: SSAValue, is_central: SSAValue) -> SSAValue:
    def coefficient(pair: Sequence[float]) -> SSAValue:
        return build.where(is_central, build.like(x, pair[0]), build.like(x, pair[1]))

    first, *rest = zip(CENTRAL, TAIL, strict=True)
    value = coefficient(first)
    for pair in rest:
        value = build.add(build.multiply(value, x), coefficient(pair))
    return value


def _equals(numbers: Sequence[float]) -> Formula:
    """Whether elements are one of a few numbers."""

    def formula(x: SSAValue, build: TTIRBuilder) -> SSAValue:
        first, *rest = (build.compare(binary.EqOp, x, build.like(x, n)) for n in numbers)
        for other in rest:
            first = build.binary(binary.LogicalOrOp, first, other)
        return first

    return formula


LOWERINGS: dict[type[Operation], Lowering] = {
    chlo.AcosOp: _real(_named(unary.AcosOp)),
    chlo.AcoshOp: _real(_acosh),
    chlo.AsinOp: _real(_named(unary.AsinOp)),
    chlo.AsinhOp: _real(_named(unary.AsinhOp)),
    chlo.AtanOp: _real(_named(unary.AtanOp)),
    chlo.AtanhOp: _real(_atanh),
    chlo.ConjOp: _real(lambda x, build: x),
    chlo.CoshOp: _real(_cosh),
    chlo.ErfInvOp: _real(_in_f32(_erf_inv)),
    chlo.ErfOp: _real(_named(unary.ErfOp)),
    chlo.ErfcOp: _real(_named(unary.ErfcOp)),
    chlo.IsInfOp: _real(_equals((INFINITY, -INFINITY))),
    chlo.IsNegInfOp: _real(_equals((-INFINITY,))),
    chlo.IsPosInfOp: _real(_equals((INFINITY,))),
    chlo.SinhOp: _real(_sinh),
    chlo.SquareOp: _real(_named(unary.SquareOp)),
    chlo.TanOp: _real(_named(unary.TanOp)),
}
