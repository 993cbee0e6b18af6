"""Cores of a chip, and which of them hold which part of a tensor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.structs import list_of, parse_stripped, print_stripped, whole
from ttmlir_py.dialects.ttnn.attributes import (
    ShapeAttr,
    ShardDistributionStrategyAttr,
    ShardOrientationAttr,
)
from ttmlir_py.support.attributes import PlainAttribute


@dataclass(frozen=True)
class CoreCoordAttr(PlainAttribute):
    """`#ttnn.core_coord<8, 8>`: column and row of a core."""

    name = "ttnn.core_coord"
    x: int
    y: int

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        x = parser.parse_integer()
        parser.parse_punctuation(",")
        return cls(x, parser.parse_integer())

    def print_body(self, printer: Printer) -> None:
        printer.print_string(f"{self.x}, {self.y}")


@dataclass(frozen=True)
class CoreRangeAttr(PlainAttribute):
    """`#ttnn.core_range<(0,0), (7,0)>`: a rectangle of cores, both corners included."""

    name = "ttnn.core_range"
    start: CoreCoordAttr
    end: CoreCoordAttr

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        start = _parse_corner(parser)
        parser.parse_punctuation(",")
        return cls(start, _parse_corner(parser))

    def print_body(self, printer: Printer) -> None:
        corners = f"({self.start.x},{self.start.y}), ({self.end.x},{self.end.y})"
        printer.print_string(corners)

    def verify(self) -> None:
        if self.start.x > self.end.x or self.start.y > self.end.y:
            raise VerifyException(
                f"Start coordinates {self.start} must be less than or equal to "
                f"end coordinates {self.end}"
            )

    @property
    def num_cores(self) -> int:
        """The number of cores in the rectangle."""
        return (self.end.x - self.start.x + 1) * (self.end.y - self.start.y + 1)

    def intersects(self, other: CoreRangeAttr) -> bool:
        """Whether the rectangles share a core."""
        return (
            self.start.x <= other.end.x
            and other.start.x <= self.end.x
            and self.start.y <= other.end.y
            and other.start.y <= self.end.y
        )


def _parse_corner(parser: AttrParser) -> CoreCoordAttr:
    with parser.in_parens():
        return CoreCoordAttr.parse_body(parser)


_RANGES = list_of(whole(CoreRangeAttr))


@dataclass(frozen=True)
class CoreRangeSetAttr(PlainAttribute):
    """`#ttnn.core_range_set<[#ttnn.core_range<(0,0), (7,0)>]>`."""

    name = "ttnn.core_range_set"
    ranges: tuple[CoreRangeAttr, ...] = ()

    @classmethod
    def grid(cls, columns: int, rows: int) -> Self:
        """All cores of a grid that starts at (0, 0)."""
        return cls((CoreRangeAttr(CoreCoordAttr(0, 0), CoreCoordAttr(columns - 1, rows - 1)),))

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        ranges = parser.parse_optional_comma_separated_list(
            parser.Delimiter.SQUARE, lambda: parse_stripped(parser, CoreRangeAttr)
        )
        return cls(tuple(ranges or ()))

    def print_body(self, printer: Printer) -> None:
        if self.ranges:
            _RANGES.print(printer, self.ranges)

    def verify(self) -> None:
        for i, one in enumerate(self.ranges):
            for other in self.ranges[i + 1 :]:
                if one.intersects(other):
                    raise VerifyException(f"Core ranges overlap: {one} and {other}")

    @property
    def num_cores(self) -> int:
        """The number of cores in all rectangles."""
        return sum(one.num_cores for one in self.ranges)


@dataclass(frozen=True)
class ShardSpecAttr(PlainAttribute):
    """Which cores hold shards, the shape of one in elements, and the order they are dealt in."""

    name = "ttnn.shard_spec"
    core_range_set: CoreRangeSetAttr
    shape: ShapeAttr
    orientation: ShardOrientationAttr

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        cores = parse_stripped(parser, CoreRangeSetAttr)
        parser.parse_punctuation(",")
        shape = parse_stripped(parser, ShapeAttr)
        parser.parse_punctuation(",")
        return cls(cores, shape, parse_stripped(parser, ShardOrientationAttr))

    def print_body(self, printer: Printer) -> None:
        printer.print_list(
            (self.core_range_set, self.shape, self.orientation),
            lambda part: print_stripped(printer, part),
        )


@dataclass(frozen=True)
class NdShardSpecAttr(PlainAttribute):
    """A shard specification for shards of any rank."""

    name = "ttnn.nd_shard_spec"
    core_range_set: CoreRangeSetAttr
    shape: ShapeAttr
    orientation: ShardOrientationAttr
    strategy: ShardDistributionStrategyAttr

    @classmethod
    def parse_body(cls, parser: AttrParser) -> Self:
        cores = parse_stripped(parser, CoreRangeSetAttr)
        parser.parse_punctuation(",")
        shape = parse_stripped(parser, ShapeAttr)
        parser.parse_punctuation(",")
        orientation = parse_stripped(parser, ShardOrientationAttr)
        parser.parse_punctuation(",")
        strategy = parse_stripped(parser, ShardDistributionStrategyAttr)
        return cls(cores, shape, orientation, strategy)

    def print_body(self, printer: Printer) -> None:
        printer.print_list(
            (self.core_range_set, self.shape, self.orientation, self.strategy),
            lambda part: print_stripped(printer, part),
        )
