"""Pretty syntax as data: an op lists what its text consists of, read and written by the same list.

`assembly = Assembly(value("operand"), ", dims = ", integers("permutation"))` is the syntax of
`transpose`; attribute dictionary and types follow by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Protocol, Self, TypeVar

from xdsl.dialects.builtin import StringAttr
from xdsl.ir import Attribute, Region, SSAValue
from xdsl.parser import Parser, UnresolvedOperand
from xdsl.printer import Printer
from xdsl.utils.exceptions import ParseError

from ttmlir_py.dialects.stablehlo.type_forms import FUNCTION, TypeForm
from ttmlir_py.support.op import Op
from ttmlir_py.support.signature import OPERAND_SEGMENTS
from ttmlir_py.syntax.known_operations import known_by_text

T = TypeVar("T", bound=Op)

_TOKEN = re.compile(r"[A-Za-z_]+|->|[^\s\w]")


class Parsed:
    """What the pieces read so far have found."""

    __slots__ = ("op", "operands", "properties", "regions")

    def __init__(self, op: type[Op]) -> None:
        self.op = op
        self.operands: list[UnresolvedOperand] = []
        self.properties: dict[str, Attribute] = {}
        self.regions: Sequence[Region] = ()

    def set(self, name: str, value: object) -> None:
        """Store a property given as its Python value."""
        self.properties[name] = self.op.signature.properties[name].kind.encode(value)


class Piece(Protocol):
    """One piece of an op's text; `properties` are those that it stands for."""

    @property
    def properties(self) -> Sequence[str]: ...

    def parse(self, parser: Parser, parsed: Parsed) -> None: ...
    def print(self, printer: Printer, op: Any) -> None: ...


class Assembly:
    """The text of an op: pieces and literals, then attribute dictionary and types."""

    def __init__(self, *pieces: Piece | str, types: TypeForm = FUNCTION) -> None:
        self._pieces = [Literal(piece) if isinstance(piece, str) else piece for piece in pieces]
        self._types = types
        self._lead = "" if not pieces or pieces[0] == "(" else " "
        self._shown = frozenset(name for piece in self._pieces for name in piece.properties)

    def parse(self, cls: type[T], parser: Parser) -> T:
        """An op of class `cls`, its name already read."""
        parsed = Parsed(cls)
        for piece in self._pieces:
            piece.parse(parser, parsed)
        start = parser.pos
        attributes = parser.parse_optional_attr_dict()
        _verify_given(cls, attributes, parser, start)
        parser.parse_punctuation(":")
        position = parser.pos
        operand_types, result_types = self._types.parse(parser, len(parsed.operands))
        return cls.create(
            operands=parser.resolve_operands(parsed.operands, operand_types, position),
            result_types=result_types,
            properties=parsed.properties,
            attributes=attributes,
            regions=parsed.regions,
        )

    def print(self, printer: Printer, op: Op) -> None:
        """Everything after the op's name."""
        printer.print_string(self._lead)
        for piece in self._pieces:
            piece.print(printer, op)
        print_attributes(printer, op, self._shown)
        printer.print_string(" : ")
        self._types.print(printer, op)


class PrettyOp(Op):
    """An op whose text is told by its `assembly`."""

    assembly: ClassVar[Assembly]

    @classmethod
    @known_by_text
    def parse(cls, parser: Parser) -> Self:
        return cls.assembly.parse(cls, parser)

    def print(self, printer: Printer) -> None:
        self.assembly.print(printer, self)


def _verify_given(
    cls: type[Op], attributes: Mapping[str, Attribute], parser: Parser, start: int
) -> None:
    """Properties of the attribute dictionary are checked as soon as it is read."""
    for key, attribute in attributes.items():
        field = cls.signature.properties.get(key)
        if field is not None and not field.kind.accepts(attribute):
            parser.raise_error(
                f"op attribute '{key}' failed to satisfy constraint: {field.kind.summary}", start
            )


def print_attributes(
    printer: Printer, op: Op, shown: frozenset[str] = frozenset(), *, keyword: bool = False
) -> None:
    """The attribute dictionary, with the properties that are neither shown nor at their default."""
    left = {
        name: attribute
        for name, attribute in op.properties.items()
        if name not in shown
        and name != OPERAND_SEGMENTS
        and attribute != getattr(op.signature.properties.get(name), "fallback", None)
    }
    attributes = {**left, **op.attributes}
    if left:
        attributes = dict(sorted(attributes.items()))
    printer.print_op_attributes(attributes, print_keyword=keyword)


class Literal:
    """Fixed text."""

    properties = ()

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: Sequence[str] = _TOKEN.findall(text)

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        for token in self._tokens:
            if token[0].isalpha() or token[0] == "_":
                if parser.parse_optional_keyword(token) is None:
                    parser.raise_error(f"expected '{token}'")
            else:
                parser.parse_characters(token)

    def print(self, printer: Printer, op: Op) -> None:
        printer.print_string(self._text)


class value:
    """One operand."""

    properties = ()

    def __init__(self, name: str) -> None:
        self._name = name

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        parsed.operands.append(parser.parse_unresolved_operand())

    def print(self, printer: Printer, op: Op) -> None:
        printer.print_ssa_value(getattr(op, self._name))


class values:
    """Any number of operands between commas; with `closing`, a comma ends the last one too."""

    properties = ()

    def __init__(self, name: str, *, closing: bool = False) -> None:
        self._name = name
        self._closing = closing

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        while (operand := parser.parse_optional_unresolved_operand()) is not None:
            parsed.operands.append(operand)
            if parser.parse_optional_punctuation(",") is None:
                if self._closing:
                    parser.parse_punctuation(",")
                break

    def print(self, printer: Printer, op: Op) -> None:
        printer.print_list(_values_of(op, self._name), printer.print_ssa_value)
        if self._closing:
            printer.print_string(",")


