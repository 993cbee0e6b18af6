"""Tuples of tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from xdsl.dialects.builtin import ArrayAttr, IntegerAttr, TupleType
from xdsl.ir import Attribute, OpTraits, TypeAttribute
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import Pure
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.support.constraints import TypeConstraint
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.fields import operand, prop, result, variadic_operand
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import PropertyKind

TUPLE = TypeConstraint(
    "nested tuple with any combination of ranked tensor of any type values values",
    lambda type_: isinstance(type_, TupleType),
)
INDEX = PropertyKind[int](
    "32-bit signless integer attribute whose value is non-negative",
    lambda a: isinstance(a, IntegerAttr) and a.type == I32 and a.value.data >= 0,
    lambda a: a.value.data,
    lambda value: IntegerAttr(value, I32),
)


class GetTupleElementOp(Op):
    """One member of a tuple."""

    name = "ttcore.get_tuple_element"
    traits = OpTraits(lambda: (Pure(),))
    operand = operand(TUPLE)
    index = prop(INDEX)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        type_ = self.operand.type
        assert isinstance(type_, TupleType)
        members = type_.types.data
        if self.index >= len(members):
            raise VerifyException(
                f"index {self.index} is out of bounds of operand with size {len(members)}"
            )
        return [members[self.index]]

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        unresolved = parser.parse_unresolved_operand()
        with parser.in_square_brackets():
            index = parser.parse_integer()
        attributes = parser.parse_optional_attr_dict()
        parser.parse_punctuation(":")
        type_ = parser.parse_function_type()
        (value,) = parser.resolve_operands([unresolved], type_.inputs.data, parser.pos)
        return cls(value, index=index, result_types=type_.outputs.data, attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_operand(self.operand)
        printer.print_string(f"[{self.index}]")
        printer.print_op_attributes(self.attributes)
        printer.print_string(" : ")
        printer.print_operation_type(self)


class TupleOp(Op):
    """A tuple of tensors."""

    name = "ttcore.tuple"
    traits = OpTraits(lambda: (Pure(),))
    members = variadic_operand()
    result = result(TUPLE)

    def infer(self) -> Sequence[Attribute]:
        members = [value.type for value in self.members if isinstance(value.type, TypeAttribute)]
        return [TupleType(ArrayAttr(members))]

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        unresolved = parser.parse_optional_undelimited_comma_separated_list(
            parser.parse_optional_unresolved_operand, parser.parse_unresolved_operand
        )
        attributes = parser.parse_optional_attr_dict()
        parser.parse_punctuation(":")
        type_ = parser.parse_type()
        if not isinstance(type_, TupleType):
            parser.raise_error("Expected tuple type")
        members = parser.resolve_operands(unresolved or [], type_.types.data, parser.pos)
        return cls(members, attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_list(self.members, printer.print_operand)
        printer.print_op_attributes(self.attributes)
        printer.print_string(" : ")
        printer.print_attribute(self.result.type)
