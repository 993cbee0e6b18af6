"""Where xDSL's core dialects read or write text differently from MLIR."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from xdsl.dialects.builtin import (
    ArrayAttr,
    DictionaryAttr,
    FunctionType,
    LocationAttr,
    ModuleOp,
    StringAttr,
)
from xdsl.ir import Attribute, Block, Operation, Region
from xdsl.parser import Parser as XdslParser

from ttmlir_py.syntax.core_arith import ARITH_PARSERS, ARITH_PRINTERS
from ttmlir_py.syntax.core_forms import (
    parse_if,
    parse_index_cast,
    parse_memref_cast,
    parse_memref_copy,
    parse_return,
    print_execute_region,
    print_from_to,
    print_switch,
)

if TYPE_CHECKING:
    from ttmlir_py.syntax.operation_parser import OperationParser
    from ttmlir_py.syntax.printer import Printer

_Argument = XdslParser.Argument
_FUNCTION_PROPERTIES = (
    "sym_name",
    "function_type",
    "sym_visibility",
    "arg_attrs",
    "res_attrs",
)


def _print_module(op: Operation, printer: Printer) -> None:
    name = op.properties.get("sym_name")
    if isinstance(name, StringAttr):
        printer.print_string(" ")
        printer.print_symbol_name(name.data)
    printer.print_op_attributes(op.attributes, print_keyword=True)
    printer.print_string(" ")
    printer.print_region(op.regions[0], print_empty_block=False)


def _parse_module(parser: OperationParser) -> Operation:
    name = parser.parse_optional_symbol_name()
    attributes = parser.parse_optional_attr_dict_with_keyword()
    region = parser.parse_region()
    if region.first_block is None:
        region.add_block(Block())
    return ModuleOp.create(
        properties={"sym_name": name} if name else {},
        attributes=attributes.data if attributes else {},
        regions=[region],
    )


# Functions


def _print_function(op: Operation, printer: Printer) -> None:
    properties = op.properties
    type_ = properties["function_type"]
    name = properties["sym_name"]
    assert isinstance(type_, FunctionType)
    assert isinstance(name, StringAttr)
    if isinstance(visibility := properties.get("sym_visibility"), StringAttr):
        printer.print_string(f" {visibility.data}")
    printer.print_string(" ")
    printer.print_symbol_name(name.data)
    _print_arguments(op, type_, printer)
    if type_.outputs.data:
        _print_results(type_, _entries(properties.get("res_attrs")), printer)
    printer.print_op_attributes(op.attributes, print_keyword=True)
    if op.regions[0].first_block is not None:
        printer.print_string(" ")
        printer.print_region(op.regions[0], print_entry_block_args=False, print_empty_block=False)


def _print_arguments(op: Operation, type_: FunctionType, printer: Printer) -> None:
    entries = _entries(op.properties.get("arg_attrs"))
    block = op.regions[0].first_block
    printer.print_string("(")
    for index, input_type in enumerate(type_.inputs.data):
        if index:
            printer.print_string(", ")
        if block is not None:
            printer.print_block_argument(block.args[index], print_type=False)
            printer.print_string(": ")
        printer.print_attribute(input_type)
        if index < len(entries) and printer.collector is None:
            printer.print_op_attributes(entries[index])
        if block is not None:
            printer.print_argument_location(block.args[index])
    printer.print_string(")")


def _print_results(
    type_: FunctionType, entries: Sequence[dict[str, Attribute]], printer: Printer
) -> None:
    outputs = type_.outputs.data
    is_bare = len(outputs) == 1 and not isinstance(outputs[0], FunctionType) and not any(entries)
    printer.print_string(" -> " if is_bare else " -> (")
    for index, output in enumerate(outputs):
        if index:
            printer.print_string(", ")
        printer.print_attribute(output)
        if index < len(entries):
            printer.print_op_attributes(entries[index])
    if not is_bare:
        printer.print_string(")")


def _entries(attribute: Attribute | None) -> list[dict[str, Attribute]]:
    """The dictionaries of `arg_attrs` or `res_attrs`."""
    if not isinstance(attribute, ArrayAttr):
        return []
    return [dict(each.data) for each in attribute.data if isinstance(each, DictionaryAttr)]


def _parse_function(parser: OperationParser) -> Operation:
    # Not every program holds functions.
    from xdsl.dialects.func import FuncOp

    visibility = parser.parse_optional_visibility_keyword()
    name = parser.parse_optional_symbol_name()
    if name is None:
        parser.raise_error("expected valid '@'-identifier for symbol name")
    arguments, inputs, argument_entries = _parse_arguments(parser)
    outputs, result_entries = _parse_results(parser)
    attributes = parser.parse_optional_attr_dict_with_keyword(_FUNCTION_PROPERTIES)
    start = parser.pos
    region = parser.parse_optional_region(arguments or None)
    if region is not None and region.first_block is None:
        parser.raise_error("expected non-empty function body", start)
    properties: dict[str, Attribute] = {
        "sym_name": name,
        "function_type": FunctionType.from_lists(inputs, outputs),
    }
    if visibility is not None:
        properties["sym_visibility"] = visibility
    if any(argument_entries):
        properties["arg_attrs"] = ArrayAttr(map(DictionaryAttr, argument_entries))
    if any(result_entries):
        properties["res_attrs"] = ArrayAttr(map(DictionaryAttr, result_entries))
    return FuncOp.create(
        properties=properties,
        attributes=attributes.data if attributes else {},
        regions=[region or Region()],
    )


def _parse_arguments(
    parser: OperationParser,
) -> tuple[list[_Argument], list[Attribute], list[dict[str, Attribute]]]:
    arguments: list[_Argument] = []
    types: list[Attribute] = []
    entries: list[dict[str, Attribute]] = []

    def parse_argument() -> None:
        name = parser.parse_optional_argument(expect_type=False)
        if types and (name is None) == bool(arguments):
            wanted = "SSA identifier" if arguments else "type instead of SSA identifier"
            parser.raise_error(f"expected {wanted}")
        if name is not None:
            parser.parse_punctuation(":")
        types.append(parser.parse_type())
        entries.append(parser.parse_optional_attr_dict())
        location: LocationAttr | None = parser.parse_optional_location()
        if name is not None:
            arguments.append(_Argument(name.name, types[-1], location))

    parser.parse_comma_separated_list(parser.Delimiter.PAREN, parse_argument)
    return arguments, types, entries


def _parse_results(
    parser: OperationParser,
) -> tuple[list[Attribute], list[dict[str, Attribute]]]:
    if parser.parse_optional_punctuation("->") is None:
        return [], []
    types: list[Attribute] = []
    entries: list[dict[str, Attribute]] = []

    def parse_result() -> None:
        types.append(parser.parse_type())
        entries.append(parser.parse_optional_attr_dict())

    if parser.parse_optional_punctuation("("):
        if parser.parse_optional_punctuation(")"):
            return types, entries
        parser.parse_comma_separated_list(parser.Delimiter.NONE, parse_result)
        parser.parse_punctuation(")")
        return types, entries
    return [parser.parse_type()], [{}]


CORE_PARSERS: dict[str, Callable[[OperationParser], Operation]] = {
    "arith.index_cast": parse_index_cast,
    **ARITH_PARSERS,
    "builtin.module": _parse_module,
    "func.func": _parse_function,
    "func.return": parse_return,
    "scf.if": parse_if,
    "memref.cast": parse_memref_cast,
    "memref.copy": parse_memref_copy,
}
"""Custom forms to read in place of xDSL's own."""

CORE_PRINTERS: dict[str, Callable[[Operation, Printer], None]] = {
    **ARITH_PRINTERS,
    "builtin.module": _print_module,
    "cf.switch": print_switch,
    "func.func": _print_function,
    "memref.cast": print_from_to,
    "memref.copy": print_from_to,
    "scf.execute_region": print_execute_region,
}
"""Custom forms to write in place of xDSL's own."""
