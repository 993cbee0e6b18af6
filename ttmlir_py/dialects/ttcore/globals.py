"""Values that live outside of functions."""

from __future__ import annotations

from typing import Self

from xdsl.ir import OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import SymbolOpInterface

from ttmlir_py.support.constraints import ANY
from ttmlir_py.support.fields import optional_prop, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import SI32_ATTR, SYMBOL_NAME, TYPE


class GlobalOp(Op):
    """A tensor that is set before the program runs; `index` is its place among them."""

    name = "ttcore.global"
    traits = OpTraits(lambda: (SymbolOpInterface(),))
    sym_name = prop(SYMBOL_NAME)
    type = prop(TYPE)
    index = optional_prop(SI32_ATTR)

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        name = parser.parse_symbol_name()
        parser.parse_punctuation("=")
        type_ = parser.parse_type()
        index: int | None = None
        if parser.parse_optional_punctuation("["):
            index = parser.parse_integer()
            parser.parse_punctuation("]")
        attributes = parser.parse_optional_attr_dict()
        return cls(sym_name=name.data, type=type_, index=index, attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_symbol_name(self.sym_name)
        printer.print_string(" = ")
        printer.print_attribute(self.type)
        if self.index is not None:
            printer.print_string(f" [{self.index}]")
        printer.print_op_attributes(self.attributes)


class GetGlobalOp(Op):
    """The value of a global."""

    name = "ttcore.get_global"
    sym_name = prop(SYMBOL_NAME)
    result = result(ANY)

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        name = parser.parse_symbol_name()
        attributes = parser.parse_optional_attr_dict()
        parser.parse_punctuation(":")
        type_ = parser.parse_type()
        return cls(sym_name=name.data, result_types=[type_], attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_symbol_name(self.sym_name)
        printer.print_op_attributes(self.attributes)
        printer.print_string(" : ")
        printer.print_attribute(self.result.type)
