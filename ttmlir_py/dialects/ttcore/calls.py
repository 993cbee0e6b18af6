"""Calls: of functions whose results are kept, and of functions that stand for an op."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from xdsl.dialects.builtin import FunctionType, ModuleOp, TupleType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, Operation, OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import Pure, SymbolTable
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.support.fields import optional_prop, prop, variadic_operand, variadic_result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import DICTIONARY, STRING, SYMBOL


class LoadCachedOp(Op):
    """Results of a function of constants, computed on first use only."""

    name = "ttcore.load_cached"
    traits = OpTraits(lambda: (Pure(),))
    inputs = variadic_operand()
    callee = prop(SYMBOL)
    outputs = variadic_result()

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        with parser.in_parens():
            callee = parser.parse_symbol_name()
            parser.parse_punctuation(",")
            delimiter = parser.Delimiter.SQUARE
            operands = parser.parse_comma_separated_list(delimiter, parser.parse_unresolved_operand)
        attributes = parser.parse_optional_attr_dict()
        parser.parse_punctuation(":")
        type_ = parser.parse_function_type()
        inputs = parser.resolve_operands(operands, type_.inputs.data, parser.pos)
        return cls(
            inputs, callee=callee.data, result_types=type_.outputs.data, attributes=attributes
        )

    def print(self, printer: Printer) -> None:
        printer.print_string("(")
        printer.print_symbol_name(self.callee)
        printer.print_string(", [")
        printer.print_list(self.inputs, printer.print_operand)
        printer.print_string("])")
        printer.print_op_attributes(self.attributes)
        printer.print_string(" : ")
        printer.print_operation_type(self)

    def verify_extra(self) -> None:
        function = SymbolTable.lookup_symbol(self, self.callee)
        if not isinstance(function, FuncOp):
            raise VerifyException(f"'{self.callee}' does not reference a function")
        type_ = function.function_type
        operand_types = [operand.type for operand in self.operands]
        _verify_types(operand_types, _unpacked(type_.inputs.data), "operands", "Operand")
        _verify_types(self.result_types, _unpacked(type_.outputs.data), "results", "Result")


def _unpacked(types: Sequence[Attribute]) -> Sequence[Attribute]:
    """The members of a single tuple type, or the types themselves."""
    match types:
        case [TupleType() as only]:
            return only.types.data
        case _:
            return types


def _verify_types(
    actual: Sequence[Attribute], expected: Sequence[Attribute], plural: str, singular: str
) -> None:
    if len(actual) != len(expected):
        raise VerifyException(
            f"Incorrect number of {plural} for callee -- expected {len(expected)} "
            f"but got: {len(actual)}"
        )
    for i, (one, other) in enumerate(zip(actual, expected, strict=True)):
        if one != other:
            raise VerifyException(f"{singular} type mismatch at index {i}")


class CompositeOp(Op):
    """An op named by a string, with a function that computes the same."""

    name = "ttcore.composite"
    inputs = variadic_operand()
    composite_name = prop(STRING)
    decomposition = prop(SYMBOL)
    composite_attributes = optional_prop(DICTIONARY)
    outputs = variadic_result()

    def verify_extra(self) -> None:
        module = _parent_module(self)
        if module is None:
            raise VerifyException("could not find parent module")
        symbol = SymbolTable.lookup_symbol(module, self.decomposition)
        if symbol is None:
            raise VerifyException(
                f"decomposition function '{self.decomposition}' not found in parent module"
            )
        if not isinstance(symbol, FuncOp):
            raise VerifyException(f"decomposition symbol '{self.decomposition}' is not a func.func")
        self._verify_signature(symbol.function_type)

    def _verify_signature(self, type_: FunctionType) -> None:
        inputs, outputs = type_.inputs.data, type_.outputs.data
        if len(inputs) != len(self.inputs):
            raise VerifyException(
                f"decomposition function expects {len(inputs)} arguments, but composite has "
                f"{len(self.inputs)} inputs"
            )
        for i, (value, expected) in enumerate(zip(self.inputs, inputs, strict=True)):
            if value.type != expected:
                raise VerifyException(
                    f"input type mismatch at index {i}: composite has '{value.type}', "
                    f"decomposition expects '{expected}'"
                )
        if len(outputs) != len(self.results):
            raise VerifyException(
                f"decomposition function returns {len(outputs)} results, but composite produces "
                f"{len(self.results)} results"
            )
        for i, (actual, expected) in enumerate(zip(self.result_types, outputs, strict=True)):
            if actual != expected:
                raise VerifyException(
                    f"result type mismatch at index {i}: composite produces '{actual}', "
                    f"decomposition returns '{expected}'"
                )


def _parent_module(op: Operation) -> ModuleOp | None:
    parent = op.parent_op()
    while parent is not None and not isinstance(parent, ModuleOp):
        parent = parent.parent_op()
    return parent
