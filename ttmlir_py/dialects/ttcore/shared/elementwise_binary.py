"""Elementwise ops with two or three inputs, and clamps."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, result_tensor
from ttmlir_py.dialects.ttcore.kinds import NUMBER
from ttmlir_py.dialects.ttcore.rules.elementwise import (
    broadcast_result,
    clamp_result,
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


class ClampScalarOp(PureOp):
    """The input limited to between two numbers."""

    input = operand()
    min = prop(NUMBER)
    max = prop(NUMBER)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [clamp_result(self, self.input)]


class ClampTensorOp(PureOp):
    """The input limited to between two tensors."""

    input = operand()
    min = operand()
    max = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, shape_of(self.input), self.input)]


class GeluBwOp(BinaryOp):
    """Gradient of GELU: `lhs` is the incoming gradient, `rhs` GELU's input."""

    approximate = prop(STRING, "none")

    def verify_extra(self) -> None:
        verify_gelu_gradient(self.lhs, self.rhs, self.approximate)


class ShiftOp(BinaryOp):
    """Bits shifted by a number of places."""

    def verify_extra(self) -> None:
        verify_shift(self)


class WhereOp(PureOp):
    """`second` where `first` is not zero, else `third`."""

    first = operand()
    second = operand()
    third = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [broadcast_result(self, self.second)]
