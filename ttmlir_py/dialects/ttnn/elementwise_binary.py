"""Elementwise ops with two or three inputs, and clamps."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import NUMBER
from ttmlir_py.dialects.ttcore.rules.elementwise import (
    broadcast_result,
    clamp_result,
    verify_gelu_gradient,
    verify_shift,
)
from ttmlir_py.dialects.ttnn.base import PureOp
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

    name = "ttnn.add"


class Atan2Op(BinaryOp):
    """Angle of the point (`rhs`, `lhs`)."""

    name = "ttnn.atan2"


class BitwiseAndOp(BinaryOp):
    """And of the bits."""

    name = "ttnn.bitwise_and"


class BitwiseOrOp(BinaryOp):
    """Or of the bits."""

    name = "ttnn.bitwise_or"


class BitwiseXorOp(BinaryOp):
    """Exclusive or of the bits."""

    name = "ttnn.bitwise_xor"


class ClampScalarOp(PureOp):
    """The input limited to between two numbers."""

    name = "ttnn.clamp_scalar"
    input = operand()
    min = prop(NUMBER)
    max = prop(NUMBER)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [clamp_result(self, self.input)]


class ClampTensorOp(PureOp):
    """The input limited to between two tensors."""

    name = "ttnn.clamp_tensor"
    input = operand()
    min = operand()
    max = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, shape_of(self.input), self.input)]


class DivideOp(BinaryOp):
    """Quotient."""

    name = "ttnn.divide"


class EqOp(BinaryOp):
    """1 where the inputs are equal, else 0."""

    name = "ttnn.eq"


class GeOp(BinaryOp):
    """1 where `lhs >= rhs`, else 0."""

    name = "ttnn.ge"


class GeluBwOp(BinaryOp):
    """Gradient of GELU: `lhs` is the incoming gradient, `rhs` GELU's input."""

    name = "ttnn.gelu_bw"
    approximate = prop(STRING, "none")

    def verify_extra(self) -> None:
        verify_gelu_gradient(self.lhs, self.rhs, self.approximate)


class GtOp(BinaryOp):
    """1 where `lhs > rhs`, else 0."""

    name = "ttnn.gt"


class LeOp(BinaryOp):
    """1 where `lhs <= rhs`, else 0."""

    name = "ttnn.le"


class LogicalAndOp(BinaryOp):
    """1 where both inputs are not zero, else 0."""

    name = "ttnn.logical_and"


class LogicalLeftShiftOp(BinaryOp):
    """Bits shifted left, zeros moved in."""

    name = "ttnn.logical_left_shift"

    def verify_extra(self) -> None:
        verify_shift(self)


class LogicalOrOp(BinaryOp):
    """1 where either input is not zero, else 0."""

    name = "ttnn.logical_or"


class LogicalRightShiftOp(BinaryOp):
    """Bits shifted right, zeros moved in."""

    name = "ttnn.logical_right_shift"

    def verify_extra(self) -> None:
        verify_shift(self)


class LogicalXorOp(BinaryOp):
    """1 where exactly one input is not zero, else 0."""

    name = "ttnn.logical_xor"


class LtOp(BinaryOp):
    """1 where `lhs < rhs`, else 0."""

    name = "ttnn.lt"


class MaximumOp(BinaryOp):
    """The larger input."""

    name = "ttnn.maximum"


class MinimumOp(BinaryOp):
    """The smaller input."""

    name = "ttnn.minimum"


class MultiplyOp(BinaryOp):
    """Product."""

    name = "ttnn.multiply"


class NeOp(BinaryOp):
    """1 where the inputs differ, else 0."""

    name = "ttnn.ne"


class PowScalarOp(PureOp):
    """`lhs` to the power of one number."""

    name = "ttnn.pow_scalar"
    lhs = operand()
    rhs = prop(NUMBER)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [broadcast_result(self, self.lhs)]

    def verify_extra(self) -> None:
        exponent = self.rhs
        require(exponent >= 0, f"exponent must be non-negative; but got {exponent}")


class PowTensorOp(BinaryOp):
    """`lhs` to the power of `rhs`."""

    name = "ttnn.pow_tensor"


class RemainderOp(BinaryOp):
    """Remainder of a division, with the sign of the divisor."""

    name = "ttnn.remainder"


class SubtractOp(BinaryOp):
    """Difference."""

    name = "ttnn.subtract"


class WhereOp(PureOp):
    """`second` where `first` is not zero, else `third`."""

    name = "ttnn.where"
    first = operand()
    second = operand()
    third = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [broadcast_result(self, self.second)]
