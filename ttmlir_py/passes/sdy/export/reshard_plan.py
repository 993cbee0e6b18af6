"""Which collectives turn one sharding of a tensor into another: a plan, as data.

The order is that of cost: slice first (no communication), then permute and exchange shards of equal
size, and gather last. Parts of mesh axes are aligned so that two of them are equal or disjoint.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from math import gcd

from ttmlir_py.passes.sdy.export.axis_parts import (
    AxisPart,
    Dims,
    Fit,
    align,
    coexist,
    divisible,
    fit_into,
    merged,
    sharded_size,
)
from ttmlir_py.passes.sdy.export.reshard_steps import (
    AllGather,
    AllSlice,
    AllToAll,
    CollectivePermute,
    Step,
    elements_sent,
)
from ttmlir_py.support.shapes import Shape


@lru_cache(maxsize=4096)
def plan_reshard(
    source: Dims, target: Dims, shape: Shape, *, new_devices: bool = False
) -> Sequence[Step]:
    """The collectives that bring a tensor of a global shape from one sharding to another.

    With `new_devices` the target's mesh has its devices in another order: the first permute, which
    there is then in any case, is the step from mesh to mesh.
    """
    first = _gathered_apart(source, target)
    steps = [first] if first is not None else []
    start = first.result if first is not None else source
    planner = _Planner(*align(start, target), shape, new_devices=new_devices)
    plain = () if new_devices else planner.gather_and_slice()
    found = planner.plan()
    if plain and elements_sent(start, plain, shape) < elements_sent(start, found, shape):
        found = plain
    return (*steps, *found)


def _gathered_apart(source: Dims, target: Dims) -> AllGather | None:
    """A gather of all axes from those on of which the target has parts that overlap in part."""
    wanted = [part for axes in target for part in axes]
    gathered: list[tuple[AxisPart, ...]] = []
    for axes in source:
        kept = list(takewhile(lambda axis: all(coexist(axis, other) for other in wanted), axes))
        gathered.append(axes[len(kept) :])
    if not any(gathered):
        return None
    kept_axes = [axes[: len(axes) - len(g)] for axes, g in zip(source, gathered, strict=True)]
    return AllGather(tuple(gathered), tuple(kept_axes))


def _leading(axes: Sequence[AxisPart], stop: Collection[AxisPart]) -> list[AxisPart]:
    return list(takewhile(lambda axis: axis not in stop, axes))


def _trailing(axes: Sequence[AxisPart], test: Callable[[AxisPart], bool]) -> list[AxisPart]:
    return list(takewhile(test, reversed(axes)))[::-1]


def _common_suffix(first: Sequence[AxisPart], second: Sequence[AxisPart]) -> int:
    pairs = zip(reversed(first), reversed(second), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _rotated(axes: list[AxisPart], size: int) -> list[AxisPart]:
    """The axes beyond a leading part of a size first, then that part."""
    front: list[AxisPart] = []
    rest = list(axes)
    while rest and (fit := fit_into(rest[0], size)) is not None:
        front.append(fit.part)
        size //= fit.part.size
        rest[:1] = [fit.rest] if fit.rest else []
    return rest + front


def _out_of_order(
    dim: int,
    moving: Sequence[AxisPart],
    lacks_nothing: bool,
    destinations: Mapping[AxisPart, tuple[int, int]],
) -> bool:
    """Whether axes bound for one dimension are apart or permuted, or follow one to be gathered."""
    previous: tuple[int, int] | None = None
    index = 0
    seen: set[int] = set()
    for axis in moving:
        current = destinations.get(axis)
        if current is None:
            if previous is not None and lacks_nothing:
                return True
        else:
            follows = previous is not None and current == (previous[0], index + 1)
            if (current[0] == dim or current[0] in seen) and not follows:
                return True
            seen.add(current[0])
            index = current[1]
        previous = current
    return False


class _Planner:
    """The current axes of each dimension, the wanted ones, and the steps taken so far."""

    def __init__(self, source: Dims, target: Dims, shape: Shape, *, new_devices: bool) -> None:
        self.shape = shape
        self.new_devices = new_devices
        self.now = [list(axes) for axes in source]
        self.goal = [list(axes) for axes in target]
        self.capacity = [1] * len(shape)
        self.steps: list[Step] = []

    @property
    def dims(self) -> range:
        return range(len(self.shape))

    def plan(self) -> list[Step]:
        for _ in range(2):
            if not self._done():
                self._slice()
                self._permute()
                self._exchange(in_place=True)
                self._exchange(in_place=False)
                self._gather()
        if not self._done():
            self.steps += self.gather_and_slice()
        return self.steps

    def gather_and_slice(self) -> Sequence[Step]:
        """The plain way: dimensions give up what they should not have, then take what they lack."""
        kept = [self.now[dim][: self._kept(dim)] for dim in self.dims]
        gathered = tuple(merged(self._moving(dim)) for dim in self.dims)
        sliced = tuple(merged(self._missing(dim)) for dim in self.dims)
        steps: list[Step] = []
        if any(gathered):
            steps.append(AllGather(gathered, tuple(map(merged, kept))))
        if any(sliced):
            steps.append(AllSlice(sliced, tuple(map(merged, self.goal))))
        return steps

    def _done(self) -> bool:
        return self.now == self.goal and not self.new_devices

    def _kept(self, dim: int) -> int:
        """How many leading axes of a dimension are already what they should be."""
        pairs = zip(self.now[dim], self.goal[dim], strict=False)
        return next((i for i, (a, b) in enumerate(pairs) if a != b), self._shorter(dim))

    def _shorter(self, dim: int) -> int:
        return min(len(self.now[dim]), len(self.goal[dim]))

    def _moving(self, dim: int) -> list[AxisPart]:
        """The axes of a dimension that have to leave their place."""
        return self.now[dim][self._kept(dim) :]

    def _missing(self, dim: int) -> list[AxisPart]:
        """The axes that a dimension still lacks, or has at another place."""
        return self.goal[dim][self._kept(dim) :]

    def _all_moving(self) -> set[AxisPart]:
        return {axis for dim in self.dims for axis in self._moving(dim)}

    def _destinations(self) -> dict[AxisPart, tuple[int, int]]:
        """Axis -> the dimension that lacks it, and its position among those lacking there."""
        return {a: (dim, i) for dim in self.dims for i, a in enumerate(self._missing(dim))}

    def _result(self) -> Dims:
        return tuple(merged(axes) for axes in self.now)

    def _split_goal(self, dim: int, axis: AxisPart, fit: Fit) -> None:
        if fit.rest is not None:
            at = self.goal[dim].index(axis)
            self.goal[dim][at : at + 1] = [fit.part, fit.rest]

    # All-slice.

    def _slice(self) -> None:
        for dim in self.dims:
            have, want = sharded_size(self._moving(dim)), sharded_size(self._missing(dim))
            self.capacity[dim] = want // gcd(have, want)
        added: list[list[AxisPart]] = [[] for _ in self.dims]
        for dim in self.dims:
            for axis in self._slices_before_exchange(dim):
                self._append(dim, axis, added)
        left: list[tuple[int, AxisPart]] = []
        for dim in self.dims:
            self._slice_in_place(dim, added, left)
        elsewhere: list[list[AxisPart]] = [[] for _ in self.dims]
        self._distribute(left, elsewhere)
        for dim in self.dims:
            for axis in elsewhere[dim]:
                self._append(dim, axis, added)
        self._emit_slice(added)

    def _append(self, dim: int, axis: AxisPart, added: list[list[AxisPart]]) -> None:
        self.now[dim].append(axis)
        added[dim].append(axis)

    def _emit_slice(self, added: Sequence[Sequence[AxisPart]]) -> None:
        if any(added):
            self.steps.append(AllSlice(tuple(map(merged, added)), self._result()))

    def _slices_before_exchange(self, source: int) -> list[AxisPart]:
        """Axes to slice on a dimension now because an all-to-all will move them on with others."""
        moving = self._moving(source)
        if not moving or self._missing(source):
            return []
        destination = self._destinations().get(moving[-1])
        if destination is None or self._moving(destination[0]):
            return []
        target, index = destination
        wanted = self._missing(target)
        run = _leading(wanted[index + 1 :], self._all_moving())
        together = _common_suffix(moving, wanted[: index + 1])
        stray = set(moving[: len(moving) - together]) & set(wanted)
        pieces = sharded_size(self.now[source]) * sharded_size(run)
        if not run or stray or self.shape[source] % pieces:
            return []
        self.capacity[target] //= sharded_size(moving[len(moving) - together :] + run)
        return run

    def _slice_in_place(
        self, dim: int, added: list[list[AxisPart]], left: list[tuple[int, AxisPart]]
    ) -> None:
        present = self._all_moving()
        for axis in self._missing(dim):
            if axis in present:
                continue
            fit = fit_into(axis, self.capacity[dim])
            if fit is None:
                left.append((dim, axis))
                continue
            self._split_goal(dim, axis, fit)
            self._append(dim, fit.part, added)
            self.capacity[dim] //= fit.part.size
            if fit.rest is not None:
                left.append((dim, fit.rest))

    def _distribute(self, left: list[tuple[int, AxisPart]], into: list[list[AxisPart]]) -> None:
        """Give axes wanted by some dimension to the first dimensions with capacity for them."""
        for dim in self.dims:
            position = 0
            while position < len(left):
                home, axis = left[position]
                fit = fit_into(axis, self.capacity[dim])
                if fit is None:
                    position += 1
                    continue
                self._split_goal(home, axis, fit)
                into[dim].append(fit.part)
                self.capacity[dim] //= fit.part.size
                left[position : position + 1] = [(home, fit.rest)] if fit.rest else []

    # Collective-permute.

    def _permute(self) -> None:
        if (self._permute_helps() and self._rearranged()) or self.new_devices:
            self.new_devices = False
            self.steps.append(CollectivePermute(self._result()))

    def _rearranged(self) -> bool:
        """Rearrange the axes, unless a dimension would then be cut into other pieces."""
        before = ([list(axes) for axes in self.now], [list(axes) for axes in self.goal])
        self._rearrange()
        if list(map(sharded_size, self.now)) == list(map(sharded_size, before[0])):
            return True
        self.now, self.goal = before
        return False

    def _permute_helps(self) -> bool:
        destinations = self._destinations()
        free_in: AxisPart | None = None
        free_out: AxisPart | None = None
        present = self._all_moving()
        for dim in self.dims:
            moving, missing = self._moving(dim), self._missing(dim)
            if moving and missing and divisible(moving[0].size, missing[0].size):
                return True
            if _out_of_order(dim, moving, not missing, destinations):
                return True
            free_out = next((a for a in reversed(missing) if a not in present), free_out)
            free_in = next((a for a in reversed(moving) if a not in destinations), free_in)
        return bool(free_in and free_out and divisible(free_in.size, free_out.size))

    def _rearrange(self) -> None:
        """Refill every dimension to its size: wanted axes in place, then others to move on.

        Axes that will be gathered stay in front, so that the others can be exchanged before.
        """
        wanted = set(self._destinations())
        moving = [self._moving(dim) for dim in self.dims]
        staying: list[list[AxisPart]] = []
        left: list[tuple[int, AxisPart]] = []
        for dim in self.dims:
            self.capacity[dim] = size = sharded_size(moving[dim])
            del self.now[dim][self._kept(dim) :]
            self._place_wanted(dim)
            left += [(dim, axis) for axis in self._missing(dim)]
            unwanted = [axis for axis in moving[dim] if axis not in wanted]
            staying.append(_rotated(unwanted, size // self.capacity[dim]))
        back: list[list[AxisPart]] = [[] for _ in self.dims]
        self._distribute(left, back)
        front = [self._fill(dim, staying[dim]) for dim in self.dims]
        rest = [axis for axes in staying for axis in axes]
        for dim in self.dims:
            self.now[dim] += self._fill(dim, rest) + front[dim] + back[dim]

    def _place_wanted(self, dim: int) -> None:
        while missing := self._missing(dim):
            fit = fit_into(missing[0], self.capacity[dim])
            if fit is None:
                return
            self._split_goal(dim, missing[0], fit)
            self.now[dim].append(fit.part)
            self.capacity[dim] //= fit.part.size

    def _fill(self, dim: int, axes: list[AxisPart]) -> list[AxisPart]:
        """Take axes that fit into a dimension's capacity out of a list."""
        taken: list[AxisPart] = []
        position = 0
        while position < len(axes):
            fit = fit_into(axes[position], self.capacity[dim])
            if fit is None:
                position += 1
                continue
            taken.append(fit.part)
            self.capacity[dim] //= fit.part.size
            axes[position : position + 1] = [fit.rest] if fit.rest else []
        return taken

    # All-to-all.

    def _exchange(self, *, in_place: bool) -> None:
        for source in self.dims:
            while move := self._next_exchange(source, in_place):
                axes, target = move
                del self.now[source][len(self.now[source]) - len(axes) :]
                self.now[target] += axes
                self.steps.append(AllToAll(merged(axes), source, target, self._result()))

    def _next_exchange(self, source: int, in_place: bool) -> tuple[list[AxisPart], int] | None:
        moving, destinations = self._moving(source), self._destinations()
        target = destinations[moving[-1]][0] if moving and moving[-1] in destinations else source
        if target == source:
            return None
        axes = _trailing(moving, lambda a: a in destinations and destinations[a][0] == target)
        if in_place and self._missing(target)[: len(axes)] != axes:
            return None
        pieces = sharded_size(self.now[target]) * sharded_size(axes)
        if self.shape[target] % pieces and not self._is_uneven(target):
            return None
        return axes, target

    def _is_uneven(self, dim: int) -> bool:
        """Whether a dimension does not divide into the pieces that are wanted in the end."""
        return self.shape[dim] % sharded_size(self.goal[dim]) != 0

    # All-gather.

    def _gather(self) -> None:
        wanted = set(self._destinations())
        gathered: list[list[AxisPart]] = []
        for dim in self.dims:
            axes = _trailing(self._moving(dim), lambda axis: axis not in wanted)
            del self.now[dim][len(self.now[dim]) - len(axes) :]
            gathered.append(axes)
        if any(gathered):
            self.steps.append(AllGather(tuple(map(merged, gathered)), self._result()))
