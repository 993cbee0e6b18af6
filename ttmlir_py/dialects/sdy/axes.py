"""Mesh axes and parts of them, as intervals: a sub-axis `"x":(p)s` covers the strides p to p*s.

A full axis is the interval from 1 to its size; without a mesh at hand it has no upper end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.parsing import reading
from ttmlir_py.support.attributes import PlainAttribute

_UNBOUNDED = 1 << 62


@dataclass(frozen=True)
class SubAxis(PlainAttribute):
    """Part of an axis that was split into `pre_size` x `size` x rest: `(2)4`."""

    name = "sdy.sub_axis_info"
    dotless = True

    pre_size: int
    size: int

    @property
    def next_pre_size(self) -> int:
        """The pre-size of a sub-axis that would continue this one."""
        return self.pre_size * self.size

    @property
    def text(self) -> str:
        return f"({self.pre_size}){self.size}"

    @classmethod
    def parse_body(cls, parser: AttrParser) -> SubAxis:
        with parser.in_parens():
            pre_size = parser.parse_integer()
        return cls(pre_size, parser.parse_integer())

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


@dataclass(frozen=True)
class AxisRef(PlainAttribute):
    """A mesh axis, `"x"`, or part of one, `"x":(1)2`."""

    name = "sdy.axis_ref"
    dotless = True

    axis: str
    sub: SubAxis | None = None

    @classmethod
    def part(cls, axis: str, pre_size: int, size: int, mesh: MeshAttr | None = None) -> AxisRef:
        """The sub-axis `(pre_size)size`, or the full axis where it is all of the mesh's."""
        if mesh is not None and mesh.axis_size(axis) == size:
            return cls(axis)
        return cls(axis, SubAxis(pre_size, size))

    @property
    def low(self) -> int:
        """Where the interval begins."""
        return self.sub.pre_size if self.sub else 1

    @property
    def high(self) -> int:
        """Where the interval ends; beyond all sub-axes for a full axis."""
        return self.sub.next_pre_size if self.sub else _UNBOUNDED

    def high_in(self, mesh: MeshAttr) -> int:
        """Where the interval ends in a mesh."""
        return self.sub.next_pre_size if self.sub else mesh.axis_size(self.axis)

    def size_in(self, mesh: MeshAttr) -> int:
        """Over how many devices the axis divides a dimension."""
        return self.sub.size if self.sub else mesh.axis_size(self.axis)

    @property
    def sort_key(self) -> tuple[str, int, int]:
        """Order by name, then by interval."""
        return (self.axis, self.low, self.high)

    def mesh_key(self, mesh: MeshAttr) -> tuple[int, int, int]:
        """Order by declaration in the mesh, then by interval."""
        return (mesh.axis_index(self.axis), self.low, self.high)

    def contains(self, other: AxisRef) -> bool:
        return self.axis == other.axis and self.low <= other.low and other.high <= self.high

    def prefix_of(self, other: AxisRef) -> bool:
        return self.axis == other.axis and self.low == other.low and self.high <= other.high

    def strict_prefix_of(self, other: AxisRef) -> bool:
        return self != other and self.prefix_of(other)

    def suffix_of(self, other: AxisRef, mesh: MeshAttr) -> bool:
        return (
            self.axis == other.axis
            and self.high_in(mesh) == other.high_in(mesh)
            and self.low >= other.low
        )

    def strict_suffix_of(self, other: AxisRef, mesh: MeshAttr) -> bool:
        return self != other and self.suffix_of(other, mesh)

    def overlaps(self, other: AxisRef) -> bool:
        return self.axis == other.axis and self.low < other.high and other.low < self.high

    def can_coexist(self, other: AxisRef) -> bool:
        """Whether one split of the axis has both as parts (or unions of parts)."""
        if self.axis != other.axis or self.sub is None or other.sub is None:
            return True
        bounds = sorted((self.low, self.high, other.low, other.high))
        return all(b % a == 0 for a, b in pairwise(bounds))

    def overlap(self, other: AxisRef) -> AxisRef | None:
        """The part that both have; None where there is none or they cannot coexist."""
        if not self.overlaps(other) or not self.can_coexist(other):
            return None
        return self._between(max(self.low, other.low), min(self.high, other.high))

    def prefix_without_overlap(self, other: AxisRef) -> AxisRef | None:
        """The part before `other`: all of it if they do not overlap, None if nothing is left."""
        if not self.overlaps(other):
            return self if self.can_coexist(other) else None
        if not self.can_coexist(other) or other.low <= self.low:
            return None
        return self._between(self.low, other.low)

    def suffix_without_overlap(self, other: AxisRef, mesh: MeshAttr) -> AxisRef | None:
        """The part after `other`: all of it if they do not overlap, None if nothing is left."""
        if not self.overlaps(other):
            return self if self.can_coexist(other) else None
        end = self.high_in(mesh)
        if not self.can_coexist(other) or other.high_in(mesh) >= end:
            return None
        return AxisRef.part(self.axis, other.high, end // other.high)

    def greatest_common_prefix(self, other: AxisRef) -> AxisRef | None:
        """The one of the two that begins the other."""
        if self.prefix_of(other):
            return self
        if other.prefix_of(self):
            return other
        return None

    def can_merge(self, other: AxisRef) -> bool:
        """Whether `other` continues this sub-axis."""
        return self.axis == other.axis and self.sub is not None and self.high == other.low

    def merge(self, other: AxisRef, mesh: MeshAttr) -> AxisRef:
        """This sub-axis together with the one that continues it."""
        assert other.sub is not None, other.text
        return AxisRef.part(self.axis, self.low, self.size_in(mesh) * other.size_in(mesh), mesh)

    def _between(self, low: int, high: int) -> AxisRef:
        if high == _UNBOUNDED:
            return AxisRef(self.axis)
        return AxisRef(self.axis, SubAxis(low, high // low))

    @cached_property
    def text(self) -> str:
        return f'"{self.axis}":{self.sub.text}' if self.sub else f'"{self.axis}"'

    @classmethod
    def parse_body(cls, parser: AttrParser) -> AxisRef:
        with reading("Sdy_AxisRef parameter 'name' which is to be a `::llvm::StringRef`"):
            axis = parser.parse_str_literal()
        if parser.parse_optional_punctuation(":") is None:
            return cls(axis)
        return cls(axis, SubAxis.parse_body(parser))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


Axes = tuple[AxisRef, ...]
"""Axes that divide one dimension, major to minor."""


@dataclass(frozen=True)
class AxisRefList(PlainAttribute):
    """`{"a", "b":(1)2}`."""

    name = "sdy.axis_ref_list"
    dotless = True

    axes: Axes

    @property
    def text(self) -> str:
        return "{" + axes_text(self.axes) + "}"

    @classmethod
    def parse_body(cls, parser: AttrParser) -> AxisRefList:
        return cls(parse_axes(parser))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


@dataclass(frozen=True)
class AxisRefLists(PlainAttribute):
    """Axes for every dimension: `[{"b"}, {}]`."""

    name = "sdy.list_of_axis_ref_lists"
    dotless = True

    lists: tuple[Axes, ...]

    @property
    def text(self) -> str:
        return "[" + ", ".join("{" + axes_text(axes) + "}" for axes in self.lists) + "]"

    @classmethod
    def parse_body(cls, parser: AttrParser) -> AxisRefLists:
        lists = parser.parse_comma_separated_list(
            parser.Delimiter.SQUARE, lambda: parse_axes(parser)
        )
        return cls(tuple(lists))

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


@dataclass(frozen=True)
class ManualAxes(PlainAttribute):
    """The axes that a manual computation handles itself, in full: `{"a", "b"}`."""

    name = "sdy.manual_axes"
    dotless = True

    axes: tuple[str, ...]

    @property
    def text(self) -> str:
        return "{" + ", ".join(f'"{axis}"' for axis in self.axes) + "}"

    @classmethod
    def parse_body(cls, parser: AttrParser) -> ManualAxes:
        return cls(
            tuple(
                parser.parse_comma_separated_list(parser.Delimiter.BRACES, parser.parse_str_literal)
            )
        )

    def print_body(self, printer: Printer) -> None:
        printer.print_string(self.text)


def parse_axes(parser: AttrParser) -> Axes:
    """`{"a", "b":(1)2}`."""
    return tuple(
        parser.parse_comma_separated_list(parser.Delimiter.BRACES, lambda: _parse_axis(parser))
    )


def _parse_axis(parser: AttrParser) -> AxisRef:
    with reading("axis list which is expected to be an `ArrayRef<AxisRefAttr>`"):
        return AxisRef.parse_body(parser)


def axes_text(axes: Iterable[AxisRef]) -> str:
    """`"a", "b":(1)2`."""
    return ", ".join(axis.text for axis in axes)


def append_axis(axes: list[AxisRef], axis: AxisRef, mesh: MeshAttr) -> None:
    """Add a minor axis, merged with the last one where it continues that."""
    if axes and axes[-1].can_merge(axis):
        axes[-1] = axes[-1].merge(axis, mesh)
    else:
        axes.append(axis)


def merged(axes: Iterable[AxisRef], mesh: MeshAttr) -> Axes:
    """The same axes, with neighbours merged that continue one another."""
    result: list[AxisRef] = []
    for axis in axes:
        append_axis(result, axis, mesh)
    return tuple(result)


def sorted_and_merged(axes: Iterable[AxisRef], mesh: MeshAttr) -> Axes:
    """The axes in the order of the mesh, merged where they continue one another."""
    return merged(sorted(axes, key=lambda axis: axis.mesh_key(mesh)), mesh)


def without_overlap(axes: Sequence[AxisRef], others: Iterable[AxisRef]) -> Axes:
    """The axes up to the first overlap with any of `others`, and what precedes the overlap."""
    others = tuple(others)
    kept: list[AxisRef] = []
    for axis in axes:
        rest: AxisRef | None = axis
        for other in others:
            rest = rest and rest.prefix_without_overlap(other)
        if rest:
            kept.append(rest)
        if rest != axis:
            break
    return tuple(kept)


def difference(axes: Iterable[AxisRef], others: Iterable[AxisRef], mesh: MeshAttr) -> Axes:
    """The parts of `axes` that none of `others` covers, in the order of `axes`."""
    others = tuple(others)
    result: list[AxisRef] = []
    for axis in axes:
        rest = [axis]
        for other in others:
            rest = [part for piece in rest for part in _minus(piece, other, mesh)]
        result.extend(rest)
    return tuple(result)


def _minus(axis: AxisRef, other: AxisRef, mesh: MeshAttr) -> Sequence[AxisRef]:
    if not axis.overlaps(other):
        return [axis]
    parts = (axis.prefix_without_overlap(other), axis.suffix_without_overlap(other, mesh))
    return [part for part in parts if part is not None]
