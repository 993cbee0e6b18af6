"""Elementwise ops with two or three inputs, and clamps."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.dialects.ttcore.kinds import NUMBER
from ttmlir_py.dialects.ttcore.rules.elementwise import broadcast_result
from ttmlir_py.dialects.ttcore.shared import elementwise_binary as shared
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.support.fields import operand, prop, result


class BinaryOp(shared.BinaryOp, PureOp):
    """An elementwise op with two inputs, broadcast against each other."""


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


class ClampScalarOp(shared.ClampScalarOp, PureOp):
    """The input limited to between two numbers."""

    name = "ttnn.clamp_scalar"


class ClampTensorOp(shared.ClampTensorOp, PureOp):
    """The input limited to between two tensors."""

    name = "ttnn.clamp_tensor"


class DivideOp(BinaryOp):
    """Quotient."""

    name = "ttnn.divide"


class EqOp(BinaryOp):
    """1 where the inputs are equal, else 0."""

    name = "ttnn.eq"


class GeOp(BinaryOp):
    """1 where `lhs >= rhs`, else 0."""

    name = "ttnn.ge"


class GeluBwOp(shared.GeluBwOp, BinaryOp):
    """Gradient of GELU: `lhs` is the incoming gradient, `rhs` GELU's input."""

    name = "ttnn.gelu_bw"


class GtOp(BinaryOp):
    """1 where `lhs > rhs`, else 0."""

    name = "ttnn.gt"


class LeOp(BinaryOp):
    """1 where `lhs <= rhs`, else 0."""

    name = "ttnn.le"


class LogicalAndOp(BinaryOp):
    """1 where both inputs are not zero, else 0."""

    name = "ttnn.logical_and"


class LogicalLeftShiftOp(shared.ShiftOp, BinaryOp):
    """Bits shifted left, zeros moved in."""

    name = "ttnn.logical_left_shift"


class LogicalOrOp(BinaryOp):
    """1 where either input is not zero, else 0."""

    name = "ttnn.logical_or"


class LogicalRightShiftOp(shared.ShiftOp, BinaryOp):
    """Bits shifted right, zeros moved in."""

    name = "ttnn.logical_right_shift"


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


class WhereOp(shared.WhereOp, PureOp):
    """`second` where `first` is not zero, else `third`."""

    name = "ttnn.where"
