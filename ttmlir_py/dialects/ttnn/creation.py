"""Ops that make tensors from nothing: constants, fills, ranges, random numbers."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, OpTraits
from xdsl.traits import MemoryAllocEffect

from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import NUMBER
from ttmlir_py.dialects.ttcore.rules.creation import range_size
from ttmlir_py.dialects.ttcore.shared import creation as shared
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import SHAPE
from ttmlir_py.dialects.ttnn.layouts import layout_of
from ttmlir_py.dialects.ttnn.types import DEVICE
from ttmlir_py.support.element_types import F32, SI32
from ttmlir_py.support.fields import operand, optional_operand, prop, result
from ttmlir_py.support.op import Op


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


class ArangeOp(shared.ArangeOp, PureOp):
    """`start`, `start + step`, ... below `end`, along one dimension."""

    name = "ttnn.arange"
    device = optional_operand(DEVICE)

    def infer(self) -> Sequence[Attribute]:
        count = range_size(self.start, self.end, self.step)
        mismatch = "Output tensor shape must be {expected}, but got {actual}"
        return [result_tensor(self, (count,), TensorType(SI32, (count,)), mismatch=mismatch)]


class ConstantOp(shared.ConstantOp, PureOp):
    """A tensor of given values."""

    name = "ttnn.constant"
    device = optional_operand(DEVICE)

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


class DropoutOp(shared.DropoutOp):
    """Zeroes elements with probability `prob` and multiplies the rest by `scale`."""

    name = "ttnn.dropout"


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


class RandOp(shared.RandOp, PureOp):
    """Random numbers, uniform between `low` and `high`."""

    name = "ttnn.rand"
    device = operand(DEVICE)
    size = prop(SHAPE)

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
