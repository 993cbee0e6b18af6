"""Constraints on shapes, and code that assumes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from xdsl.ir import Attribute, OpTraits
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.traits import IsTerminator, Pure, RecursiveMemoryEffect

from ttmlir_py.dialects.shape.syntax import parse_operands, print_operands
from ttmlir_py.dialects.shape.types import WITNESS, WitnessType
from ttmlir_py.support.constraints import ANY
from ttmlir_py.support.fields import operand, region, result, variadic_operand, variadic_result
from ttmlir_py.support.op import Op


class AssumingOp(Op):
    """Runs its region, given that a constraint holds."""

    name = "shape.assuming"
    traits = OpTraits(lambda: (RecursiveMemoryEffect(),))
    witness = operand(WITNESS)
    results_ = variadic_result(ANY)
    body = region()

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        witness = parser.parse_operand(WitnessType())
        types: Sequence[Attribute] = ()
        if parser.parse_optional_punctuation("->") is not None:
            types = parser.parse_comma_separated_list(parser.Delimiter.PAREN, parser.parse_type)
        body = parser.parse_region()
        attributes = parser.parse_optional_attr_dict()
        return cls.create(
            operands=[witness], result_types=types, regions=[body], attributes=attributes
        )

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_operand(self.witness)
        printer.print_string(" ")
        if self.results:
            printer.print_string("-> ")
            with printer.in_parens():
                printer.print_list(self.result_types, printer.print_attribute)
            printer.print_string(" ")
        printer.print_region(self.body, print_entry_block_args=False)
        printer.print_op_attributes(self.attributes)


class AssumingYieldOp(Op):
    """Ends the region of `shape.assuming`, giving its results."""

    name = "shape.assuming_yield"
    traits = OpTraits(lambda: (IsTerminator(), Pure()))
    values = variadic_operand(ANY)

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        operands, attributes = parse_operands(parser)
        return cls.create(operands=operands, attributes=attributes)

    def print(self, printer: Printer) -> None:
        print_operands(self, printer)


class CstrBroadcastableOp(Op):
    """A witness that operands of the given extents broadcast."""

    name = "shape.cstr_broadcastable"
    shapes = variadic_operand(ANY)
    result = result(WITNESS)

    def infer(self) -> Sequence[Attribute]:
        return [WitnessType()]

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        operands, attributes = parse_operands(parser)
        return cls.create(operands=operands, result_types=[WitnessType()], attributes=attributes)

    def print(self, printer: Printer) -> None:
        print_operands(self, printer)
