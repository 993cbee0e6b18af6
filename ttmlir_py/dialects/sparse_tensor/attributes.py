"""`#sparse_tensor.encoding<{ map = (d0, d1) -> (d0 : dense, d1 : compressed) }>`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.support.attributes import PlainAttribute


@dataclass(frozen=True)
class SparseEncodingAttr(PlainAttribute):
    """The levels that a sparse tensor's dimensions are stored as, and the widths of positions."""

    name = "sparse_tensor.encoding"
    alias = "sparse"

    dims: tuple[str, ...]
    levels: tuple[str, ...]
    widths: tuple[tuple[str, int], ...] = ()

    @classmethod
    def parse_body(cls, parser: AttrParser) -> SparseEncodingAttr:
        with parser.in_braces():
            parser.parse_keyword("map")
            parser.parse_punctuation("=")
            dims = _parse_list(parser, parser.parse_identifier)
            parser.parse_punctuation("->")
            levels = _parse_list(parser, lambda: _parse_level(parser))
            widths: list[tuple[str, int]] = []
            while parser.parse_optional_punctuation(",") is not None:
                name = parser.parse_identifier()
                parser.parse_punctuation("=")
                widths.append((name, parser.parse_integer()))
        return cls(dims, levels, tuple(widths))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(f"{{ map = ({', '.join(self.dims)}) -> ({', '.join(self.levels)})")
        for name, width in self.widths:
            printer.print_string(f", {name} = {width}")
        printer.print_string(" }")


def _parse_list(parser: AttrParser, element: Callable[[], str]) -> tuple[str, ...]:
    return tuple(parser.parse_comma_separated_list(parser.Delimiter.PAREN, element))


def _parse_level(parser: AttrParser) -> str:
    """`d0 floordiv 2 : compressed(nonunique)`, an expression of dimensions and a format."""
    words: list[str] = []
    while parser.parse_optional_punctuation(":") is None:
        integer = parser.parse_optional_integer(allow_boolean=False)
        words.append(parser.parse_identifier() if integer is None else str(integer))
    level = f"{' '.join(words)} : {parser.parse_identifier()}"
    sizes = parser.parse_optional_comma_separated_list(
        parser.Delimiter.SQUARE, lambda: str(parser.parse_integer())
    )
    flags = parser.parse_optional_comma_separated_list(
        parser.Delimiter.PAREN, parser.parse_identifier
    )
    if sizes is not None:
        level += f"[{', '.join(sizes)}]"
    return level if flags is None else f"{level}({', '.join(flags)})"
