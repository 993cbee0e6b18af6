"""Elementwise ops with one input."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.shared import elementwise_unary as shared
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.support.fields import prop
from ttmlir_py.support.properties import F32_ATTR


class UnaryOp(shared.UnaryOp, PureOp):
    """An elementwise op with one input."""


class AbsOp(UnaryOp):
    """Absolute value."""

    name = "ttnn.abs"


class AcosOp(UnaryOp):
    """Arc cosine."""

    name = "ttnn.acos"


class AsinOp(UnaryOp):
    """Arc sine."""

    name = "ttnn.asin"


class AsinhOp(UnaryOp):
    """Inverse hyperbolic sine."""

    name = "ttnn.asinh"


class AtanOp(UnaryOp):
    """Arc tangent."""

    name = "ttnn.atan"


class BitwiseNotOp(UnaryOp):
    """Complement of every bit."""

    name = "ttnn.bitwise_not"


class CbrtOp(UnaryOp):
    """Cube root."""

    name = "ttnn.cbrt"


class CeilOp(UnaryOp):
    """Smallest integer not below the input."""

    name = "ttnn.ceil"


class CosOp(UnaryOp):
    """Cosine."""

    name = "ttnn.cos"


class ErfOp(UnaryOp):
    """Gauss error function."""

    name = "ttnn.erf"


class ErfcOp(UnaryOp):
    """One minus the error function."""

    name = "ttnn.erfc"


class ExpOp(UnaryOp):
    """Exponential."""

    name = "ttnn.exp"


class Expm1Op(UnaryOp):
    """Exponential minus one."""

    name = "ttnn.expm1"


class FloorOp(UnaryOp):
    """Largest integer not above the input."""

    name = "ttnn.floor"


class GeluOp(UnaryOp):
    """Gaussian error linear unit, by the error function."""

    name = "ttnn.gelu"


class HardsigmoidOp(UnaryOp):
    """`clamp(x / 6 + 0.5, 0, 1)`."""

    name = "ttnn.hardsigmoid"


class IsfiniteOp(UnaryOp):
    """1 where the input is finite, else 0."""

    name = "ttnn.isfinite"


class LeakyReluOp(UnaryOp):
    """The input where positive, else the input times `parameter`."""

    name = "ttnn.leaky_relu"
    parameter = prop(F32_ATTR)


class LogOp(UnaryOp):
    """Natural logarithm."""

    name = "ttnn.log"


class Log1pOp(UnaryOp):
    """Natural logarithm of one plus the input."""

    name = "ttnn.log1p"


class LogicalNotOp(UnaryOp):
    """1 where the input is zero, else 0."""

    name = "ttnn.logical_not"


class MishOp(UnaryOp):
    """`x * tanh(log(1 + exp(x)))`."""

    name = "ttnn.mish"


class NegOp(UnaryOp):
    """Negation."""

    name = "ttnn.neg"


class ReciprocalOp(UnaryOp):
    """One over the input."""

    name = "ttnn.reciprocal"


class ReluOp(UnaryOp):
    """The input where positive, else zero."""

    name = "ttnn.relu"


class Relu6Op(UnaryOp):
    """The input limited to between 0 and 6."""

    name = "ttnn.relu6"


class RsqrtOp(UnaryOp):
    """One over the square root."""

    name = "ttnn.rsqrt"


class SigmoidOp(UnaryOp):
    """`1 / (1 + exp(-x))`."""

    name = "ttnn.sigmoid"


class SignOp(UnaryOp):
    """-1, 0 or 1 by the sign of the input."""

    name = "ttnn.sign"


class SiluOp(UnaryOp):
    """`x * sigmoid(x)`."""

    name = "ttnn.silu"


class SinOp(UnaryOp):
    """Sine."""

    name = "ttnn.sin"


class SqrtOp(UnaryOp):
    """Square root."""

    name = "ttnn.sqrt"


class TanOp(UnaryOp):
    """Tangent."""

    name = "ttnn.tan"


class TanhOp(UnaryOp):
    """Hyperbolic tangent."""

    name = "ttnn.tanh"
