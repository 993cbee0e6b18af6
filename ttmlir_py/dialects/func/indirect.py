"""Functions as values, and calls of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from xdsl.dialects.builtin import FunctionType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import Pure, SymbolTable
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.support.constraints import ANY, TypeConstraint
from ttmlir_py.support.fields import operand, prop, result, variadic_operand, variadic_result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import SYMBOL

FUNCTION = TypeConstraint("function type", lambda type_: isinstance(type_, FunctionType))


class ConstantOp(Op):
    """A function as a value."""

    name = "func.constant"
    traits = OpTraits(lambda: (Pure(),))
    value = prop(SYMBOL)
    result = result(FUNCTION)

    def verify_extra(self) -> None:
        function = SymbolTable.lookup_symbol(self, self.value)
        if not isinstance(function, FuncOp):
            raise VerifyException(f"reference to undefined function '{self.value}'")
        if function.function_type != self.result.type:
            raise VerifyException("reference to function with mismatched type")

    def asm_result_names(self) -> Sequence[str]:
        return ["f"]

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        name = parser.parse_symbol_name().data
        attributes = parser.parse_optional_attr_dict()
        parser.parse_punctuation(":")
        type_ = parser.parse_type()
        return cls(value=name, result_types=[type_], attributes=attributes)

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_symbol_name(self.value)
        printer.print_op_attributes(self.attributes)
        printer.print_string(" : ")
        printer.print_attribute(self.result.type)


class CallIndirectOp(Op):
    """Calls a function that is a value."""

    name = "func.call_indirect"
    callee = operand(FUNCTION)
    arguments = variadic_operand(ANY)
    results_ = variadic_result(ANY)

    def infer(self) -> Sequence[Attribute]:
        type_ = self.callee.type
        assert isinstance(type_, FunctionType), f"{type_}"
        if [value.type for value in self.arguments] != list(type_.inputs.data):
            raise VerifyException("operand types must match those of the callee")
        return type_.outputs.data

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        callee = parser.parse_unresolved_operand()
        position = parser.pos
        arguments = parser.parse_comma_separated_list(
            parser.Delimiter.PAREN, parser.parse_unresolved_operand
        )
        attributes = parser.parse_optional_attr_dict()
        parser.parse_punctuation(":")
        type_ = parser.parse_type()
        if not isinstance(type_, FunctionType):
            parser.raise_error("expected a function type", position)
        operands = parser.resolve_operands(arguments, type_.inputs.data, position)
        return cls.create(
            operands=[parser.resolve_operand(callee, type_), *operands],
            result_types=type_.outputs.data,
            attributes=attributes,
        )

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_operand(self.callee)
        with printer.in_parens():
            printer.print_list(self.arguments, printer.print_operand)
        printer.print_op_attributes(self.attributes)
        printer.print_string(" : ")
        printer.print_attribute(self.callee.type)
