"""Types that StableHLO adds to MLIR's: tokens, which order side effects, and futures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.dialects.builtin import ArrayAttr, TensorType, TupleType
from xdsl.ir import Attribute, TypeAttribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.support.attributes import PlainAttribute


@dataclass(frozen=True)
class TokenType(PlainAttribute, TypeAttribute):
    """`!stablehlo.token`: carries no data, only the order of side effects."""

    name = "stablehlo.token"

    @classmethod
    def parse_body(cls, parser: AttrParser) -> TokenType:
        return cls()

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> Sequence[Attribute]:
        return [cls()]

    def print_body(self, printer: Printer) -> None:
        """Nothing: a token has no parts."""

    def print_parameters(self, printer: Printer) -> None:
        self.print_body(printer)


@dataclass(frozen=True)
class FutureType(PlainAttribute, TypeAttribute):
    """`!stablehlo.future<...>`: the values that a started operation will have."""

    name = "stablehlo.future"

    types: tuple[Attribute, ...]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> FutureType:
        types: Sequence[Attribute] = parser.parse_comma_separated_list(
            parser.Delimiter.NONE, parser.parse_type
        )
        return cls(tuple(types))

    def print_body(self, printer: Printer) -> None:
        printer.print_list(self.types, printer.print_attribute)

    def verify(self) -> None:
        for type_ in self.types:
            if not isinstance(type_, TensorType):
                raise VerifyException(
                    f"future element type must be a ranked tensor, but got '{type_}'"
                )


def tuple_of(types: Sequence[Attribute]) -> TupleType:
    """The type of a tuple of such values."""
    return TupleType(ArrayAttr(types))  # pyright: ignore[reportArgumentType]
