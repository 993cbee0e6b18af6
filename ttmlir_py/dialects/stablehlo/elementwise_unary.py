"""Elementwise functions of one operand."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import ComplexType
from xdsl.ir import Attribute

from ttmlir_py.dialects.stablehlo.accuracy import RESULT_ACCURACY, ResultAccuracyAttr
from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, exponent_mantissa, value
from ttmlir_py.dialects.stablehlo.constraints import (
    FLOAT_COMPLEX_OR_QUANTIZED_TENSOR,
    FLOAT_OR_COMPLEX_TENSOR,
    FLOAT_OR_QUANTIZED_TENSOR,
    FLOAT_TENSOR,
    INTEGER_TENSOR,
    NUMBER_TENSOR,
    PREDICATE_OR_INTEGER_TENSOR,
    PREDICATE_TENSOR,
    SIGNED_REAL_TENSOR,
    SIGNED_TENSOR,
    TENSOR,
    UNQUANTIZED_TENSOR,
)
from ttmlir_py.dialects.stablehlo.inference import require_same_shapes, retyped
from ttmlir_py.dialects.stablehlo.properties import (
    NON_NEGATIVE_I32,
    POSITIVE_I32,
    defaulted_prop,
)
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.dialects.stablehlo.type_forms import SAME
from ttmlir_py.support.element_types import I1
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.shapes import element_of

ELEMENTWISE_SHAPE = "all non-scalar operands/results must have the same shape and base type"


class UnaryOp(PrettyOp):
    """A function of every element, of the operand's type unless told otherwise."""

    traits = PURE
    assembly = Assembly(value("operand"), types=SAME)

    operand = operand(TENSOR)
    result = result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        # cbrt_c1, ceil_c1, cosine_c1, count_leading_zeros_c1, exponential_c1,
        # exponential_minus_one_c1, floor_c1, log_c1, log_plus_one_c1, logistic_c1,
        # negate_c1, not_c1, popcnt_c1, reduce_precision_c1, round_nearest_afz_c1,
        # round_nearest_even_c1, rsqrt_c1, sign_c1, sine_c1, sqrt_c1, tan_c1, tanh_c1
        require_same_shapes(self, ELEMENTWISE_SHAPE)
        return [self.operand.type]


class AccurateUnaryOp(UnaryOp):
    """A transcendental function, which can promise an accuracy."""

    operand = operand(FLOAT_COMPLEX_OR_QUANTIZED_TENSOR)
    result = result(FLOAT_COMPLEX_OR_QUANTIZED_TENSOR)
    result_accuracy = defaulted_prop(RESULT_ACCURACY, ResultAccuracyAttr())


