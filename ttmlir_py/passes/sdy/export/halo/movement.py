"""How far data moves from shard to shard when an op moves it along a sharded dimension."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Hops(NamedTuple):
    """How many shards away the farthest data is, in both directions."""

    left: int
    right: int

    def can_be_exchanged(self, parts: int) -> bool:
        """Whether neighbours are asked for less than what a gather would bring."""
        return self.left + self.right + 1 < parts or max(self) <= 1


@dataclass(frozen=True)
class Movement:
    """A dimension of `size` elements in equal parts, moved by a pad or a slice.

    Element i of the operand comes to stand at `low + i * step` of what every `stride`-th element
    is taken of: the `result`, in equal parts too. Parts that do not divide are rounded up.
    """

    parts: int
    size: int
    result: int
    low: int = 0
    step: int = 1
    stride: int = 1

    @property
    def local(self) -> int:
        """The elements of an operand's shard."""
        return -(-self.size // self.parts)

    @property
    def share(self) -> int:
        """The elements of a result's shard."""
        return -(-self.result // self.parts)

    @property
    def footprint(self) -> int:
        """How many places a result's shard covers before every `stride`-th is taken."""
        return (self.share - 1) * self.stride + 1

    @property
    def is_identity(self) -> bool:
        """Whether every shard of the result begins and ends as the operand's."""
        return (self.low, self.step, self.stride) == (0, 1, 1) and self.local == self.share

    def sources(self, shard: int) -> tuple[int, int] | None:
        """The first and the last shard of the operand that a result's shard needs."""
        place = shard * self.share * self.stride - self.low
        start = place // self.step if place >= 0 else -(-place // self.step)
        first, last = max(start, 0), min(start + self.footprint, self.size) - 1
        return (first // self.local, last // self.local) if first <= last else None

    @cached_property
    def hops(self) -> Hops:
        left = right = 0
        for shard in range(self.parts):
            first, last = self.sources(shard) or (shard, shard)
            left, right = max(left, shard - first), max(right, last - shard)
        return Hops(left, right)

    @property
    def stays_home(self) -> bool:
        """Whether every shard has data, and all of it is its own."""
        return all(self.sources(shard) == (shard, shard) for shard in range(self.parts))

    @property
    def advance(self) -> int:
        """By how much the data of a shard begins later, within the shard, than that of the last."""
        return self.share * self.stride - self.local * self.step

    @property
    def margin(self) -> int:
        """Padding on both sides of what was exchanged, so that every shard lies inside."""
        return self.footprint * self.step

    @property
    def first_offset(self) -> int:
        """Where shard 0 begins in what was exchanged, with its margin."""
        return self.hops.left * self.local * self.step + self.margin - self.low
