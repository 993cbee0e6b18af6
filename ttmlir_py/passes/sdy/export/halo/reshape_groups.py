"""Which dimensions of a reshape go together, and whether their shards hold the same elements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef, merged
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.support.shapes import Shape


def groups_of(before: Shape, after: Shape) -> Iterator[tuple[range, range]]:
    """The shortest runs of dimensions of both shapes with equal numbers of elements."""
    i = j = 0
    while i < len(before) or j < len(after):
        first, second = i, j
        i, j = min(i + 1, len(before)), min(j + 1, len(after))
        while (left := prod(before[first:i])) != (right := prod(after[second:j])):
            if left < right and i < len(before):
                i += 1
            elif right < left and j < len(after):
                j += 1
            else:
                break
        yield range(first, i), range(second, j)


@dataclass(frozen=True)
class Side:
    """The dimensions of one group on one side of a reshape, without those of size one."""

    sizes: tuple[int, ...]
    axes: tuple[Axes, ...]
    mesh: MeshAttr

    @classmethod
    def of(cls, dims: range, shape: Shape, axes: Sequence[Axes], mesh: MeshAttr) -> Side:
        kept = [dim for dim in dims if shape[dim] != 1 or axes[dim]]
        return cls(tuple(shape[d] for d in kept), tuple(tuple(axes[d]) for d in kept), mesh)

    @cached_property
    def parts(self) -> tuple[int, ...]:
        return tuple(prod(axis.size_in(self.mesh) for axis in axes) for axes in self.axes)

    @property
    def all_axes(self) -> Axes:
        """The axes of all dimensions, major to minor."""
        return merged((axis for axes in self.axes for axis in axes), self.mesh)

    @property
    def is_even(self) -> bool:
        return all(size % parts == 0 for size, parts in zip(self.sizes, self.parts, strict=True))

    @property
    def digits(self) -> tuple[tuple[AxisRef | None, int], ...]:
        """The place of an element as digits, of devices and (None) within a shard; if even."""
        found: list[tuple[AxisRef | None, int]] = []
        for size, axes, parts in zip(self.sizes, self.axes, self.parts, strict=True):
            found += [(axis, axis.size_in(self.mesh)) for axis in axes]
            found.append((None, size // parts))
        return _joined(found, self.mesh)

    @cached_property
    def cut(self) -> int:
        """The last sharded dimension; -1 where there is none."""
        return max((dim for dim, parts in enumerate(self.parts) if parts > 1), default=-1)

    @property
    def is_run(self) -> bool:
        """Whether a shard is a run of neighbouring elements: all before the cut is divided."""
        return all(
            size == parts for size, parts in zip(self.sizes[: self.cut], self.parts, strict=False)
        )

    @property
    def run(self) -> int:
        """The length of a shard that is a run."""
        if self.cut < 0:
            return prod(self.sizes)
        share = -(-self.sizes[self.cut] // self.parts[self.cut])
        return share * prod(self.sizes[self.cut + 1 :])

    def start(self, shard: int) -> int:
        """The first element of a shard that is a run."""
        if self.cut < 0:
            return 0
        row, column = divmod(shard, self.parts[self.cut])
        return row * prod(self.sizes[self.cut :]) + column * self.run


@dataclass(frozen=True)
class Group:
    """Dimensions of a reshape's operand that become certain dimensions of its result."""

    before: Side
    after: Side
    dims: tuple[range, range]

    @property
    def shards(self) -> int:
        return prod(self.before.parts)

    @property
    def is_even(self) -> bool:
        return self.before.is_even and self.after.is_even

    @property
    def axes(self) -> Axes:
        """All axes of both sides."""
        return (*self.before.all_axes, *self.after.all_axes)

    @property
    def stays_home(self) -> bool:
        """Whether all shards keep their elements."""
        before, after = self.before, self.after
        if before == after or (self.is_even and before.digits == after.digits):
            return True
        return self._are_runs and all(
            before.start(shard) == after.start(shard) for shard in range(self.shards)
        )

    @property
    def _are_runs(self) -> bool:
        """Whether the shards of both sides are runs of equal length, in the same order."""
        before, after = self.before, self.after
        return (
            before.all_axes == after.all_axes
            and before.is_run
            and after.is_run
            and before.run == after.run
        )

    def sources(self) -> Iterator[tuple[int, int]]:
        """For every shard of the result how many shards to the left it begins, and where there.

        The operand's group is one dimension.
        """
        for shard in range(self.shards):
            source, offset = divmod(self.after.start(shard), self.before.run)
            yield shard - source, offset

    @property
    def can_be_exchanged(self) -> bool:
        """Whether one dimension is split in such a way that each shard needs one neighbour."""
        before, after = self.before, self.after
        if len(self.dims[0]) != 1 or len(before.sizes) != 1 or not self._are_runs:
            return False
        no_ones = len(after.sizes) == len(self.dims[1])
        return no_ones and all(0 <= source <= 1 for source, _ in self.sources())


def _joined(
    digits: Sequence[tuple[AxisRef | None, int]], mesh: MeshAttr
) -> tuple[tuple[AxisRef | None, int], ...]:
    """Neighbouring digits made one where they are of the same kind."""
    found: list[tuple[AxisRef | None, int]] = []
    for axis, size in digits:
        last = found[-1] if found else None
        if size == 1:
            continue
        if last and axis is None and last[0] is None:
            found[-1] = (None, last[1] * size)
        elif last and axis and last[0] and last[0].can_merge(axis):
            found[-1] = (last[0].merge(axis, mesh), last[1] * size)
        else:
            found.append((axis, size))
    return tuple(found)
