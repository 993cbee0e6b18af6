"""Elementwise functions of operands that are first broadcast to one shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from xdsl.dialects.builtin import ComplexType, TensorType
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.chlo.attributes import COMPARISON_DIRECTION, COMPARISON_TYPE
from ttmlir_py.dialects.chlo.constraints import (
    COMPLEX_TENSOR,
    FLOAT_TENSOR,
    PREDICATE_OR_INTEGER_TENSOR,
    PREDICATE_TENSOR,
    TENSOR,
)
from ttmlir_py.dialects.stablehlo import constraints as stablehlo
from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, value
from ttmlir_py.dialects.stablehlo.bounds import bounded, broadcast_bounds
from ttmlir_py.dialects.stablehlo.inference import (
    compatible_elements,
    require_same_elements,
)
from ttmlir_py.dialects.stablehlo.traits import COMMUTATIVE, PURE
from ttmlir_py.support.element_types import I1
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.properties import I64_ARRAY
from ttmlir_py.support.shapes import Shape, broadcast_shapes, element_of, shape_of


class BroadcastBinaryOp(PrettyOp):
    """A function of two operands; `broadcast_dimensions` place the one of smaller rank.

    Without them the last dimensions are aligned, as in NumPy.
    """

    traits = PURE
    reports_inference = True
    assembly = Assembly(value("lhs"), ", ", value("rhs"))

    lhs = operand(TENSOR)
    rhs = operand(TENSOR)
    broadcast_dimensions = optional_prop(I64_ARRAY)
    result = result(TENSOR)

    has_one_element_type: ClassVar[bool] = True
    """Whether operands and results are of one element type, up to quantization."""

    def verify_first(self) -> None:
        if self.has_one_element_type and self._is_ranked:
            require_same_elements((*self.operands, *self.results))

    @property
    def _is_ranked(self) -> bool:
        types = (*self.operand_types, *self.result_types)
        return all(isinstance(type_, TensorType) for type_ in types)

    def infer(self) -> Sequence[Attribute]:
        if not self._is_ranked:
            return self.result_types
        elements = element_of(self.lhs), element_of(self.rhs)
        if not compatible_elements(*elements):
            raise VerifyException("mismatched operand types")
        if stablehlo.is_quantized(elements[0]) and self.results:
            elements = (element_of(self.result), element_of(self.result))
        shape = self._shape()
        if shape is None:
            return self.result_types
        bounds = broadcast_bounds(self.operands) if self.broadcast_dimensions is None else None
        return [bounded(self.result_element(elements[0]), shape, bounds)]

    def result_element(self, element: Attribute) -> Attribute:
        """The result's element type, by that of the operands."""
        return element

    def _shape(self) -> Shape | None:
        """The broadcast shape, None where `broadcast_dimensions` do not tell it."""
        shapes = shape_of(self.lhs), shape_of(self.rhs)
        dims = self.broadcast_dimensions
        if dims is None:
            return broadcast_shapes(*shapes)
        large, small = shapes if len(shapes[0]) > len(shapes[1]) else shapes[::-1]
        if len(dims) != len(small) or not all(0 <= dim < len(large) for dim in dims):
            return None
        placed = [1] * len(large)
        for dim, size in zip(dims, small, strict=True):
            placed[dim] = size
        return broadcast_shapes(large, placed)


class BroadcastAddOp(BroadcastBinaryOp):
    """The sum."""

    name = "chlo.broadcast_add"
    traits = COMMUTATIVE


class BroadcastAndOp(BroadcastBinaryOp):
    """The conjunction."""

    name = "chlo.broadcast_and"
    traits = COMMUTATIVE

    lhs = operand(PREDICATE_OR_INTEGER_TENSOR)
    rhs = operand(PREDICATE_OR_INTEGER_TENSOR)
    result = result(PREDICATE_OR_INTEGER_TENSOR)


class BroadcastAtan2Op(BroadcastBinaryOp):
    """The angle of the point (rhs, lhs)."""

    name = "chlo.broadcast_atan2"


class BroadcastDivideOp(BroadcastBinaryOp):
    """The quotient."""

    name = "chlo.broadcast_divide"


class BroadcastMaximumOp(BroadcastBinaryOp):
    """The larger one."""

    name = "chlo.broadcast_maximum"
    traits = COMMUTATIVE


class BroadcastMinimumOp(BroadcastBinaryOp):
    """The smaller one."""

    name = "chlo.broadcast_minimum"
    traits = COMMUTATIVE


