"""Meshes and their axes as StableHLO writes them, for groups of devices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import prod
from typing import NamedTuple

from xdsl.dialects.builtin import ArrayAttr, DenseIntOrFPElementsAttr, StringAttr, SymbolRefAttr
from xdsl.ir import Attribute
from xdsl.parser import AttrParser
from xdsl.printer import Printer
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.properties import Rows, integer_elements
from ttmlir_py.support.attributes import PlainAttribute


@dataclass(frozen=True)
class MeshAxisAttr(PlainAttribute):
    """One axis of a mesh: its name and size."""

    name = "stablehlo.mesh_axis"

    axis: str
    size: int

    @classmethod
    def parse_body(cls, parser: AttrParser) -> MeshAxisAttr:
        _parse_key(parser, "name")
        axis = parser.parse_str_literal()
        parser.parse_punctuation(",")
        _parse_key(parser, "size")
        return cls(axis, parser.parse_integer())

    def print_body(self, printer: Printer) -> None:
        printer.print_string("name = ")
        printer.print_attribute(StringAttr(self.axis))
        printer.print_string(f", size = {self.size}")


@dataclass(frozen=True)
class SubAxisInfoAttr(PlainAttribute):
    """The part of an axis after a first part of `pre_size`."""

    name = "stablehlo.sub_axis_info"

    pre_size: int
    size: int

    @classmethod
    def parse_body(cls, parser: AttrParser) -> SubAxisInfoAttr:
        parser.parse_punctuation("(")
        pre_size = parser.parse_integer()
        parser.parse_punctuation(")")
        return cls(pre_size, parser.parse_integer())

    def print_body(self, printer: Printer) -> None:
        printer.print_string(f"({self.pre_size}){self.size}")

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> Sequence[Attribute]:
        return [cls.parse_body(parser)]

    def print_parameters(self, printer: Printer) -> None:
        self.print_body(printer)


@dataclass(frozen=True)
class AxisRefAttr(PlainAttribute):
    """An axis of a mesh by name, or a part of one."""

    name = "stablehlo.axis_ref"

    axis: str
    sub_axis_info: SubAxisInfoAttr | None = None

    @classmethod
    def parse_body(cls, parser: AttrParser) -> AxisRefAttr:
        _parse_key(parser, "name")
        axis = parser.parse_str_literal()
        if parser.parse_optional_punctuation(",") is None:
            return cls(axis)
        _parse_key(parser, "sub_axis_info")
        return cls(axis, SubAxisInfoAttr.parse_body(parser))

    def print_body(self, printer: Printer) -> None:
        printer.print_string("name = ")
        printer.print_attribute(StringAttr(self.axis))
        if self.sub_axis_info is not None:
            printer.print_string(", sub_axis_info = ")
            self.sub_axis_info.print_body(printer)


@dataclass(frozen=True)
class MeshAttr(PlainAttribute):
    """The axes of a mesh, and its devices where they are not in row-major order."""

    name = "stablehlo.mesh"

    axes: tuple[MeshAxisAttr, ...]
    device_ids: DenseIntOrFPElementsAttr | None = None

    @classmethod
    def parse_body(cls, parser: AttrParser) -> MeshAttr:
        _parse_key(parser, "axes")
        axes = parser.parse_comma_separated_list(
            parser.Delimiter.SQUARE, lambda: _parse_nested(parser, MeshAxisAttr)
        )
        if parser.parse_optional_punctuation(",") is None:
            return cls(tuple(axes))
        _parse_key(parser, "device_ids")
        devices = parser.parse_attribute()
        if not isinstance(devices, DenseIntOrFPElementsAttr):
            parser.raise_error("expected an elements attribute")
        return cls(tuple(axes), devices)

    def print_body(self, printer: Printer) -> None:
        printer.print_string("axes=[")
        printer.print_list(self.axes, lambda axis: axis.print_parameters(printer))
        printer.print_string("]")
        if self.device_ids is not None:
            printer.print_string(", device_ids=")
            printer.print_attribute(self.device_ids)


def _parse_nested(parser: AttrParser, cls: type[MeshAxisAttr]) -> MeshAxisAttr:
    """An axis with or without its `#stablehlo.mesh_axis`."""
    if parser.parse_optional_punctuation("<") is None:
        axis = parser.parse_attribute()
        if not isinstance(axis, cls):
            parser.raise_error(f"expected {cls.name}")
        return axis
    axis = cls.parse_body(parser)
    parser.parse_punctuation(">")
    return axis


@dataclass(frozen=True)
class ReplicaGroupMeshAxesAttr(PlainAttribute):
    """The groups of devices that differ only along some axes of a mesh."""

    name = "stablehlo.replica_group_mesh_axes"

    mesh: Attribute
    axes: tuple[Attribute, ...]

    @classmethod
    def parse_body(cls, parser: AttrParser) -> ReplicaGroupMeshAxesAttr:
        _parse_key(parser, "mesh")
        mesh = parser.parse_attribute()
        parser.parse_punctuation(",")
        _parse_key(parser, "axes")
        axes = parser.parse_comma_separated_list(parser.Delimiter.SQUARE, parser.parse_attribute)
        return cls(mesh, tuple(axes))

    def print_body(self, printer: Printer) -> None:
        printer.print_string("mesh = ")
        printer.print_attribute(self.mesh)
        printer.print_string(", axes = ")
        printer.print_attribute(ArrayAttr(self.axes))

    def verify(self) -> None:
        if not isinstance(self.mesh, SymbolRefAttr | MeshAttr):
            raise VerifyException("mesh must be a symbol reference or an inline mesh")

    @property
    def has_axes(self) -> bool:
        """Whether what is listed are axes; upstream reads any attributes."""
        return all(isinstance(axis, AxisRefAttr | StringAttr) for axis in self.axes)

    def groups(self) -> Rows:
        """The devices of every group; the mesh must be inline."""
        if not isinstance(self.mesh, MeshAttr):
            raise VerifyException(f"replica groups need the axes of mesh {self.mesh}")
        return _groups(self.mesh, [_axis_part(axis) for axis in self.axes])


class _Part(NamedTuple):
    """A piece of an axis; a `size` of None stands for all of it."""

    axis: str
    pre_size: int = 1
    size: int | None = None


def _axis_part(axis: Attribute) -> _Part:
    if isinstance(axis, StringAttr):
        return _Part(axis.data)
    assert isinstance(axis, AxisRefAttr), f"{axis}"
    info = axis.sub_axis_info
    return _Part(axis.axis) if info is None else _Part(axis.axis, info.pre_size, info.size)


def _groups(mesh: MeshAttr, parts: Sequence[_Part]) -> Rows:
    """Devices listed with the grouped parts varying, in the order in which they are given."""
    total = prod(axis.size for axis in mesh.axes)
    devices = range(total) if mesh.device_ids is None else integer_elements(mesh.device_ids)
    strides: dict[tuple[str, int], tuple[int, int]] = {}
    step = total
    for axis in mesh.axes:
        step //= axis.size
        for pre_size, size in _split(axis, parts):
            strides[(axis.axis, pre_size)] = (size, step * (axis.size // pre_size // size))
    grouped = [strides[(part.axis, part.pre_size)] for part in parts]
    chosen = {(part.axis, part.pre_size) for part in parts}
    others = [each for key, each in strides.items() if key not in chosen]
    return tuple(
        tuple(devices[base + offset] for offset in _offsets(grouped)) for base in _offsets(others)
    )


def _split(axis: MeshAxisAttr, parts: Sequence[_Part]) -> list[tuple[int, int]]:
    """The pieces of one axis, major to minor, as (pre-size, size)."""
    edges = {1, axis.size}
    for part in parts:
        if part.axis == axis.axis and part.size is not None:
            edges |= {part.pre_size, part.pre_size * part.size}
    ordered = sorted(edges)
    pieces = [(low, high // low) for low, high in pairwise(ordered)]
    return pieces or [(1, axis.size)]


def _offsets(pieces: Sequence[tuple[int, int]]) -> list[int]:
    places = product(*(range(size) for size, _ in pieces))
    return [sum(i * step for i, (_, step) in zip(place, pieces, strict=True)) for place in places]


def _parse_key(parser: AttrParser, key: str) -> None:
    parser.parse_keyword(key)
    parser.parse_punctuation("=")
