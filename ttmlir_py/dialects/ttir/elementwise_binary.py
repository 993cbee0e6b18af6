"""Elementwise ops with two or three inputs, and clamps."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.rules.elementwise import verify_clamp_bounds
from ttmlir_py.dialects.ttcore.shared import elementwise_binary as shared


class BinaryOp(shared.BinaryOp):
    """An elementwise op with two inputs, broadcast against each other."""


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


class ClampScalarOp(shared.ClampScalarOp):
    """The input limited to between two numbers."""

    name = "ttir.clamp_scalar"


class ClampTensorOp(shared.ClampTensorOp):
    """The input limited to between two tensors."""

    name = "ttir.clamp_tensor"

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


class GeluBwOp(shared.GeluBwOp, BinaryOp):
    """Gradient of GELU: `lhs` is the incoming gradient, `rhs` GELU's input."""

    name = "ttir.gelu_bw"


class GtOp(BinaryOp):
    """1 where `lhs > rhs`, else 0."""

    name = "ttir.gt"


class LeOp(BinaryOp):
    """1 where `lhs <= rhs`, else 0."""

    name = "ttir.le"


class LogicalAndOp(BinaryOp):
    """1 where both inputs are not zero, else 0."""

    name = "ttir.logical_and"


class LogicalLeftShiftOp(shared.ShiftOp, BinaryOp):
    """Bits shifted left, zeros moved in."""

    name = "ttir.logical_left_shift"


class LogicalOrOp(BinaryOp):
    """1 where either input is not zero, else 0."""

    name = "ttir.logical_or"


class LogicalRightShiftOp(shared.ShiftOp, BinaryOp):
    """Bits shifted right, zeros moved in."""

    name = "ttir.logical_right_shift"


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


class RightShiftOp(shared.ShiftOp, BinaryOp):
    """Bits shifted right, the sign bit kept."""

    name = "ttir.right_shift"


class SubtractOp(BinaryOp):
    """Difference."""

    name = "ttir.subtract"


class WhereOp(shared.WhereOp):
    """`second` where `first` is not zero, else `third`."""

    name = "ttir.where"
