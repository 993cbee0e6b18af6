"""`tensor<?x4xf32, #stablehlo.bounds<5, ?>>`: the largest sizes of unknown dimensions."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.support.shapes import DYNAMIC


@dataclass(frozen=True)
class BoundsAttr(PlainAttribute):
    """One bound for every dimension of a tensor; DYNAMIC for none."""

    name = "stablehlo.bounds"

    bounds: tuple[int, ...]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> BoundsAttr:
        bounds = parser.parse_comma_separated_list(
            parser.Delimiter.NONE, lambda: _parse_bound(parser)
        )
        return cls(tuple(bounds))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(", ".join("?" if b == DYNAMIC else str(b) for b in self.bounds))


class TypeExtensionsAttr(BoundsAttr):
    """The other spelling of bounds, `#stablehlo.type_extensions<bounds = [5, ?]>`."""

    name = "stablehlo.type_extensions"

    @classmethod
    def new(cls, params: list[BoundsAttr]) -> BoundsAttr:  # pyright: ignore[reportIncompatibleMethodOverride]
        return params[0]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> BoundsAttr:  # pyright: ignore[reportIncompatibleMethodOverride]
        parser.parse_keyword("bounds")
        parser.parse_punctuation("=")
        bounds = parser.parse_comma_separated_list(
            parser.Delimiter.SQUARE, lambda: _parse_bound(parser)
        )
        return BoundsAttr(tuple(bounds))


def _parse_bound(parser: AttrParser) -> int:
    if parser.parse_optional_punctuation("?") is not None:
        return DYNAMIC
    return parser.parse_integer()
