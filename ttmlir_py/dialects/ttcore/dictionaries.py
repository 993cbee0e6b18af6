"""Values kept by key between runs of a program."""

from __future__ import annotations

from typing import Self

from xdsl.dialects.builtin import IndexType, IntegerAttr, StringAttr
from xdsl.ir import Attribute, OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import MemoryReadEffect, MemoryWriteEffect
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.types import DictType
from ttmlir_py.support.constraints import ANY, TypeConstraint
from ttmlir_py.support.fields import operand, prop, variadic_operand, variadic_result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import PropertyKind

DICT = TypeConstraint("TTCore dictionary type", lambda type_: isinstance(type_, DictType))


def _is_key(attribute: Attribute) -> bool:
    if isinstance(attribute, IntegerAttr):
        return isinstance(attribute.type, IndexType)
    return isinstance(attribute, StringAttr)


def _key_attribute(key: str | int) -> Attribute:
    return IntegerAttr.from_index_int_value(key) if isinstance(key, int) else StringAttr(key)


KEY = PropertyKind[str | int](
    "string attribute or index attribute",
    _is_key,
    lambda a: a.value.data if isinstance(a, IntegerAttr) else a.data,
    _key_attribute,
)


def _parse_key(parser: Parser) -> str | int:
    with parser.in_square_brackets():
        return KEY.decode(parser.parse_attribute())


class SetKeyValueOp(Op):
    """Puts values into a dictionary."""

    name = "ttcore.set_key_value"
    traits = OpTraits(lambda: (MemoryWriteEffect(),))
    dict = operand(DICT)
    values = variadic_operand(ANY)
    key = prop(KEY)

    def verify_extra(self) -> None:
        if not self.values:
            raise VerifyException("requires at least one value")

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        dictionary = parser.parse_unresolved_operand()
        key = _parse_key(parser)
        parser.parse_punctuation("=")
        values = parser.parse_comma_separated_list(
            parser.Delimiter.NONE, parser.parse_unresolved_operand
        )
        attributes = parser.parse_optional_attr_dict()
        parser.parse_punctuation(":")
        types = parser.parse_comma_separated_list(parser.Delimiter.NONE, parser.parse_type)
        operands = parser.resolve_operands([dictionary, *values], types, parser.pos)
        return cls(operands[0], operands[1:], key=key, attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_operand(self.dict)
        printer.print_string(" [")
        printer.print_attribute(self.properties["key"])
        printer.print_string("] = ")
        printer.print_list(self.values, printer.print_operand)
        printer.print_op_attributes(self.attributes)
        printer.print_string(" : ")
        printer.print_list(self.operands, lambda value: printer.print_attribute(value.type))


class GetKeyValueOp(Op):
    """Takes values out of a dictionary."""

    name = "ttcore.get_key_value"
    traits = OpTraits(lambda: (MemoryReadEffect(),))
    dict = operand(DICT)
    key = prop(KEY)
    values = variadic_result(ANY)

    def verify_extra(self) -> None:
        if not self.results:
            raise VerifyException("requires at least one result")

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        unresolved = parser.parse_unresolved_operand()
        key = _parse_key(parser)
        attributes = parser.parse_optional_attr_dict()
        parser.parse_punctuation(":")
        type_ = parser.parse_function_type()
        (dictionary,) = parser.resolve_operands([unresolved], type_.inputs.data, parser.pos)
        return cls(dictionary, key=key, result_types=type_.outputs.data, attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_operand(self.dict)
        printer.print_string(" [")
        printer.print_attribute(self.properties["key"])
        printer.print_string("]")
        printer.print_op_attributes(self.attributes)
        printer.print_string(" : ")
        printer.print_operation_type(self)
