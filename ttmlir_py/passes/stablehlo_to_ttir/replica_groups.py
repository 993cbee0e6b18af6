"""Groups of chips as lines of a mesh: which axes a collective goes along, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import permutations
from math import prod

Groups = tuple[tuple[int, ...], ...]


def axes_of_groups(groups: Groups, mesh: Sequence[int], *, ordered: bool) -> list[int] | None:
    """The mesh axes, major to minor, along which every group counts its chips; None for no line.

    Chips are numbered in row-major order. Where the order within a group does not matter
    (`ordered` is false) any order is taken for the one of the mesh.
    """
    groups = tuple(tuple(chip for chip in group if chip >= 0) for group in groups)
    if not ordered:
        groups = tuple(tuple(sorted(group)) for group in groups)
    if sorted(chip for group in groups for chip in group) != list(range(prod(mesh))):
        return None
    first = _coordinates(groups[0], mesh)
    varying = [axis for axis in range(len(mesh)) if len({c[axis] for c in first}) > 1]
    for axes in permutations(varying):
        if all(_is_line(group, mesh, axes) for group in groups):
            return list(axes)
    return None


def _is_line(group: Sequence[int], mesh: Sequence[int], axes: Sequence[int]) -> bool:
    sizes = [mesh[axis] for axis in axes]
    if len(group) != prod(sizes):
        return False
    strides = _strides(mesh)
    base = group[0]
    if any(base // strides[axis] % mesh[axis] for axis in axes):
        return False
    return list(group) == [
        base + offset for offset in _offsets(tuple(sizes), tuple(strides[a] for a in axes))
    ]


@cache
def _offsets(sizes: tuple[int, ...], strides: tuple[int, ...]) -> list[int]:
    """How far from the first chip the others are, counting the last axis fastest."""
    offsets = [0]
    for size, stride in zip(sizes, strides, strict=True):
        offsets = [offset + i * stride for offset in offsets for i in range(size)]
    return offsets


def _coordinates(group: Sequence[int], mesh: Sequence[int]) -> list[tuple[int, ...]]:
    strides = _strides(mesh)
    return [
        tuple(chip // stride % size for stride, size in zip(strides, mesh, strict=True))
        for chip in group
    ]


def _strides(mesh: Sequence[int]) -> list[int]:
    return [prod(mesh[axis + 1 :]) for axis in range(len(mesh))]
