"""Grids of cores and coordinates in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from xdsl.ir.affine import AffineMap
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.affine import parse_map
from ttmlir_py.dialects.ttcore.structs import DIMENSIONS
from ttmlir_py.support.attributes import PlainAttribute
from ttmlir_py.syntax.affine_text import affine_map_text


@dataclass(frozen=True)
class GridAttr(PlainAttribute):
    """`#ttcore.grid<8x8>`, with maps from its coordinates to the chip's and back if they differ."""

    name = "ttcore.grid"
    shape: tuple[int, ...]
    virt_to_physical: AffineMap | None = None
    physical_to_virt: AffineMap | None = None

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        shape = DIMENSIONS.parse(parser)
        if not parser.parse_optional_punctuation(","):
            return cls(shape)
        virt_to_physical = parse_named_map(parser, "virt_to_physical_map")
        parser.parse_punctuation(",")
        return cls(shape, virt_to_physical, parse_named_map(parser, "physical_to_virt_map"))

    def print_body(self, printer: Printer) -> None:
        DIMENSIONS.print(printer, self.shape)
        if self.virt_to_physical is not None and self.physical_to_virt is not None:
            printer.print_string(
                f", virt_to_physical_map = {affine_map_text(self.virt_to_physical)}"
                f", physical_to_virt_map = {affine_map_text(self.physical_to_virt)}"
            )


def parse_named_map(parser: AttrParser, key: str) -> AffineMap:
    """`key = (d0) -> (d0)`."""
    parser.parse_keyword(key)
    parser.parse_punctuation("=")
    return parse_map(parser)


@dataclass(frozen=True)
class CoreCoordAttr(PlainAttribute):
    """`#ttcore.core_coord 1x2`: row and column of a core."""

    name = "ttcore.core_coord"
    y: int
    x: int

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Self]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return [cls.parse_body(parser)]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        y, x = DIMENSIONS.parse(parser)
        return cls(y, x)

    def print_parameters(self, printer: Printer) -> None:
        printer.print_string(" ")
        self.print_body(printer)

    def print_body(self, printer: Printer) -> None:
        DIMENSIONS.print(printer, (self.y, self.x))


@dataclass(frozen=True)
class CoreRangeAttr(PlainAttribute):
    """`#ttcore.core_range<(1,1), (3,4)>`: a rectangle of cores, both corners included."""

    name = "ttcore.core_range"
    start: tuple[int, int]
    end: tuple[int, int]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        start = parse_pair(parser)
        parser.parse_punctuation(",")
        return cls(start, parse_pair(parser))

    def print_body(self, printer: Printer) -> None:
        (y0, x0), (y1, x1) = self.start, self.end
        printer.print_string(f"({y0},{x0}), ({y1},{x1})")

    def verify(self) -> None:
        if min(self.start) < 0 or self.start[0] > self.end[0] or self.start[1] > self.end[1]:
            raise VerifyException(
                f"core range must run from a corner to one not before it, got {self.start} "
                f"to {self.end}"
            )


def parse_pair(parser: AttrParser) -> tuple[int, int]:
    """`(y, x)`."""
    with parser.in_parens():
        y = parser.parse_integer()
        parser.parse_punctuation(",")
        return y, parser.parse_integer()
