"""Chips of a mesh by the parts of its axes: the groups and pairs of chips that communicate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import prod

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.support.groups import Groups, groups_along


def groups_of_axes(mesh: MeshAttr, axes: Sequence[AxisRef]) -> Groups:
    """The groups of chips along some axes, each in the order of the axes, major to minor."""
    digits = _Digits(mesh, axes)
    positions = groups_along(digits.shape, digits.of(axes))
    return tuple(tuple(_chip(mesh, position) for position in group) for group in positions)


def pairs_of_permutation(
    source_mesh: MeshAttr, source: TensorSharding, mesh: MeshAttr, target: TensorSharding
) -> Groups:
    """(from, to) for every chip that needs another one's shard to get from source to target."""
    digits = _Digits(mesh, (*source.dim_axes, *target.dim_axes))
    (before,) = groups_along(digits.shape, digits.all_of(tuple(source.dim_axes)))
    (after,) = groups_along(digits.shape, digits.all_of(tuple(target.dim_axes)))
    givers = [_chip(source_mesh, position) for position in before]
    takers = [_chip(mesh, position) for position in after]
    copies = len(givers) // prod(axis.size_in(mesh) for axis in source.dim_axes)
    pairs: list[tuple[int, int]] = []
    for start in range(0, len(givers), copies):
        # Chips that have their shard already keep it.
        pairs += _matched(givers[start : start + copies], takers[start : start + copies])
    return tuple(sorted(pairs))


def _matched(givers: Sequence[int], takers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """A giver for every taker, itself where it can be."""
    staying = set(givers) & set(takers)
    yield from ((chip, chip) for chip in staying)
    yield from zip(
        (chip for chip in givers if chip not in staying),
        (chip for chip in takers if chip not in staying),
        strict=True,
    )


def _chip(mesh: MeshAttr, position: int) -> int:
    return mesh.device_ids[position] if mesh.device_ids else position


class _Digits:
    """The axes of a mesh split at the borders of some of their parts."""

    def __init__(self, mesh: MeshAttr, axes: Iterable[AxisRef]) -> None:
        borders = {axis.axis: {1, axis.size} for axis in mesh.axes}
        for axis in axes:
            borders[axis.axis] |= {axis.low, axis.high_in(mesh)}
        self.mesh = mesh
        self.parts = [
            (axis.axis, low, high)
            for axis in mesh.axes
            for low, high in pairwise(sorted(borders[axis.axis]))
        ]
        self.shape = [high // low for _, low, high in self.parts]

    def of(self, axes: Sequence[AxisRef]) -> list[int]:
        """The digits that axes are made of, major to minor."""
        return [
            index
            for axis in axes
            for index, (name, low, high) in enumerate(self.parts)
            if name == axis.axis and axis.low <= low and high <= axis.high_in(self.mesh)
        ]

    def all_of(self, axes: Sequence[AxisRef]) -> list[int]:
        """The digits of the axes, then all others."""
        first = self.of(axes)
        return [*first, *(index for index in range(len(self.parts)) if index not in first)]
