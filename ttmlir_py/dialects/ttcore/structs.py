"""Attributes of named parameters: `<math_fidelity = hifi4, fp32_dest_acc_en = true>`.

A class lists its parameters with how each is written; parsing takes them in any order, printing
follows the list and leaves out those that are None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Generic, Self, TypeVar

from xdsl.ir import Attribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.syntax.attribute_printer import AttributePrinter

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
A = TypeVar("A", bound=PlainAttribute)


@dataclass(frozen=True)
class Codec(Generic[T]):
    """How one parameter is read and written."""

    parse: Callable[[AttrParser], T]
    print: Callable[[Printer, T], None]


def parse_word(parser: AttrParser, cases: type[E]) -> E:
    """One word of an enumeration."""
    word = parser.parse_identifier()
    found = next((case for case in cases if case.value == word), None)
    if found is None:
        choices = ", ".join(str(case.value) for case in cases)
        parser.raise_error(f"expected one of {choices}, got {word}")
    return found


def word(cases: type[E]) -> Codec[E]:
    """A word of an enumeration: `relu`."""
    return Codec(
        lambda parser: parse_word(parser, cases),
        lambda printer, value: printer.print_string(value.value),
    )


def stripped(cls: type[A]) -> Codec[A]:
    """An attribute without its name, `<op_type = relu>`; the whole attribute is read too."""
    return Codec(lambda parser: parse_stripped(parser, cls), print_stripped)


def whole(cls: type[A]) -> Codec[A]:
    """An attribute with its name: `#ttnn.core_coord<8, 8>`; the short form is read too."""
    return Codec(
        lambda parser: parse_stripped(parser, cls),
        lambda printer, value: printer.print_attribute(value),
    )


def list_of(item: Codec[T]) -> Codec[tuple[T, ...]]:
    """`[a, b]`."""

    def parse(parser: AttrParser) -> tuple[T, ...]:
        return tuple(
            parser.parse_comma_separated_list(parser.Delimiter.SQUARE, lambda: item.parse(parser))
        )

    def print_(printer: Printer, values: tuple[T, ...]) -> None:
        with printer.in_square_brackets():
            printer.print_list(values, lambda value: item.print(printer, value))

    return Codec(parse, print_)


def _print_dims(printer: Printer, dims: Sequence[int]) -> None:
    printer.print_string("x".join(map(str, dims)))


BOOLEAN = Codec[bool](
    lambda parser: parser.parse_boolean(),
    lambda printer, value: printer.print_string("true" if value else "false"),
)
INTEGER = Codec[int](
    lambda parser: parser.parse_integer(allow_boolean=False),
    lambda printer, value: printer.print_string(str(value)),
)
STRING = Codec[str](
    lambda parser: parser.parse_str_literal(),
    lambda printer, value: printer.print_string_literal(value),
)
ATTRIBUTE = Codec[Attribute](
    lambda parser: parser.parse_attribute(),
    lambda printer, value: printer.print_attribute(value),
)
DIMENSIONS = Codec[tuple[int, ...]](
    lambda parser: tuple(parser.parse_dimension_list()), _print_dims
)


def parse_stripped(parser: AttrParser, cls: type[A]) -> A:
    """An attribute of a known class, `<...>` or in full (`#dialect.name<...>`, an alias)."""
    whole_attribute = parser.parse_optional_attribute()
    if whole_attribute is None:
        return cls.new(cls.parse_parameters(parser))
    if not isinstance(whole_attribute, cls):
        parser.raise_error(f"expected an attribute of kind {cls.name}, got {whole_attribute}")
    return whole_attribute


def print_stripped(printer: Printer, attribute: PlainAttribute) -> None:
    """An attribute as `<...>`, or by its alias where it has one."""
    named = isinstance(printer, AttributePrinter) and (
        printer.collector is not None or attribute in printer.aliases
    )
    if named:
        printer.print_attribute(attribute)
    else:
        attribute.print_parameters(printer)


class StructAttribute(PlainAttribute):
    """A dataclass whose fields are parameters, written as `codecs` say."""

    codecs: ClassVar[dict[str, Codec[Any]]]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        found: dict[str, Any] = {}
        while not found or parser.parse_optional_punctuation(","):
            key = parser.parse_optional_identifier()
            if key is None:
                break
            if key not in cls.codecs or key in found:
                parser.raise_error(f"duplicate or unknown struct parameter name: {key}")
            parser.parse_punctuation("=")
            found[key] = cls.codecs[key].parse(parser)
        try:
            return cls(**found)
        except TypeError:
            parser.raise_error(f"struct is missing required parameters of {cls.name}")

    def print_body(self, printer: Printer) -> None:
        separator = ""
        for key, codec in self.codecs.items():
            value = getattr(self, key)
            if value is not None:
                printer.print_string(f"{separator}{key} = ")
                codec.print(printer, value)
                separator = ", "
