"""Pieces of assembly that several ops share: typed operands, and regions with arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xdsl.dialects.builtin import FunctionType
from xdsl.ir import Attribute, Operation, Region, SSAValue
from xdsl.parser import Parser, UnresolvedOperand
from xdsl.printer import Printer

from ttmlir_py.dialects.sdy.sharding import ShardingPerValue


def parse_typed_operand(
    parser: Parser, operand: UnresolvedOperand
) -> tuple[SSAValue, Mapping[str, Attribute]]:
    """The rest of an op with one operand: `attr-dict : type`."""
    attributes = parser.parse_optional_attr_dict()
    parser.parse_punctuation(":")
    type_ = parser.parse_type()
    return parser.resolve_operand(operand, type_), attributes


def print_typed(printer: Printer, op: Operation, type_: Attribute) -> None:
    """`attr-dict : type`."""
    printer.print_op_attributes(op.attributes)
    printer.print_string(" : ")
    printer.print_attribute(type_)


def parse_shardings(parser: Parser, keyword: str) -> ShardingPerValue:
    """`keyword=[<...>, <...>]`."""
    parser.parse_keyword(keyword)
    parser.parse_punctuation("=")
    return ShardingPerValue.parse_body(parser)


def print_shardings(printer: Printer, keyword: str, shardings: ShardingPerValue) -> None:
    """` keyword=[<...>, <...>]`."""
    printer.print_string(f" {keyword}={shardings.text}")


def parse_body_and_type(
    parser: Parser, operands: Sequence[UnresolvedOperand]
) -> tuple[Region, Mapping[str, Attribute], Sequence[SSAValue], Sequence[Attribute]]:
    """`(%arg: type) {...} attr-dict : (types) -> types` with the operands it types."""

    def parse_argument() -> Parser.Argument:
        argument = parser.parse_argument()
        argument.location = parser.parse_optional_location()
        return argument

    arguments = parser.parse_comma_separated_list(parser.Delimiter.PAREN, parse_argument)
    region = parser.parse_region(arguments)
    attributes = parser.parse_optional_attr_dict()
    parser.parse_punctuation(":")
    position = parser.pos
    type_: FunctionType = parser.parse_function_type()
    values = parser.resolve_operands(operands, type_.inputs.data, position)
    return region, attributes, values, type_.outputs.data


def print_body_and_type(printer: Printer, op: Operation) -> None:
    """` (%arg: type) {...} attr-dict : (types) -> types`."""
    (region,) = op.regions
    printer.print_string(" ")
    with printer.in_parens():
        printer.print_list(region.block.args, printer.print_block_argument)
    printer.print_string(" ")
    printer.print_region(region, print_entry_block_args=False)
    printer.print_op_attributes(op.attributes)
    printer.print_string(" : ")
    printer.print_operation_type(op)


def parse_operand_list(parser: Parser) -> Sequence[UnresolvedOperand]:
    """`(%a, %b)`."""
    return parser.parse_comma_separated_list(
        parser.Delimiter.PAREN, parser.parse_unresolved_operand
    )
