"""Mesh axes as plain intervals, for planning: two parts of an axis are equal or disjoint."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import prod
from typing import NamedTuple

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import TensorSharding


class AxisPart(NamedTuple):
    """A mesh axis, or the part of it between strides `pre` and `pre * size`."""

    name: str
    pre: int
    size: int


Dims = tuple[tuple[AxisPart, ...], ...]
"""The axes that shard each dimension, major to minor."""


def dims_of(sharding: TensorSharding, mesh: MeshAttr) -> Dims:
    """The axes of a sharding's dimensions with their sizes in a mesh, without those of size one."""
    return tuple(
        tuple(
            AxisPart(axis.axis, axis.low, size)
            for axis in dim.axes
            if (size := axis.size_in(mesh)) > 1
        )
        for dim in sharding.dims
    )


def axes_of(parts: Iterable[AxisPart], mesh: MeshAttr) -> Axes:
    """Parts as the axis references of a mesh."""
    return tuple(AxisRef.part(part.name, part.pre, part.size, mesh) for part in parts)


def align(first: Dims, second: Dims) -> tuple[Dims, Dims]:
    """Split axes at each other's borders, so that overlapping parts are equal."""
    borders: dict[str, set[int]] = {}
    for part in (part for dims in (first, second) for axes in dims for part in axes):
        borders.setdefault(part.name, set()).update((part.pre, part.pre * part.size))

    def split(dims: Dims) -> Dims:
        return tuple(tuple(p for part in axes for p in _split(part, borders)) for axes in dims)

    return split(first), split(second)


def coexist(a: AxisPart, b: AxisPart) -> bool:
    """Whether one split of an axis has both as parts, or as unions of parts."""
    borders = sorted((a.pre, a.pre * a.size, b.pre, b.pre * b.size))
    return a.name != b.name or all(high % low == 0 for low, high in pairwise(borders))


def _split(part: AxisPart, borders: dict[str, set[int]]) -> Iterable[AxisPart]:
    inside = sorted(b for b in borders[part.name] if part.pre <= b <= part.pre * part.size)
    for low, high in pairwise(inside):
        yield AxisPart(part.name, low, high // low)


def sharded_size(axes: Iterable[AxisPart]) -> int:
    """Into how many pieces axes cut a dimension."""
    return prod(axis.size for axis in axes)


def merged(axes: Iterable[AxisPart]) -> tuple[AxisPart, ...]:
    """Neighbouring parts of the same axis joined."""
    joined: list[AxisPart] = []
    for axis in axes:
        last = joined[-1] if joined else None
        if last and last.name == axis.name and last.pre * last.size == axis.pre:
            joined[-1] = AxisPart(last.name, last.pre, last.size * axis.size)
        else:
            joined.append(axis)
    return tuple(joined)


class Fit(NamedTuple):
    """The part of an axis that fits into a capacity, and what is left of it."""

    part: AxisPart
    rest: AxisPart | None


def fit_into(axis: AxisPart, capacity: int) -> Fit | None:
    """As much of an axis as a capacity of pieces takes; None where they do not divide."""
    if capacity <= 1 or not divisible(axis.size, capacity):
        return None
    if axis.size <= capacity:
        return Fit(axis, None)
    part = AxisPart(axis.name, axis.pre, capacity)
    return Fit(part, AxisPart(axis.name, axis.pre * capacity, axis.size // capacity))


def divisible(a: int, b: int) -> bool:
    """Whether one number is a multiple of the other."""
    return a % b == 0 or b % a == 0
