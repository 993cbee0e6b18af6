"""How CHLO's ops write their types: always those of operands and results."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute, Operation
from xdsl.parser import Parser
from xdsl.printer import Printer

from ttmlir_py.dialects.stablehlo.type_forms import Types


class ArrowForm:
    """`tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>`: a function type without parentheses."""

    def parse(self, parser: Parser, operands: int) -> Types:
        types = parser.parse_comma_separated_list(parser.Delimiter.NONE, parser.parse_type)
        parser.parse_punctuation("->")
        results: Sequence[Attribute] | None = parser.parse_optional_comma_separated_list(
            parser.Delimiter.PAREN, parser.parse_type
        )
        return Types(types, [parser.parse_type()] if results is None else results)

    def print(self, printer: Printer, op: Operation) -> None:
        printer.print_list(op.operand_types, printer.print_attribute)
        printer.print_string(" -> ")
        if len(op.results) == 1:
            printer.print_attribute(op.results[0].type)
            return
        with printer.in_parens():
            printer.print_list(op.result_types, printer.print_attribute)


ARROW = ArrowForm()
