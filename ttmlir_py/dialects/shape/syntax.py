"""The form `%a, %b : type, type -> type` that most ops of the dialect share."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute, SSAValue
from xdsl.parser import Parser
from xdsl.printer import Printer

from ttmlir_py.support.op import Op


def parse_operands(parser: Parser) -> tuple[Sequence[SSAValue], dict[str, Attribute]]:
    """Operands, attributes, and the operands' types."""
    position = parser.pos
    operands = parser.parse_comma_separated_list(
        parser.Delimiter.NONE, parser.parse_unresolved_operand
    )
    attributes = parser.parse_optional_attr_dict()
    parser.parse_punctuation(":")
    types = parser.parse_comma_separated_list(parser.Delimiter.NONE, parser.parse_type)
    return parser.resolve_operands(operands, types, position), attributes


def print_operands(op: Op, printer: Printer) -> None:
    """The counterpart of `parse_operands`."""
    printer.print_string(" ")
    printer.print_list(op.operands, printer.print_operand)
    printer.print_op_attributes(op.attributes)
    printer.print_string(" : ")
    printer.print_list(op.operand_types, printer.print_attribute)
