"""Elementwise ops with two or three inputs, and clamps."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, result_tensor
from ttmlir_py.dialects.ttcore.kinds import NUMBER
from ttmlir_py.dialects.ttcore.rules.elementwise import (
    broadcast_result,
    clamp_result,
    verify_clamp_bounds,
    verify_gelu_gradient,
    verify_shift,
)
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.properties import STRING
from ttmlir_py.support.shapes import shape_of


class BinaryOp(PureOp):
    """An elementwise op with two inputs, broadcast against each other."""

    lhs = operand()
    rhs = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [broadcast_result(self, self.lhs)]


class AddOp(BinaryOp):
    """Sum."""

    name = "ttir.add"


class Atan2Op(BinaryOp):
    """Angle of the point (`rhs`, `lhs`)."""

    name = "ttir.atan2"


class BitwiseAndOp(BinaryOp):
    """And of the bits."""

    name = "ttir.bitwise_and"


class BitwiseOrOp(BinaryOp):
    """Or of the bits."""

    name = "ttir.bitwise_or"


class BitwiseXorOp(BinaryOp):
    """Exclusive or of the bits."""

    name = "ttir.bitwise_xor"


class ClampScalarOp(PureOp):
    """The input limited to between two numbers."""

    name = "ttir.clamp_scalar"
    input = operand()
    min = prop(NUMBER)
    max = prop(NUMBER)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [clamp_result(self, self.input)]


class ClampTensorOp(PureOp):
    """The input limited to between two tensors."""

    name = "ttir.clamp_tensor"
    input = operand()
    min = operand()
    max = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, shape_of(self.input), self.input)]

    def verify_extra(self) -> None:
        verify_clamp_bounds(self.min, self.max, self.result)


class DivOp(BinaryOp):
    """Quotient."""

    name = "ttir.div"


class EqOp(BinaryOp):
    """1 where the inputs are equal, else 0."""

    name = "ttir.eq"


class GeOp(BinaryOp):
    """1 where `lhs >= rhs`, else 0."""

    name = "ttir.ge"


class GeluBwOp(BinaryOp):
    """Gradient of GELU: `lhs` is the incoming gradient, `rhs` GELU's input."""

    name = "ttir.gelu_bw"
    approximate = prop(STRING, "none")

    def verify_extra(self) -> None:
        verify_gelu_gradient(self.lhs, self.rhs, self.approximate)


class GtOp(BinaryOp):
    """1 where `lhs > rhs`, else 0."""

    name = "ttir.gt"


class LeOp(BinaryOp):
    """1 where `lhs <= rhs`, else 0."""

    name = "ttir.le"


class LogicalAndOp(BinaryOp):
    """1 where both inputs are not zero, else 0."""

    name = "ttir.logical_and"


class LogicalLeftShiftOp(BinaryOp):
    """Bits shifted left, zeros moved in."""

    name = "ttir.logical_left_shift"

    def verify_extra(self) -> None:
        verify_shift(self)


class LogicalOrOp(BinaryOp):
    """1 where either input is not zero, else 0."""

    name = "ttir.logical_or"


class LogicalRightShiftOp(BinaryOp):
    """Bits shifted right, zeros moved in."""

    name = "ttir.logical_right_shift"

    def verify_extra(self) -> None:
        verify_shift(self)


class LogicalXorOp(BinaryOp):
    """1 where exactly one input is not zero, else 0."""

    name = "ttir.logical_xor"


class LtOp(BinaryOp):
    """1 where `lhs < rhs`, else 0."""

    name = "ttir.lt"


class MaximumOp(BinaryOp):
    """The larger input."""

    name = "ttir.maximum"


class MinimumOp(BinaryOp):
    """The smaller input."""

    name = "ttir.minimum"


class MultiplyOp(BinaryOp):
    """Product."""

    name = "ttir.multiply"


class NeOp(BinaryOp):
    """1 where the inputs differ, else 0."""

    name = "ttir.ne"


class PowOp(BinaryOp):
    """`lhs` to the power of `rhs`."""

    name = "ttir.pow"


class RemainderOp(BinaryOp):
    """Remainder of a division, with the sign of the divisor."""

    name = "ttir.remainder"


class RightShiftOp(BinaryOp):
    """Bits shifted right, the sign bit kept."""

    name = "ttir.right_shift"

    def verify_extra(self) -> None:
        verify_shift(self)


class SubtractOp(BinaryOp):
    """Difference."""

    name = "ttir.subtract"


class WhereOp(PureOp):
    """`second` where `first` is not zero, else `third`."""

    name = "ttir.where"
    first = operand()
    second = operand()
    third = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [broadcast_result(self, self.second)]
