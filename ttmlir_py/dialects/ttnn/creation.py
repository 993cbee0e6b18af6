"""Ops that make tensors from nothing: constants, fills, ranges, random numbers."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, OpTraits
from xdsl.traits import MemoryAllocEffect

from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import NUMBER, SI64_ATTR
from ttmlir_py.dialects.ttcore.rules.creation import (
    CONSTANT_ELEMENTS,
    constant_type,
    range_size,
    verify_dropout,
)
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import SHAPE
from ttmlir_py.dialects.ttnn.layouts import layout_of
from ttmlir_py.dialects.ttnn.types import DEVICE
from ttmlir_py.support.element_types import F32, SI32
from ttmlir_py.support.fields import operand, optional_operand, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL, F32_ATTR, UI32_ATTR
from ttmlir_py.support.shapes import shape_of


class FilledOp(PureOp):
    """A tensor of one shape filled with one number."""

    device = optional_operand(DEVICE)
    shape = prop(SHAPE)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        mismatch = "Output tensor shape must be {expected}, but got {actual}"
        return [result_tensor(self, self.shape, self.default_type(), mismatch=mismatch)]

    def default_type(self) -> Attribute:
        """A type with the element type that a result gets if none is asked for."""
        return TensorType(F32, self.shape)


class ArangeOp(PureOp):
    """`start`, `start + step`, ... below `end`, along one dimension."""

    name = "ttnn.arange"
    device = optional_operand(DEVICE)
    start = prop(SI64_ATTR)
    end = prop(SI64_ATTR)
    step = prop(SI64_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        count = range_size(self.start, self.end, self.step)
        mismatch = "Output tensor shape must be {expected}, but got {actual}"
        return [result_tensor(self, (count,), TensorType(SI32, (count,)), mismatch=mismatch)]


class ConstantOp(PureOp):
    """A tensor of given values."""

    name = "ttnn.constant"
    device = optional_operand(DEVICE)
    value = prop(CONSTANT_ELEMENTS)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        type_ = constant_type(self.value)
        return [result_tensor(self, shape_of(type_), type_)]

    def verify_extra(self) -> None:
        layout = layout_of(self.result)
        if layout is None:
            return
        require(
            not layout.is_on_device or self.device is not None,
            "device operand must be specified for non-system memory buffer type",
        )
        require(
            layout.is_on_device or self.device is None,
            "device operand must not be specified for system memory buffer type",
        )


class DropoutOp(Op):
    """Zeroes elements with probability `prob` and multiplies the rest by `scale`."""

    name = "ttnn.dropout"
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


class EmptyOp(Op):
    """A tensor whose content is undefined."""

    name = "ttnn.empty"
    traits = OpTraits(lambda: (MemoryAllocEffect(),))
    device = operand(DEVICE)
    shape = prop(SHAPE)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        mismatch = "Output tensor shape must be {expected}, but got {actual}"
        return [result_tensor(self, self.shape, TensorType(F32, self.shape), mismatch=mismatch)]


class FullOp(FilledOp):
    """A tensor filled with one number."""

    name = "ttnn.full"
    fill_value = prop(NUMBER)

    def default_type(self) -> Attribute:
        return TensorType(SI32 if isinstance(self.fill_value, int) else F32, self.shape)


class OnesOp(FilledOp):
    """A tensor of ones."""

    name = "ttnn.ones"


class RandOp(PureOp):
    """Random numbers, uniform between `low` and `high`."""

    name = "ttnn.rand"
    device = operand(DEVICE)
    size = prop(SHAPE)
    low = prop(F32_ATTR, 0.0)
    high = prop(F32_ATTR, 1.0)
    seed = prop(UI32_ATTR, 0)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require(self.low < self.high, "'low' value must be < 'high' value")
        mismatch = (
            "size argument does not match with output tensor shape. [Size = ({expected}), "
            "output tensor shape = ({actual})]"
        )
        return [result_tensor(self, self.size, TensorType(F32, self.size), mismatch=mismatch)]


class ZerosOp(FilledOp):
    """A tensor of zeros."""

    name = "ttnn.zeros"
