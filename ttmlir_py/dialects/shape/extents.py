"""Ops on extents: the sizes of a tensor's dimensions as a tensor of index."""

from __future__ import annotations

from typing import Self

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, IndexType, TensorType
from xdsl.ir import OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import Pure

from ttmlir_py.dialects.shape.syntax import parse_operands, print_operands
from ttmlir_py.support.constraints import ANY, ANY_SHAPED_TENSOR
from ttmlir_py.support.fields import operand, prop, result, variadic_operand
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import ELEMENTS


class ExtentsOp(Op):
    """An op whose text ends in `: operand types -> result type`."""

    traits = OpTraits(lambda: (Pure(),))

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        operands, attributes = parse_operands(parser)
        parser.parse_punctuation("->")
        type_ = parser.parse_type()
        return cls.create(operands=operands, result_types=[type_], attributes=attributes)

    def print(self, printer: Printer) -> None:
        print_operands(self, printer)
        printer.print_string(" -> ")
        printer.print_attribute(self.result_types[0])


class BroadcastOp(ExtentsOp):
    """The extents that operands of the given extents broadcast to."""

    name = "shape.broadcast"
    shapes = variadic_operand(ANY)
    result = result(ANY)


class NumElementsOp(ExtentsOp):
    """The number of elements of a tensor of the given extents."""

    name = "shape.num_elements"
    shape = operand(ANY)
    result = result(ANY)


class ShapeOfOp(ExtentsOp):
    """The extents of a tensor."""

    name = "shape.shape_of"
    arg = operand(ANY_SHAPED_TENSOR)
    result = result(ANY)


class ConstShapeOp(Op):
    """Constant extents: `shape.const_shape [2, 3] : tensor<2xindex>`."""

    name = "shape.const_shape"
    traits = OpTraits(lambda: (Pure(),))
    shape = prop(ELEMENTS)
    result = result(ANY)

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        attributes = parser.parse_optional_attr_dict()
        sizes = parser.parse_comma_separated_list(parser.Delimiter.SQUARE, parser.parse_integer)
        parser.parse_punctuation(":")
        type_ = parser.parse_type()
        elements = TensorType(IndexType(), [len(sizes)])
        shape = DenseIntOrFPElementsAttr.from_list(elements, sizes)
        return cls.create(result_types=[type_], properties={"shape": shape}, attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_op_attributes(self.attributes)
        sizes = ", ".join(str(size) for size in self.shape.get_values())
        printer.print_string(f"[{sizes}] : ")
        printer.print_attribute(self.result_types[0])
