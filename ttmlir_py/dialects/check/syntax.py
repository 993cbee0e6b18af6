"""How the ops of the check dialect are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from xdsl.dialects.builtin import f64
from xdsl.ir import Operation
from xdsl.parser import Parser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import Parsed, Piece, Property, print_attributes
from ttmlir_py.dialects.stablehlo.type_forms import Types
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import ELEMENTS
from ttmlir_py.syntax.float_text import float_text


class OperandForm:
    """The type that all operands have, of an op without results."""

    def parse(self, parser: Parser, operands: int) -> Types:
        return Types([parser.parse_type()] * operands, [])

    def print(self, printer: Printer, op: Operation) -> None:
        printer.print_attribute(op.operands[0].type)


OPERAND = OperandForm()


class unless_default:
    """`, tolerance = 0.1`: a property with its keyword, unless it has its default."""

    def __init__(self, keyword: str, piece: Piece) -> None:
        self.properties: Sequence[str] = piece.properties
        self._keyword = keyword
        self._piece = piece

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        if parser.parse_optional_punctuation(",") is not None:
            parser.parse_keyword(self._keyword)
            parser.parse_punctuation("=")
            self._piece.parse(parser, parsed)

    def print(self, printer: Printer, op: Op) -> None:
        name = self.properties[0]
        fallback = getattr(op.signature.properties[name], "fallback", None)
        if op.properties.get(name, fallback) != fallback:
            printer.print_string(f", {self._keyword} = ")
            self._piece.print(printer, op)


def double(name: str) -> Piece:
    """A property written as `1.000000e-01`."""
    return Property(
        name, lambda parser: float(parser.parse_number()), lambda given: float_text(given, f64)
    )


class ConstantCheckOp(Op):
    """An op on a value and the constant that gives its type: `%x, dense<1> : tensor<2xi32>`."""

    extra: ClassVar[unless_default | None] = None

    @classmethod
    def parse(cls, parser: Parser) -> Self:
        parsed = Parsed(cls)
        operand = parser.parse_unresolved_operand()
        parser.parse_punctuation(",")
        value = parser.parse_attribute()
        if not ELEMENTS.accepts(value):
            parser.raise_error("expected an elements attribute")
        if cls.extra is not None:
            cls.extra.parse(parser, parsed)
        attributes = parser.parse_optional_attr_dict()
        return cls.create(
            operands=[parser.resolve_operand(operand, ELEMENTS.decode(value).type)],
            properties={**parsed.properties, "value": value},
            attributes=attributes,
        )

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_operand(self.operands[0])
        printer.print_string(", ")
        printer.print_attribute(self.properties["value"])
        shown = {"value"}
        if self.extra is not None:
            shown.update(self.extra.properties)
            self.extra.print(printer, self)
        print_attributes(printer, self, frozenset(shown))

    def verify_extra(self) -> None:
        value: Any = self.properties["value"]
        if value.type != self.operands[0].type:
            raise VerifyException("failed to verify that all of {lhs, value} have same type")


def require_same_types(op: Op) -> None:
    """Raise unless all operands have one type."""
    if len(set(op.operand_types)) > 1:
        raise VerifyException("requires all operands to have the same type")