class RealPartOp(UnaryOp):
    """A real part of a complex tensor, also of a real one."""

    operand = operand(FLOAT_OR_COMPLEX_TENSOR)
    result = result(FLOAT_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        element = element_of(self.operand)
        # imag_c1, imag_c2, real_c1, real_c2
        part = element.element_type if isinstance(element, ComplexType) else element
        return [retyped(self.operand.type, part)]


class AbsOp(UnaryOp):
    """The absolute value, real for complex operands."""

    name = "stablehlo.abs"
    reports_inference = True

    operand = operand(SIGNED_TENSOR)
    result = result(SIGNED_REAL_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        element = element_of(self.operand)
        # abs_c1, abs_c2
        part = element.element_type if isinstance(element, ComplexType) else element
        return [retyped(self.operand.type, part)]


class CbrtOp(AccurateUnaryOp):
    """The cube root."""

    name = "stablehlo.cbrt"


class CeilOp(UnaryOp):
    """The smallest integer not below."""

    name = "stablehlo.ceil"

    operand = operand(FLOAT_OR_QUANTIZED_TENSOR)
    result = result(FLOAT_OR_QUANTIZED_TENSOR)


class CosineOp(AccurateUnaryOp):
    """The cosine."""

    name = "stablehlo.cosine"


class CountLeadingZerosOp(UnaryOp):
    """The number of leading zero bits."""

    name = "stablehlo.count_leading_zeros"

    operand = operand(INTEGER_TENSOR)
    result = result(INTEGER_TENSOR)


class ExponentialOp(AccurateUnaryOp):
    """e to the power."""

    name = "stablehlo.exponential"


class ExponentialMinusOneOp(AccurateUnaryOp):
    """e to the power, minus one."""

    name = "stablehlo.exponential_minus_one"


class FloorOp(UnaryOp):
    """The largest integer not above."""

    name = "stablehlo.floor"

    operand = operand(FLOAT_OR_QUANTIZED_TENSOR)
    result = result(FLOAT_OR_QUANTIZED_TENSOR)


class LogOp(AccurateUnaryOp):
    """The natural logarithm."""

    name = "stablehlo.log"


class LogPlusOneOp(AccurateUnaryOp):
    """The natural logarithm of one more."""

    name = "stablehlo.log_plus_one"


class LogisticOp(AccurateUnaryOp):
    """1 / (1 + e to the power of the negation)."""

    name = "stablehlo.logistic"


class NegateOp(UnaryOp):
    """The negation."""

    name = "stablehlo.negate"

    operand = operand(NUMBER_TENSOR)
    result = result(NUMBER_TENSOR)


class NotOp(UnaryOp):
    """The bitwise or logical negation."""

    name = "stablehlo.not"

    operand = operand(PREDICATE_OR_INTEGER_TENSOR)
    result = result(PREDICATE_OR_INTEGER_TENSOR)


class PopcntOp(UnaryOp):
    """The number of bits set."""

    name = "stablehlo.popcnt"

    operand = operand(INTEGER_TENSOR)
    result = result(INTEGER_TENSOR)


class RoundNearestAfzOp(UnaryOp):
    """The nearest integer, halves away from zero."""

    name = "stablehlo.round_nearest_afz"

    operand = operand(FLOAT_OR_QUANTIZED_TENSOR)
    result = result(FLOAT_OR_QUANTIZED_TENSOR)


class RoundNearestEvenOp(UnaryOp):
    """The nearest integer, halves to even ones."""

    name = "stablehlo.round_nearest_even"

    operand = operand(FLOAT_OR_QUANTIZED_TENSOR)
    result = result(FLOAT_OR_QUANTIZED_TENSOR)


class RsqrtOp(AccurateUnaryOp):
    """The reciprocal of the square root."""

    name = "stablehlo.rsqrt"


class SignOp(UnaryOp):
    """-1, 0 or 1 by the sign."""

    name = "stablehlo.sign"

    operand = operand(SIGNED_TENSOR)
    result = result(SIGNED_TENSOR)


class SineOp(AccurateUnaryOp):
    """The sine."""

    name = "stablehlo.sine"


class SqrtOp(AccurateUnaryOp):
    """The square root."""

    name = "stablehlo.sqrt"


class TanOp(AccurateUnaryOp):
    """The tangent."""

    name = "stablehlo.tan"


class TanhOp(AccurateUnaryOp):
    """The hyperbolic tangent."""

    name = "stablehlo.tanh"


class ImagOp(RealPartOp):
    """The imaginary part."""

    name = "stablehlo.imag"
    reports_inference = True


class RealOp(RealPartOp):
    """The real part."""

    name = "stablehlo.real"
    reports_inference = True


class ConvertOp(UnaryOp):
    """The same values in another element type."""

    name = "stablehlo.convert"

    operand = operand(UNQUANTIZED_TENSOR)
    result = result(UNQUANTIZED_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        return self.result_types

    def verify_extra(self) -> None:
        # convert_c1
        require_same_shapes(self)


class IsFiniteOp(PrettyOp):
    """Whether every element is neither infinite nor NaN."""

    name = "stablehlo.is_finite"
    traits = PURE
    assembly = Assembly(value("x"))

    x = operand(FLOAT_OR_QUANTIZED_TENSOR)
    y = result(PREDICATE_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        require_same_shapes(self, ELEMENTWISE_SHAPE)
        # is_finite_c1
        return [retyped(self.x.type, I1)]


class ReducePrecisionOp(UnaryOp):
    """Rounds to a float with fewer exponent and mantissa bits, kept in the operand's type."""

    name = "stablehlo.reduce_precision"
    assembly = Assembly(value("operand"), ", format = ", exponent_mantissa(), types=SAME)

    operand = operand(FLOAT_OR_QUANTIZED_TENSOR)
    exponent_bits = prop(POSITIVE_I32)  # reduce_precision_c2
    mantissa_bits = prop(NON_NEGATIVE_I32)  # reduce_precision_c3
    output = result(FLOAT_OR_QUANTIZED_TENSOR)
    result = None
