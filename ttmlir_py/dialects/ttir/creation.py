"""Ops that make tensors from nothing: constants, fills, ranges, random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import MemoryAllocEffect

from ttmlir_py.dialects.ttcore.base import PureOp, Sizes, given_shape, require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import NUMBER
from ttmlir_py.dialects.ttcore.rules.creation import range_size, sizes_text
from ttmlir_py.dialects.ttcore.shared import creation as shared
from ttmlir_py.support.element_types import F32, SI32
from ttmlir_py.support.fields import prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import I32_ARRAY, I32_INTEGERS, I64_ATTR


class FilledOp(PureOp):
    """A tensor of one shape filled with one number."""

    shape = prop(I32_ARRAY)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        mismatch = "expected shape ({actual}), got ({expected})"
        return [result_tensor(self, self.shape, self.default_type(), mismatch=mismatch)]

    def default_type(self) -> Attribute:
        """A type with the element type that a result gets if none is asked for."""
        return TensorType(F32, self.shape)


class ArangeOp(shared.ArangeOp):
    """`start`, `start + step`, ... below `end`, along one dimension."""

    name = "ttir.arange"
    arange_dimension = prop(I64_ATTR)

    def infer(self) -> Sequence[Attribute]:
        count = range_size(self.start, self.end, self.step)
        shape = given_shape(self)
        if shape is None:
            return [TensorType(SI32, (1,) * self.arange_dimension + (count,))]
        dim = self.arange_dimension
        require(0 <= dim < len(shape), f"arange_dimension must be in [0, {len(shape)}), got {dim}")
        require(
            shape[dim] == count,
            f"Output tensor shape must be {count} at dim {dim} (since start={self.start}, "
            f"end={self.end}, step={self.step}), but got {shape[dim]}",
        )
        return self.result_types


class ConstantOp(shared.ConstantOp):
    """A tensor of given values."""

    name = "ttir.constant"


class DropoutOp(shared.DropoutOp):
    """Zeroes elements with probability `prob` and multiplies the rest by `scale`."""

    name = "ttir.dropout"


class EmptyOp(Op):
    """A tensor whose content is undefined."""

    name = "ttir.empty"
    traits = OpTraits(lambda: (MemoryAllocEffect(),))
    result = result()

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        parser.parse_punctuation("(")
        parser.parse_punctuation(")")
        attributes = parser.parse_optional_attr_dict()
        parser.parse_punctuation(":")
        return cls(result_types=[parser.parse_type()], attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string("()")
        printer.print_op_attributes(self.attributes)
        printer.print_string(" : ")
        printer.print_attribute(self.result.type)


class FullOp(FilledOp):
    """A tensor filled with one number."""

    name = "ttir.full"
    fill_value = prop(NUMBER)

    def default_type(self) -> Attribute:
        return TensorType(SI32 if isinstance(self.fill_value, int) else F32, self.shape)


class OnesOp(FilledOp):
    """A tensor of ones."""

    name = "ttir.ones"


class RandOp(shared.RandOp):
    """Random numbers, uniform between `low` and `high`."""

    name = "ttir.rand"
    size = prop(I32_INTEGERS)

    def infer(self) -> Sequence[Attribute]:
        require(self.low < self.high, "'low' value must be < 'high' value.")
        given = given_shape(self)
        require(
            given is None or given == self.size,
            "Size argument does not match with output tensor shape. [Size = "
            f"{sizes_text(self.size)}, output tensor shape = ({Sizes(given or ())})].",
        )
        return [result_tensor(self, self.size, TensorType(F32, self.size))]


class ZerosOp(FilledOp):
    """A tensor of zeros."""

    name = "ttir.zeros"
