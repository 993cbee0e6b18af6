"""Elementwise functions of several operands, comparisons and selection."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import ComplexType, IntegerType
from xdsl.ir import Attribute, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, optional, value, word
from ttmlir_py.dialects.stablehlo.attributes import ComparisonType
from ttmlir_py.dialects.stablehlo.bounds import within_bounds
from ttmlir_py.dialects.stablehlo.constraints import (
    COMPLEX_TENSOR,
    FLOAT_32_OR_64_TENSOR,
    FLOAT_COMPLEX_OR_QUANTIZED_TENSOR,
    INTEGER_TENSOR,
    NUMBER_TENSOR,
    PREDICATE_OR_INTEGER_TENSOR,
    PREDICATE_TENSOR,
    QUANTIZABLE_TENSOR,
    TENSOR,
    is_quantized,
)
from ttmlir_py.dialects.stablehlo.inference import (
    compatible_shapes,
    dims_text,
    most_specific_type,
    require_same_elements,
    require_same_shapes,
    retyped,
)
from ttmlir_py.dialects.stablehlo.properties import COMPARISON_DIRECTION, COMPARISON_TYPE
from ttmlir_py.dialects.stablehlo.quantization_rules import compatible_signs, verify_binary
from ttmlir_py.dialects.stablehlo.traits import COMMUTATIVE, PURE
from ttmlir_py.dialects.stablehlo.type_forms import COMPLEX, SAME, SELECT
from ttmlir_py.support import fields
from ttmlir_py.support.element_types import I1
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.op import compatible
from ttmlir_py.support.shapes import element_of, rank_of, shape_of


class BinaryOp(PrettyOp):
    """A function of every two elements at the same place."""

    traits = PURE
    assembly = Assembly(value("lhs"), ", ", value("rhs"), types=SAME)

    lhs = operand(TENSOR)
    rhs = operand(TENSOR)
    result = result(TENSOR)
    reports_inference = True

    def verify_first(self) -> None:
        # add_c1, and_c1, atan2_c1, divide_c1, maximum_c1, minimum_c1, multiply_c1, or_c1,
        # power_c1, remainder_c1, shift_left_c1, shift_right_arithmetic_c1,
        # shift_right_logical_c1, subtract_c1, xor_c1
        require_same_shapes(self)
        require_same_elements((*self.operands, *self.results))

    def infer(self) -> Sequence[Attribute]:
        return [most_specific_type((self.lhs, self.rhs))]

    @staticmethod
    def is_compatible(inferred: Attribute, actual: Attribute) -> bool:
        return compatible(inferred, actual) and within_bounds(actual, inferred)


class AddOp(BinaryOp):
    """The sum; for booleans, or."""

    name = "stablehlo.add"
    traits = COMMUTATIVE

    lhs = operand(QUANTIZABLE_TENSOR)
    rhs = operand(QUANTIZABLE_TENSOR)
    result = result(QUANTIZABLE_TENSOR)

    def verify_first(self) -> None:
        require_same_shapes(self)
        if not self._is_quantized and len({element_of(v) for v in self._values}) > 1:
            raise VerifyException("requires the same element type for all operands and results")

    def infer(self) -> Sequence[Attribute]:
        if not self._is_quantized:
            return super().infer()
        # the result's scale is its own
        is_given = self.results and compatible_signs(self.lhs, self.result)
        return self.result_types if is_given else [self.lhs.type]

    def verify_extra(self) -> None:
        verify_binary(self.lhs, self.rhs, self.result)

    @property
    def _values(self) -> Sequence[SSAValue]:
        return (*self.operands, *self.results)

    @property
    def _is_quantized(self) -> bool:
        return any(is_quantized(element_of(value)) for value in self._values)


class AndOp(BinaryOp):
    """The bitwise or logical conjunction."""

    name = "stablehlo.and"
    traits = COMMUTATIVE

    lhs = operand(PREDICATE_OR_INTEGER_TENSOR)
    rhs = operand(PREDICATE_OR_INTEGER_TENSOR)
    result = result(PREDICATE_OR_INTEGER_TENSOR)


class Atan2Op(BinaryOp):
    """The angle of the point (rhs, lhs)."""

    name = "stablehlo.atan2"

    lhs = operand(FLOAT_COMPLEX_OR_QUANTIZED_TENSOR)
    rhs = operand(FLOAT_COMPLEX_OR_QUANTIZED_TENSOR)
    result = result(FLOAT_COMPLEX_OR_QUANTIZED_TENSOR)


class DivideOp(BinaryOp):
    """The quotient; of integers, rounded toward zero."""

    name = "stablehlo.divide"

    lhs = operand(NUMBER_TENSOR)
    rhs = operand(NUMBER_TENSOR)
    result = result(NUMBER_TENSOR)


class MaximumOp(BinaryOp):
    """The larger one; for booleans, or."""

    name = "stablehlo.maximum"
    traits = COMMUTATIVE


class MinimumOp(BinaryOp):
    """The smaller one; for booleans, and."""

    name = "stablehlo.minimum"
    traits = COMMUTATIVE


class MultiplyOp(BinaryOp):
    """The product; for booleans, and."""

    name = "stablehlo.multiply"
    traits = COMMUTATIVE


class OrOp(BinaryOp):
    """The bitwise or logical disjunction."""

    name = "stablehlo.or"
    traits = COMMUTATIVE

    lhs = operand(PREDICATE_OR_INTEGER_TENSOR)
    rhs = operand(PREDICATE_OR_INTEGER_TENSOR)
    result = result(PREDICATE_OR_INTEGER_TENSOR)


class PowerOp(BinaryOp):
    """lhs to the power of rhs."""

    name = "stablehlo.power"

    lhs = operand(NUMBER_TENSOR)
    rhs = operand(NUMBER_TENSOR)
    result = result(NUMBER_TENSOR)


class RemainderOp(BinaryOp):
    """The remainder of the division, with lhs's sign."""

    name = "stablehlo.remainder"

    lhs = operand(NUMBER_TENSOR)
    rhs = operand(NUMBER_TENSOR)
    result = result(NUMBER_TENSOR)


