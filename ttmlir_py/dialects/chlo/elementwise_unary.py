"""Special functions of one operand."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.chlo.constraints import (
    COMPLEX_TENSOR,
    FLOAT_OR_COMPLEX_TENSOR,
    FLOAT_TENSOR,
    PREDICATE_TENSOR,
)
from ttmlir_py.dialects.chlo.type_forms import ARROW
from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, value
from ttmlir_py.dialects.stablehlo.inference import retyped
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.support.element_types import I1
from ttmlir_py.support.fields import operand, result


class UnaryOp(PrettyOp):
    """A function of every element, real or complex."""

    traits = PURE
    assembly = Assembly(value("operand"), types=ARROW)

    operand = operand(FLOAT_OR_COMPLEX_TENSOR)
    result = result(FLOAT_OR_COMPLEX_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        return [self.operand.type]


class RealUnaryOp(UnaryOp):
    """A function of real elements alone."""

    operand = operand(FLOAT_TENSOR)
    result = result(FLOAT_TENSOR)


class TestOp(UnaryOp):
    """A property that every element has or has not."""

    operand = operand(FLOAT_TENSOR)
    result = result(PREDICATE_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        return [retyped(self.operand.type, I1)]


class AsinAcosKernelOp(UnaryOp):
    """What the complex arc sine and arc cosine have in common."""

    name = "chlo._asin_acos_kernel"

    operand = operand(COMPLEX_TENSOR)
    result = result(COMPLEX_TENSOR)


class AcosOp(UnaryOp):
    """The arc cosine."""

    name = "chlo.acos"


class AcoshOp(UnaryOp):
    """The inverse hyperbolic cosine."""

    name = "chlo.acosh"


class AsinOp(UnaryOp):
    """The arc sine."""

    name = "chlo.asin"


class AsinhOp(UnaryOp):
    """The inverse hyperbolic sine."""

    name = "chlo.asinh"


class AtanOp(UnaryOp):
    """The arc tangent."""

    name = "chlo.atan"


class AtanhOp(UnaryOp):
    """The inverse hyperbolic tangent."""

    name = "chlo.atanh"


class BesselI1eOp(UnaryOp):
    """The exponentially scaled modified Bessel function of order one."""

    name = "chlo.bessel_i1e"


class ConjOp(UnaryOp):
    """The complex conjugate."""

    name = "chlo.conj"


class CoshOp(UnaryOp):
    """The hyperbolic cosine."""

    name = "chlo.cosh"


class DigammaOp(RealUnaryOp):
    """The logarithmic derivative of the gamma function."""

    name = "chlo.digamma"


class ErfOp(RealUnaryOp):
    """The error function."""

    name = "chlo.erf"


class ErfInvOp(RealUnaryOp):
    """The inverse of the error function."""

    name = "chlo.erf_inv"


class ErfcOp(RealUnaryOp):
    """One minus the error function."""

    name = "chlo.erfc"


class IsInfOp(TestOp):
    """Whether an element is infinite."""

    name = "chlo.is_inf"
    reports_inference = True


class IsNegInfOp(TestOp):
    """Whether an element is minus infinity."""

    name = "chlo.is_neg_inf"
    reports_inference = True


class IsPosInfOp(TestOp):
    """Whether an element is plus infinity."""

    name = "chlo.is_pos_inf"
    reports_inference = True


class LgammaOp(RealUnaryOp):
    """The logarithm of the gamma function's absolute value."""

    name = "chlo.lgamma"


class SinhOp(UnaryOp):
    """The hyperbolic sine."""

    name = "chlo.sinh"


class SquareOp(UnaryOp):
    """The product of an element with itself."""

    name = "chlo.square"


class TanOp(UnaryOp):
    """The tangent."""

    name = "chlo.tan"
