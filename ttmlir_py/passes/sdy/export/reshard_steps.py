"""The collectives that a reshard is made of, as data, and the bytes that they send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from ttmlir_py.passes.sdy.export.axis_parts import AxisPart, Dims, align, sharded_size
from ttmlir_py.support.shapes import Shape


@dataclass(frozen=True)
class AllSlice:
    """Every chip keeps its part along axes appended to each dimension."""

    axes: Dims
    result: Dims


@dataclass(frozen=True)
class CollectivePermute:
    """Every chip hands its shard to another one."""

    result: Dims


@dataclass(frozen=True)
class AllToAll:
    """The last axes of dimension `source` become the last axes of dimension `target`."""

    axes: tuple[AxisPart, ...]
    source: int
    target: int
    result: Dims


@dataclass(frozen=True)
class AllGather:
    """The last axes of each dimension are gathered."""

    axes: Dims
    result: Dims


Step = AllSlice | CollectivePermute | AllToAll | AllGather


def elements_sent(source: Dims, steps: Iterable[Step], shape: Shape) -> Fraction:
    """How many elements a chip sends on average in a plan for a tensor of a global shape.

    Gathers and exchanges run as rings; chips that keep their shard in a permute send nothing.
    """
    total, now = Fraction(0), source
    for step in steps:
        match step:
            case AllSlice():
                pass
            case AllGather(axes, result):
                parts = sharded_size(axis for entry in axes for axis in entry)
                total += _shard(result, shape) * Fraction(parts - 1, parts)
            case AllToAll(axes):
                parts = sharded_size(axes)
                total += _shard(now, shape) * Fraction(parts - 1, parts)
            case CollectivePermute(result):
                total += _shard(now, shape) * movers(now, result)
        now = step.result
    return total


def movers(source: Dims, target: Dims) -> Fraction:
    """The share of chips that have another shard under one sharding than under the other."""
    source, target = align(source, target)
    parts = sorted({axis for dims in (source, target) for axes in dims for axis in axes})
    count = 0
    for digits in product(*(range(part.size) for part in parts)):
        at = dict(zip(parts, digits, strict=True))
        count += any(
            _index(before, at) != _index(after, at)
            for before, after in zip(source, target, strict=True)
        )
    return Fraction(count, prod(part.size for part in parts))


def _index(axes: Sequence[AxisPart], digits: dict[AxisPart, int]) -> int:
    index = 0
    for axis in axes:
        index = index * axis.size + digits[axis]
    return index


def _shard(dims: Dims, shape: Shape) -> Fraction:
    return Fraction(prod(shape), prod(map(sharded_size, dims)))
