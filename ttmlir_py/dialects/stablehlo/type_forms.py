"""The ways in which an op writes the types of its operands and results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from xdsl.dialects.builtin import ComplexType, FunctionType, TensorType, TupleType
from xdsl.ir import Attribute, Operation
from xdsl.parser import Parser
from xdsl.printer import Printer


class Types(NamedTuple):
    """The types of an op's operands and of its results."""

    operands: Sequence[Attribute]
    results: Sequence[Attribute]


class TypeForm(Protocol):
    """Reads and writes what stands after the colon."""

    def parse(self, parser: Parser, operands: int) -> Types: ...
    def print(self, printer: Printer, op: Operation) -> None: ...


def _optional_function(parser: Parser, operands: int) -> Types | None:
    """A function type with as many inputs as operands and one output, if there is one."""
    start = parser.pos
    function = parser.parse_optional_function_type()
    if function is None:
        return None
    types = Types(function.inputs.data, function.outputs.data)
    if len(types.operands) != operands:
        expected = len(types.operands)
        parser.raise_error(f"{operands} operands present, but expected {expected}", start)
    if len(types.results) != 1:
        parser.raise_error("expected single output", start)
    return types


def count_mismatch(operands: int, types: int) -> str:
    """What is wrong with a list of types that is not one for every operand."""
    return f"number of operands and types do not match: got {operands} operands and {types} types"


class FunctionForm:
    """`(tensor<2xf32>, tensor<i32>) -> tensor<2xf32>`."""

    def parse(self, parser: Parser, operands: int) -> Types:
        function = parser.parse_function_type()
        return Types(function.inputs.data, function.outputs.data)

    def print(self, printer: Printer, op: Operation) -> None:
        printer.print_function_type(op.operand_types, op.result_types)


class SameForm:
    """One type where all are the same, a function type otherwise."""

    def parse(self, parser: Parser, operands: int) -> Types:
        if (types := _optional_function(parser, operands)) is not None:
            return types
        type_ = parser.parse_type()
        return Types([type_] * operands, [type_])

    def print(self, printer: Printer, op: Operation) -> None:
        type_ = op.results[0].type
        if all(operand.type == type_ for operand in op.operands):
            printer.print_attribute(type_)
        else:
            FUNCTION.print(printer, op)


class SelectForm:
    """`tensor<i1>, tensor<2xf32>`: of the predicate, and of all else."""

    def parse(self, parser: Parser, operands: int) -> Types:
        if (types := _optional_function(parser, operands)) is not None:
            return types
        start = parser.pos
        types = parser.parse_comma_separated_list(parser.Delimiter.NONE, parser.parse_type)
        if len(types) != 2:
            parser.raise_error("expected functional type or list of two types", start)
        predicate, type_ = types
        return Types([predicate, type_, type_], [type_])

    def print(self, printer: Printer, op: Operation) -> None:
        predicate, on_true, on_false = op.operand_types
        type_ = op.results[0].type
        if on_true == on_false == type_:
            printer.print_list([predicate, type_], printer.print_attribute)
        else:
            FUNCTION.print(printer, op)


class ComplexForm:
    """The complex type alone where the operands have the type of its parts."""

    def parse(self, parser: Parser, operands: int) -> Types:
        if (types := _optional_function(parser, operands)) is not None:
            return types
        start = parser.pos
        type_ = parser.parse_type()
        part = _real_type(type_)
        if part is None:
            parser.raise_error("expected tensor with complex element type", start)
        return Types([part, part], [type_])

    def print(self, printer: Printer, op: Operation) -> None:
        type_ = op.results[0].type
        part = _real_type(type_)
        if all(operand == part for operand in op.operand_types):
            printer.print_attribute(type_)
        else:
            FUNCTION.print(printer, op)


def _real_type(type_: Attribute) -> Attribute | None:
    if isinstance(type_, TensorType) and isinstance(type_.element_type, ComplexType):
        return TensorType(type_.element_type.element_type, type_.shape, type_.encoding)
    return None


class TupleForm:
    """A tuple type, whose parts are the operands' types."""

    def parse(self, parser: Parser, operands: int) -> Types:
        start = parser.pos
        type_ = parser.parse_type()
        if isinstance(type_, FunctionType):
            return Types(type_.inputs.data, type_.outputs.data)
        if not isinstance(type_, TupleType):
            parser.raise_error("expected tuple type", start)
        if len(type_.types) != operands:
            parser.raise_error(count_mismatch(operands, len(type_.types)), start)
        return Types(type_.types.data, [type_])

    def print(self, printer: Printer, op: Operation) -> None:
        printer.print_attribute(op.results[0].type)


class ResultForm:
    """The results' types alone, of an op without operands."""

    def parse(self, parser: Parser, operands: int) -> Types:
        return Types([], [parser.parse_type()])

    def print(self, printer: Printer, op: Operation) -> None:
        printer.print_list(op.result_types, printer.print_attribute)


FUNCTION = FunctionForm()
SAME = SameForm()
SELECT = SelectForm()
COMPLEX = ComplexForm()
TUPLE = TupleForm()
RESULT = ResultForm()