class ShiftLeftOp(BinaryOp):
    """lhs shifted left by rhs bits."""

    name = "stablehlo.shift_left"

    lhs = operand(INTEGER_TENSOR)
    rhs = operand(INTEGER_TENSOR)
    result = result(INTEGER_TENSOR)


class ShiftRightArithmeticOp(BinaryOp):
    """lhs shifted right by rhs bits, repeating the sign."""

    name = "stablehlo.shift_right_arithmetic"

    lhs = operand(INTEGER_TENSOR)
    rhs = operand(INTEGER_TENSOR)
    result = result(INTEGER_TENSOR)


class ShiftRightLogicalOp(BinaryOp):
    """lhs shifted right by rhs bits, filling with zeros."""

    name = "stablehlo.shift_right_logical"

    lhs = operand(INTEGER_TENSOR)
    rhs = operand(INTEGER_TENSOR)
    result = result(INTEGER_TENSOR)


class SubtractOp(BinaryOp):
    """The difference."""

    name = "stablehlo.subtract"

    lhs = operand(NUMBER_TENSOR)
    rhs = operand(NUMBER_TENSOR)
    result = result(NUMBER_TENSOR)


class XorOp(BinaryOp):
    """The bitwise or logical exclusive disjunction."""

    name = "stablehlo.xor"
    traits = COMMUTATIVE

    lhs = operand(PREDICATE_OR_INTEGER_TENSOR)
    rhs = operand(PREDICATE_OR_INTEGER_TENSOR)
    result = result(PREDICATE_OR_INTEGER_TENSOR)


