"""Which formula an elementwise op stands for, by its element type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf as infinity
from typing import NamedTuple

from xdsl.dialects.builtin import AnyFloat, ComplexType
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.chlo import elementwise_binary as binary
from ttmlir_py.dialects.chlo import elementwise_unary as unary
from ttmlir_py.passes.stablehlo.chlo import error_functions, gamma, integers, trigonometry
from ttmlir_py.passes.stablehlo.chlo.formulas import Formula, Term, has_limits, is_narrow
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.element_types import F32, F64
from ttmlir_py.support.shapes import element_of

Function = Callable[..., Term]


def is_inf(x: Term) -> Term:
    """Where the magnitude is infinite."""
    return abs(x).apply(unary.IsPosInfOp)


def is_pos_inf(x: Term) -> Term:
    """Where the number is infinity."""
    return x.equals(x.like(infinity))


def is_neg_inf(x: Term) -> Term:
    """Where the number is minus infinity."""
    return x.equals(x.like(-infinity))


class Formulas(NamedTuple):
    """The formulas of an op: for floats, for f64 where it has one of its own, for complex numbers.

    `widens`: floats of fewer than 32 bits are computed in 32. `eager`: ops in the order of writing.
    """

    real: Function | None = None
    f64: Function | None = None
    complex: Function | None = None
    widens: bool = False
    eager: bool = False


T = trigonometry

FORMULAS: Mapping[type[Operation], Formulas] = {
    binary.MulhiOp: Formulas(integers.mulhi),
    binary.NextAfterOp: Formulas(integers.next_after, eager=True),
    binary.PolygammaOp: Formulas(gamma.polygamma, widens=True, eager=True),
    binary.ZetaOp: Formulas(gamma.zeta, widens=True, eager=True),
    unary.AcosOp: Formulas(T.acos, complex=T.acos_complex),
    unary.AcoshOp: Formulas(T.acosh, complex=T.acosh_complex),
    unary.AsinAcosKernelOp: Formulas(complex=T.asin_acos_kernel),
    unary.AsinOp: Formulas(T.asin, complex=T.asin_complex),
    unary.AsinhOp: Formulas(T.asinh, complex=T.asinh_complex),
    unary.AtanOp: Formulas(T.atan, complex=T.atan_complex),
    unary.AtanhOp: Formulas(T.atanh, complex=T.atanh_complex),
    unary.BesselI1eOp: Formulas(
        error_functions.bessel_i1e_f32, error_functions.bessel_i1e_f64, widens=True, eager=True
    ),
    unary.ConjOp: Formulas(T.conjugate, complex=T.conjugate_complex),
    unary.CoshOp: Formulas(T.cosh, complex=T.cosh, widens=True, eager=True),
    unary.DigammaOp: Formulas(gamma.digamma, widens=True, eager=True),
    unary.ErfInvOp: Formulas(
        error_functions.erf_inv_f32, error_functions.erf_inv_f64, widens=True, eager=True
    ),
    unary.ErfOp: Formulas(
        error_functions.erf_f32, error_functions.erf_f64, widens=True, eager=True
    ),
    unary.ErfcOp: Formulas(
        error_functions.erfc_f32, error_functions.erfc_f64, widens=True, eager=True
    ),
    unary.IsInfOp: Formulas(is_inf),
    unary.IsNegInfOp: Formulas(is_neg_inf),
    unary.IsPosInfOp: Formulas(is_pos_inf),
    unary.LgammaOp: Formulas(gamma.lgamma, widens=True, eager=True),
    unary.SinhOp: Formulas(T.sinh, complex=T.sinh_large, widens=True, eager=True),
    unary.SquareOp: Formulas(T.square, complex=T.square_complex),
    unary.TanOp: Formulas(T.tangent, complex=T.tangent),
}


def _chosen(formulas: Formulas, element: Attribute) -> Function | None:
    if isinstance(element, ComplexType):
        return formulas.complex
    if isinstance(element, AnyFloat) and not has_limits(element):
        return None  # narrower than 16 bits
    return formulas.f64 if element == F64 and formulas.f64 else formulas.real


def _lowering(formulas: Formulas) -> Lowering:
    def lower(op: Operation, build: Builder) -> SSAValue | None:
        element = element_of(op.operands[0])
        function = _chosen(formulas, element)
        if function is None:
            return None
        formula = Formula(build, eager=formulas.eager)
        terms: Sequence[Term] = formula.given(*op.operands)
        if formulas.widens and is_narrow(element):
            return function(*(term.to(F32) for term in terms)).to(element).value
        return function(*terms).value

    return lower


LOWERINGS: dict[type[Operation], Lowering] = {
    op: _lowering(formulas) for op, formulas in FORMULAS.items()
}
