"""Groups of chips that communicate, and what they do with their tensors.

Groups that are the lines of mesh axes make a collective a move or a reduction over those leading
dimensions. Any other groups go by index arrays over all chips.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.values import first, flat, from_flat, join, split, spread
from ttmlir_py.support.groups import axes_of_groups, groups_along

Reduce = Callable[[Array, tuple[int, ...]], Array]
"""Combines the elements of an array along axes, which become of size 1."""


@dataclass(frozen=True)
class Groups:
    """Groups of chip numbers on a mesh, disjoint, each in the order that its members have."""

    mesh: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]

    @classmethod
    def along(cls, mesh: Sequence[int], axes: Sequence[int]) -> Groups:
        """The lines of chips along mesh axes, the last of them fastest."""
        return cls(tuple(mesh), groups_along(mesh, axes))

    @cached_property
    def axes(self) -> tuple[int, ...] | None:
        """The mesh axes whose lines the groups are, major to minor; None where they are not."""
        return axes_of_groups(self.mesh, self.members)

    @property
    def length(self) -> int:
        """How many chips each group has."""
        lengths = {len(group) for group in self.members}
        assert len(lengths) == 1, f"groups have different lengths {sorted(lengths)}"
        return lengths.pop()

    @cached_property
    def peers(self) -> Array:
        """For every chip the members of its group, `[chips, length]`; itself where in none."""
        table = np.repeat(np.arange(prod(self.mesh))[:, None], self.length, axis=1)
        for group in self.members:
            table[list(group)] = group
        return table

    @cached_property
    def positions(self) -> Array:
        """Every chip's place in its group."""
        places = np.zeros(prod(self.mesh), np.int64)
        for group in self.members:
            places[list(group)] = np.arange(len(group))
        return places

    def gather(self, x: Array, dim: int) -> Array:
        """Every chip gets the tensors of its group, concatenated along a dimension."""
        lead = len(self.mesh)
        if self.axes is not None:
            return join(self.mesh, x, self._dims(x, dim))
        parts = np.moveaxis(flat(self.mesh, x)[self.peers], 1, 1 + dim)
        shape = list(x.shape[lead:])
        shape[dim] *= self.length
        return from_flat(self.mesh, parts.reshape((-1, *shape)))

    def reduce(self, x: Array, combine: Reduce) -> Array:
        """Every chip gets the combination of the tensors of its group."""
        if self.axes is not None:
            return combine(spread(self.mesh, x, self.axes), self.axes)
        chips = flat(self.mesh, x)
        result = np.array(chips)
        for length in {len(group) for group in self.members}:
            table = np.array([group for group in self.members if len(group) == length])
            result[table] = combine(chips[table], (1,))
        return from_flat(self.mesh, result)

    def take_part(self, x: Array, dim: int) -> Array:
        """Every chip keeps the part of a dimension that its place in the group names."""
        if self.axes is not None:
            return split(self.mesh, x, self._dims(x, dim))
        chips = flat(self.mesh, x)
        size = chips.shape[1 + dim]
        assert size % self.length == 0, f"size {size} is not {self.length} equal parts"
        shape = (*chips.shape[: 1 + dim], self.length, size // self.length, *chips.shape[2 + dim :])
        parts = np.moveaxis(chips.reshape(shape), 1 + dim, 1)
        return from_flat(self.mesh, parts[np.arange(len(parts)), self.positions])

    def exchange(self, x: Array, split_dim: int, concat_dim: int) -> Array:
        """Part `i` of a dimension goes to member `i`, who concatenates what it gets."""
        if self.axes is not None:
            return self._exchange_axes(x, split_dim, concat_dim)
        chips = flat(self.mesh, x)[self.peers]
        size = chips.shape[2 + split_dim]
        shape = list(chips.shape)
        shape[2 + split_dim : 3 + split_dim] = [self.length, size // self.length]
        parts = np.moveaxis(chips.reshape(shape), 2 + split_dim, 1)
        mine = np.moveaxis(parts[np.arange(len(parts)), self.positions], 1, 1 + concat_dim)
        shape = list(x.shape[len(self.mesh) :])
        shape[split_dim] //= self.length
        shape[concat_dim] *= self.length
        return from_flat(self.mesh, mine.reshape((-1, *shape)))

    def _exchange_axes(self, x: Array, split_dim: int, concat_dim: int) -> Array:
        """The parts become the mesh axes, and the mesh axes the dimension joined."""
        axes = self.axes
        assert axes is not None, f"{self}"
        lead = len(self.mesh)
        sizes = [self.mesh[axis] for axis in axes]
        x = spread(self.mesh, x, axes)
        full, local = x.shape[:lead], list(x.shape[lead:])
        split_at = lead + split_dim
        parts = [*sizes, local[split_dim] // prod(sizes)]
        x = x.reshape((*full, *local[:split_dim], *parts, *local[split_dim + 1 :]))
        order = list(range(lead))
        for i, axis in enumerate(axes):
            order[axis] = split_at + i
        for dim in range(len(local)):
            place = lead + dim + len(axes) * (dim >= split_dim)
            order += [*axes, place] if dim == concat_dim else [place]
        local[split_dim] //= prod(sizes)
        local[concat_dim] *= prod(sizes)
        return x.transpose(order).reshape((*full, *local))

    def broadcast(self, x: Array, root: int = 0) -> Array:
        """Every chip gets the tensor of one member of its group."""
        if self.axes is not None and root == 0:
            return first(x, self.axes)
        return from_flat(self.mesh, flat(self.mesh, x)[self.peers[:, root]])

    def _dims(self, x: Array, dim: int) -> list[tuple[int, ...]]:
        rank = x.ndim - len(self.mesh)
        return [(self.axes or ()) if d == dim else () for d in range(rank)]


def permute(mesh: tuple[int, ...], x: Array, pairs: Sequence[tuple[int, int]]) -> Array:
    """Tensors sent from chip to chip; chips that receive nothing get zeros."""
    sources = np.full(prod(mesh), -1)
    for source, target in pairs:
        sources[target] = source
    if (sources == np.arange(prod(mesh))).all():
        return x
    if (move := _move_along_axis(mesh, sources)) is not None:
        axis, line = move
        moved = np.take(spread(mesh, x, (axis,)), line, axis=axis)
        silent = (line < 0).reshape([-1 if i == axis else 1 for i in range(x.ndim)])
    else:
        moved = from_flat(mesh, flat(mesh, x)[sources])
        silent = (sources < 0).reshape((*mesh, *(1 for _ in x.shape[len(mesh) :])))
    return np.where(silent, x.dtype.type(0), moved) if silent.any() else moved


def _move_along_axis(mesh: tuple[int, ...], sources: Array) -> tuple[int, Array] | None:
    """The axis along which all chips move alike, and the source of each place on it."""
    chips = np.arange(prod(mesh)).reshape(mesh)
    table = sources.reshape(mesh)
    for axis in range(len(mesh)):
        line = np.moveaxis(table, axis, 0).reshape(mesh[axis], -1)[:, 0]
        places = np.where(line < 0, -1, np.unravel_index(np.maximum(line, 0), mesh)[axis])
        moved = np.where(
            places.reshape([-1 if i == axis else 1 for i in range(len(mesh))]) < 0,
            -1,
            np.take(chips, places, axis=axis),
        )
        if (moved == table).all():
            return axis, places
    return None


def all_chips(mesh: tuple[int, ...]) -> Groups:
    """One group of all chips in order."""
    return Groups(mesh, (tuple(range(prod(mesh))),))