class ComplexOp(BinaryOp):
    """The complex numbers with these real and imaginary parts."""

    name = "stablehlo.complex"
    reports_inference = True
    assembly = Assembly(value("lhs"), ", ", value("rhs"), types=COMPLEX)

    lhs = operand(FLOAT_32_OR_64_TENSOR)
    rhs = operand(FLOAT_32_OR_64_TENSOR)
    result = result(COMPLEX_TENSOR)

    def verify_first(self) -> None:
        # complex_c1
        if element_of(self.lhs) != element_of(self.rhs):
            raise VerifyException("requires the same element type for all operands")
        require_same_shapes(self)

    def infer(self) -> Sequence[Attribute]:
        part = most_specific_type((self.lhs, self.rhs))
        # complex_c2, complex_c3
        return [retyped(part, ComplexType(part.element_type))]  # pyright: ignore[reportArgumentType]


class CompareOp(PrettyOp):
    """Whether a relation holds between every two elements at the same place."""

    name = "stablehlo.compare"
    reports_inference = True
    traits = PURE
    assembly = Assembly(
        word("comparison_direction"),
        ", ",
        value("lhs"),
        ", ",
        value("rhs"),
        optional(word("compare_type")),
    )

    lhs = operand(TENSOR)
    rhs = operand(TENSOR)
    comparison_direction = prop(COMPARISON_DIRECTION)
    compare_type = optional_prop(COMPARISON_TYPE)
    result = result(PREDICATE_TENSOR)

    @property
    def effective_compare_type(self) -> ComparisonType:
        """The kind of comparison: the given one, or what the element type implies."""
        if self.compare_type not in (None, ComparisonType.NOTYPE):
            return self.compare_type
        element = element_of(self.lhs)
        if not isinstance(element, IntegerType):
            return ComparisonType.FLOAT
        unsigned = element.width.data == 1 or element.signedness.data.name == "UNSIGNED"
        return ComparisonType.UNSIGNED if unsigned else ComparisonType.SIGNED

    def infer(self) -> Sequence[Attribute]:
        # compare_c1
        require_same_elements((self.lhs, self.rhs), "operands")
        # compare_c2
        return [retyped(most_specific_type((self.lhs, self.rhs)), I1)]


class SelectOp(PrettyOp):
    """Elements of `on_true` where the predicate holds, of `on_false` elsewhere."""

    name = "stablehlo.select"
    reports_inference = True
    traits = PURE
    assembly = Assembly(
        value("pred"), ", ", value("on_true"), ", ", value("on_false"), types=SELECT
    )

    pred = operand(PREDICATE_TENSOR)
    on_true = operand(TENSOR)
    on_false = operand(TENSOR)
    result = result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        branches = (self.on_true, self.on_false)
        same_shape = compatible_shapes(shape_of(self.on_true), shape_of(self.on_false))
        # select_c2
        if not same_shape or element_of(self.on_true) != element_of(self.on_false):
            raise VerifyException("requires compatible types for non-predicate operands")
        # select_c1
        pred = shape_of(self.pred)
        if pred and not compatible_shapes(pred, shape_of(self.on_true)):
            raise VerifyException("requires the same shape for all operands")
        return [most_specific_type(branches)]


class ClampOp(PrettyOp):
    """Elements limited to the range from `min` to `max`."""

    name = "stablehlo.clamp"
    reports_inference = True
    traits = PURE
    assembly = Assembly(value("min"), ", ", value("operand"), ", ", value("max"), types=SAME)

    min = fields.operand(TENSOR)
    operand = fields.operand(TENSOR)
    max = fields.operand(TENSOR)
    result = result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        # clamp_c3
        require_same_elements(self.operands)
        # clamp_c1, clamp_c2
        for name, bound in (("min", self.min), ("max", self.max)):
            shapes = shape_of(bound), shape_of(self.operand)
            if rank_of(bound) and not compatible_shapes(*shapes):
                raise VerifyException(
                    f"{name} shape [{dims_text(shapes[0])}] is not scalar and is not compatible "
                    f"to operand shape [{dims_text(shapes[1])}]"
                )
        # clamp_c4
        return [self.operand.type]