class BroadcastMultiplyOp(BroadcastBinaryOp):
    """The product."""

    name = "chlo.broadcast_multiply"
    traits = COMMUTATIVE


class BroadcastNextAfterOp(BroadcastBinaryOp):
    """The next number after `lhs` toward `rhs`."""

    name = "chlo.broadcast_next_after"


class BroadcastOrOp(BroadcastBinaryOp):
    """The disjunction."""

    name = "chlo.broadcast_or"
    traits = COMMUTATIVE

    lhs = operand(PREDICATE_OR_INTEGER_TENSOR)
    rhs = operand(PREDICATE_OR_INTEGER_TENSOR)
    result = result(PREDICATE_OR_INTEGER_TENSOR)


class BroadcastPolygammaOp(BroadcastBinaryOp):
    """The `lhs`-th derivative of the digamma function."""

    name = "chlo.broadcast_polygamma"


class BroadcastPowerOp(BroadcastBinaryOp):
    """`lhs` to the power of `rhs`."""

    name = "chlo.broadcast_power"


class BroadcastRemainderOp(BroadcastBinaryOp):
    """The remainder of the division."""

    name = "chlo.broadcast_remainder"


class BroadcastShiftLeftOp(BroadcastBinaryOp):
    """`lhs` shifted left by `rhs` bits."""

    name = "chlo.broadcast_shift_left"


class BroadcastShiftRightArithmeticOp(BroadcastBinaryOp):
    """`lhs` shifted right by `rhs` bits, repeating the sign."""

    name = "chlo.broadcast_shift_right_arithmetic"


class BroadcastShiftRightLogicalOp(BroadcastBinaryOp):
    """`lhs` shifted right by `rhs` bits, filling with zeros."""

    name = "chlo.broadcast_shift_right_logical"


class BroadcastSubtractOp(BroadcastBinaryOp):
    """The difference."""

    name = "chlo.broadcast_subtract"


class BroadcastXorOp(BroadcastBinaryOp):
    """The exclusive disjunction."""

    name = "chlo.broadcast_xor"
    traits = COMMUTATIVE

    lhs = operand(PREDICATE_OR_INTEGER_TENSOR)
    rhs = operand(PREDICATE_OR_INTEGER_TENSOR)
    result = result(PREDICATE_OR_INTEGER_TENSOR)


class BroadcastZetaOp(BroadcastBinaryOp):
    """The Hurwitz zeta function."""

    name = "chlo.broadcast_zeta"

    lhs = operand(FLOAT_TENSOR)
    rhs = operand(FLOAT_TENSOR)
    result = result(FLOAT_TENSOR)


class BroadcastCompareOp(BroadcastBinaryOp):
    """Whether a relation holds."""

    name = "chlo.broadcast_compare"
    has_one_element_type = False

    comparison_direction = prop(COMPARISON_DIRECTION)
    compare_type = optional_prop(COMPARISON_TYPE)
    result = result(PREDICATE_TENSOR)

    def result_element(self, element: Attribute) -> Attribute:
        return I1


class BroadcastComplexOp(BroadcastBinaryOp):
    """The complex numbers with these real and imaginary parts."""

    name = "chlo.broadcast_complex"
    has_one_element_type = False

    lhs = operand(FLOAT_TENSOR)
    rhs = operand(FLOAT_TENSOR)
    result = result(COMPLEX_TENSOR)

    def result_element(self, element: Attribute) -> Attribute:
        return ComplexType(element)  # pyright: ignore[reportArgumentType]


class BroadcastSelectOp(PrettyOp):
    """Elements of `on_true` where the predicate holds, of `on_false` elsewhere."""

    name = "chlo.broadcast_select"
    reports_inference = True
    traits = PURE
    assembly = Assembly(value("pred"), ", ", value("on_true"), ", ", value("on_false"))

    pred = operand(stablehlo.PREDICATE_TENSOR)
    on_true = operand(TENSOR)
    on_false = operand(TENSOR)
    result = result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        if not all(isinstance(type_, TensorType) for type_ in self.operand_types):
            return self.result_types
        element = element_of(self.on_true)
        if element != element_of(self.on_false):
            raise VerifyException("mismatched operand types")
        shape = broadcast_shapes(*map(shape_of, self.operands))
        return [bounded(element, shape, broadcast_bounds(self.operands))]