def _values_of(op: Op, name: str) -> Sequence[SSAValue]:
    return getattr(op, name)


class Property:
    """A property read and written by two functions of its Python value."""

    def __init__(
        self,
        name: str,
        parse: Callable[[Parser], object],
        text: Callable[[Any], str],
    ) -> None:
        self.properties = (name,)
        self._name = name
        self._parse = parse
        self._text = text

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        parsed.set(self._name, self._parse(parser))

    def print(self, printer: Printer, op: Op) -> None:
        printer.print_string(self._text(getattr(op, self._name)))


def integer(name: str) -> Piece:
    """A property written as `1`."""
    return Property(name, lambda parser: parser.parse_integer(), str)


def boolean(name: str) -> Piece:
    """A property written as `true`."""
    return Property(name, lambda parser: parser.parse_boolean(), lambda given: str(given).lower())


class string:
    """A property written as `"text"`; `key` as in the property's declaration."""

    def __init__(self, name: str, *, key: str = "") -> None:
        self.properties = (key or name,)
        self._name = name

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        parsed.set(self.properties[0], parser.parse_str_literal())

    def print(self, printer: Printer, op: Op) -> None:
        printer.print_attribute(StringAttr(getattr(op, self._name)))


def word(name: str) -> Piece:
    """A property written as the bare case of its enumeration."""
    return Word(name)


class Word:
    """An enumeration written without its type."""

    def __init__(self, name: str) -> None:
        self.properties = (name,)
        self._name = name

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        enum: Any = parsed.op.signature.properties[self._name].kind
        parsed.properties[self._name] = enum.attribute.parse_body(parser)

    def print(self, printer: Printer, op: Op) -> None:
        printer.print_string(getattr(op, self._name).value)


def integers(name: str) -> Piece:
    """A property written as `[1, 0]`."""
    return Property(name, _parse_array, lambda given: str(list(given)))


def parse_integers(parser: Parser) -> Sequence[int]:
    """`[1, 0]`."""
    return parser.parse_comma_separated_list(
        parser.Delimiter.SQUARE, lambda: _parse_integer(parser)
    )


def _parse_integer(parser: Parser) -> int:
    if (number := parser.parse_optional_integer()) is None:
        parser.raise_error("expected integer value")
    return number


def _parse_array(parser: Parser) -> Sequence[int]:
    try:
        return parse_integers(parser)
    except ParseError as error:
        if error.msg.endswith("expected integer value"):
            error.add_note("expected ']'")
        raise


def integers_text(values: Sequence[int]) -> str:
    """`[1, 0]`."""
    return f"[{', '.join(map(str, values))}]"


class optional:
    """Pieces that are present when the property of the last one is."""

    def __init__(self, *pieces: Piece | str) -> None:
        self._pieces = [Literal(piece) if isinstance(piece, str) else piece for piece in pieces]
        self.properties: Sequence[str] = self._pieces[-1].properties

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        if parser.parse_optional_punctuation(",") is None:
            return
        for piece in self._pieces:
            piece.parse(parser, parsed)

    def print(self, printer: Printer, op: Op) -> None:
        if self.properties[0] not in op.properties:
            return
        printer.print_string(", ")
        for piece in self._pieces:
            piece.print(printer, op)


class slice_ranges:
    """`[0:2, 1:5:2]`: start, limit and, unless it is 1, stride of every dimension."""

    properties = ("start_indices", "limit_indices", "strides")

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        ranges = parser.parse_comma_separated_list(
            parser.Delimiter.SQUARE, lambda: self._parse_range(parser)
        )
        for index, name in enumerate(self.properties):
            parsed.set(name, [one[index] for one in ranges])

    @staticmethod
    def _parse_range(parser: Parser) -> tuple[int, int, int]:
        start = parser.parse_integer()
        parser.parse_punctuation(":")
        limit = parser.parse_integer()
        has_stride = parser.parse_optional_punctuation(":") is not None
        return start, limit, parser.parse_integer() if has_stride else 1

    def print(self, printer: Printer, op: Any) -> None:
        ranges = zip(op.start_indices, op.limit_indices, op.strides, strict=True)
        text = (
            f"{start}:{limit}" if stride == 1 else f"{start}:{limit}:{stride}"
            for start, limit, stride in ranges
        )
        printer.print_string(f"[{', '.join(text)}]")


class exponent_mantissa:
    """`e5m10`."""

    properties = ("exponent_bits", "mantissa_bits")

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        if (written := parser.parse_optional_identifier()) is None:
            parser.raise_error("expected valid keyword")
        match = re.fullmatch(r"e([0-9]+)m([0-9]+)", written)
        if match is None:
            parser.raise_error(f"expected exponent mantissa in format e#m#, saw {written}")
        for what, digits in zip(("exponent", "mantissa"), match.groups(), strict=True):
            if int(digits) >= 1 << 31:
                parser.raise_error(f"unable to parse {what} '{digits}'")
            parsed.set(f"{what}_bits", int(digits))

    def print(self, printer: Printer, op: Any) -> None:
        printer.print_string(f"e{op.exponent_bits}m{op.mantissa_bits}")


class symbol:
    """A string property written as `@name`."""

    def __init__(self, name: str) -> None:
        self.properties = (name,)
        self._name = name

    def parse(self, parser: Parser, parsed: Parsed) -> None:
        name = parser.parse_optional_symbol_name()
        if name is None:
            parser.raise_error("expected valid '@'-identifier for symbol name")
        parsed.set(self._name, name.data)

    def print(self, printer: Printer, op: Op) -> None:
        printer.print_symbol_name(getattr(op, self._name))
