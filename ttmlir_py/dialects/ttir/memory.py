"""Layout changes and raw allocation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from xdsl.ir import Attribute, OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import MemoryAllocEffect, MemoryFreeEffect

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.dialects.ttcore.kinds import MEMORY_SPACE
from ttmlir_py.support.fields import operand, prop, result, variadic_result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import I64_ATTR
from ttmlir_py.support.shapes import shape_of


class AllocOp(Op):
    """A tensor at a fixed address."""

    name = "ttir.alloc"
    traits = OpTraits(lambda: (MemoryAllocEffect(),))
    address = prop(I64_ATTR)
    size = prop(I64_ATTR)
    memory_space = prop(MEMORY_SPACE)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require(self.size != 0, "Alloc size must be non-zero")
        return self.result_types


class DeallocOp(Op):
    """Frees a tensor made by `alloc`."""

    name = "ttir.dealloc"
    traits = OpTraits(lambda: (MemoryFreeEffect(),))
    result = operand()


class ToLayoutOp(Op):
    """Copies a tensor into the layout of another."""

    name = "ttir.to_layout"
    input = operand()
    output = operand()
    outputs = variadic_result()

    def infer(self) -> Sequence[Attribute]:
        require(
            shape_of(self.input) == shape_of(self.output),
            "Input and output shapes must be the same",
        )
        return [self.output.type]

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        source = parser.parse_unresolved_operand()
        parser.parse_punctuation(",")
        target = parser.parse_unresolved_operand()
        parser.parse_punctuation(":")
        source_type = parser.parse_type()
        parser.parse_keyword("into")
        target_type = parser.parse_type()
        attributes = parser.parse_optional_attr_dict()
        results = [parser.parse_type()] if parser.parse_optional_punctuation("->") else []
        operands = parser.resolve_operands([source, target], [source_type, target_type], parser.pos)
        return cls(*operands, result_types=results, attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_list(self.operands, printer.print_operand)
        printer.print_string(" : ")
        printer.print_attribute(self.input.type)
        printer.print_string(" into ")
        printer.print_attribute(self.output.type)
        printer.print_op_attributes(self.attributes)
        if self.results:
            printer.print_string(" -> ")
            printer.print_attribute(self.results[0].type)
