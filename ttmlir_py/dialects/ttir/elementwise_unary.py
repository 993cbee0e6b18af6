"""Elementwise ops with one input."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.rules.elementwise import verify_bitcast
from ttmlir_py.dialects.ttcore.shared import elementwise_unary as shared
from ttmlir_py.support.fields import prop
from ttmlir_py.support.properties import F32_ATTR


class UnaryOp(shared.UnaryOp):
    """An elementwise op with one input."""


class AbsOp(UnaryOp):
    """Absolute value."""

    name = "ttir.abs"


class AcosOp(UnaryOp):
    """Arc cosine."""

    name = "ttir.acos"


class AsinOp(UnaryOp):
    """Arc sine."""

    name = "ttir.asin"


class AsinhOp(UnaryOp):
    """Inverse hyperbolic sine."""

    name = "ttir.asinh"


class AtanOp(UnaryOp):
    """Arc tangent."""

    name = "ttir.atan"


class BitcastConvertOp(UnaryOp):
    """The same bits read as another element type of equal width."""

    name = "ttir.bitcast_convert"

    def verify_extra(self) -> None:
        verify_bitcast(self.input, self.result)


class BitwiseNotOp(UnaryOp):
    """Complement of every bit."""

    name = "ttir.bitwise_not"


class CbrtOp(UnaryOp):
    """Cube root."""

    name = "ttir.cbrt"


class CeilOp(UnaryOp):
    """Smallest integer not below the input."""

    name = "ttir.ceil"


class CosOp(UnaryOp):
    """Cosine."""

    name = "ttir.cos"


class ErfOp(UnaryOp):
    """Gauss error function."""

    name = "ttir.erf"


class ErfcOp(UnaryOp):
    """One minus the error function."""

    name = "ttir.erfc"


class ExpOp(UnaryOp):
    """Exponential."""

    name = "ttir.exp"


class Exp2Op(UnaryOp):
    """Two to the power of the input."""

    name = "ttir.exp2"


class Expm1Op(UnaryOp):
    """Exponential minus one."""

    name = "ttir.expm1"


class FloorOp(UnaryOp):
    """Largest integer not above the input."""

    name = "ttir.floor"


class FracOp(UnaryOp):
    """Fractional part: the input minus its truncation."""

    name = "ttir.frac"


class GeluOp(UnaryOp):
    """Gaussian error linear unit, by the error function."""

    name = "ttir.gelu"


class HardsigmoidOp(UnaryOp):
    """`clamp(x / 6 + 0.5, 0, 1)`."""

    name = "ttir.hardsigmoid"


class IsfiniteOp(UnaryOp):
    """1 where the input is finite, else 0."""

    name = "ttir.isfinite"


class LeakyReluOp(UnaryOp):
    """The input where positive, else the input times `parameter`."""

    name = "ttir.leaky_relu"
    parameter = prop(F32_ATTR)


class LogOp(UnaryOp):
    """Natural logarithm."""

    name = "ttir.log"


class Log1pOp(UnaryOp):
    """Natural logarithm of one plus the input."""

    name = "ttir.log1p"


class LogicalNotOp(UnaryOp):
    """1 where the input is zero, else 0."""

    name = "ttir.logical_not"


class MishOp(UnaryOp):
    """`x * tanh(log(1 + exp(x)))`."""

    name = "ttir.mish"


class NegOp(UnaryOp):
    """Negation."""

    name = "ttir.neg"


class ReciprocalOp(UnaryOp):
    """One over the input."""

    name = "ttir.reciprocal"


class ReluOp(UnaryOp):
    """The input where positive, else zero."""

    name = "ttir.relu"


class Relu6Op(UnaryOp):
    """The input limited to between 0 and 6."""

    name = "ttir.relu6"


class RsqrtOp(UnaryOp):
    """One over the square root."""

    name = "ttir.rsqrt"


class SeluOp(UnaryOp):
    """Scaled exponential linear unit."""

    name = "ttir.selu"
    scale = prop(F32_ATTR, 1.0507009873390197)
    alpha = prop(F32_ATTR, 1.6732635498046875)


class SigmoidOp(UnaryOp):
    """`1 / (1 + exp(-x))`."""

    name = "ttir.sigmoid"


class SignOp(UnaryOp):
    """-1, 0 or 1 by the sign of the input."""

    name = "ttir.sign"


class SignbitOp(UnaryOp):
    """1 where the sign bit is set, negative zero included, else 0."""

    name = "ttir.signbit"


class SiluOp(UnaryOp):
    """`x * sigmoid(x)`."""

    name = "ttir.silu"


class SinOp(UnaryOp):
    """Sine."""

    name = "ttir.sin"


class SoftsignOp(UnaryOp):
    """`x / (1 + |x|)`."""

    name = "ttir.softsign"


class SqrtOp(UnaryOp):
    """Square root."""

    name = "ttir.sqrt"


class SquareOp(UnaryOp):
    """The input times itself."""

    name = "ttir.square"


class TanOp(UnaryOp):
    """Tangent."""

    name = "ttir.tan"


class TanhOp(UnaryOp):
    """Hyperbolic tangent."""

    name = "ttir.tanh"


class TruncOp(UnaryOp):
    """The input rounded towards zero."""

    name = "ttir.trunc"


class TypecastOp(UnaryOp):
    """The same values in another element type."""

    name = "ttir.typecast"
