"""Ops that make tensors from nothing: constants, fills, ranges, random numbers."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, result_tensor
from ttmlir_py.dialects.ttcore.kinds import SI64_ATTR
from ttmlir_py.dialects.ttcore.rules.creation import (
    CONSTANT_ELEMENTS,
    constant_type,
    verify_dropout,
)
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL, F32_ATTR, UI32_ATTR
from ttmlir_py.support.shapes import shape_of


class ArangeOp(PureOp):
    """`start`, `start + step`, ... below `end`, along one dimension."""

    start = prop(SI64_ATTR)
    end = prop(SI64_ATTR)
    step = prop(SI64_ATTR)
    result = result()


class ConstantOp(PureOp):
    """A tensor of given values."""

    value = prop(CONSTANT_ELEMENTS)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        type_ = constant_type(self.value)
        return [result_tensor(self, shape_of(type_), type_)]


class DropoutOp(Op):
    """Zeroes elements with probability `prob` and multiplies the rest by `scale`."""

    input = operand()
    prob = prop(F32_ATTR, 0.0)
    scale = prop(F32_ATTR, 1.0)
    seed = prop(UI32_ATTR, 0)
    use_per_device_seed = prop(BOOL, True)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, shape_of(self.input), self.input)]

    def verify_extra(self) -> None:
        verify_dropout(self.input, self.result, self.prob, self.scale)


class RandOp(PureOp):
    """Random numbers, uniform between `low` and `high`."""

    low = prop(F32_ATTR, 0.0)
    high = prop(F32_ATTR, 1.0)
    seed = prop(UI32_ATTR, 0)
    result = result()
