"""A story in short: what happens alike in many places, as in a model's layers, is told once."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from ttmlir_py.passes.sdy.explain.story import Axis, Collective, Stop, Story, Value

T = TypeVar("T")
_MOST_RANGES = 8


@dataclass(frozen=True)
class CollectiveGroup:
    """Equal collectives that ops of one kind ask for."""

    first: Collective
    count: int
    places: tuple[str, ...]

    @property
    def bytes(self) -> int:
        return self.first.bytes_per_chip * self.count


@dataclass(frozen=True)
class ValueGroup:
    """Values of one kind with equal shardings, from like causes."""

    first: Value
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class StopGroup:
    """Axes that like values did not get, for one reason."""

    first: Stop
    value: str
    count: int


def collectives(story: Story) -> Sequence[CollectiveGroup]:
    """The most bytes first."""
    groups = _grouped(
        story.collectives,
        lambda c: (c.name, c.axes, c.type, c.bytes_per_chip, kind(c.asked_by), c.alternative),
    )
    found = [
        CollectiveGroup(
            group[0], len(group), tuple(dict.fromkeys(place(c.asked_by) for c in group))
        )
        for group in groups
    ]
    return sorted(found, key=lambda group: -group.bytes)


def values(story: Story) -> Sequence[ValueGroup]:
    """Arguments in order, then the results of ops, the most frequent first."""
    groups = [
        ValueGroup(group[0], tuple(value.name for value in group))
        for group in _grouped(
            (value for value in story.values if value.axes),
            lambda v: (kind(v.name), v.sharding, tuple(map(_cause, v.axes))),
        )
    ]
    arguments = [g for g in groups if is_argument(g.first.name)]
    others = [g for g in groups if not is_argument(g.first.name)]
    return [*arguments, *sorted(others, key=lambda group: -group.count)]


def stops(story: Story) -> Sequence[StopGroup]:
    """The most frequent first."""
    groups = _grouped(
        ((value, stop) for value in story.values for stop in value.stopped),
        lambda pair: (
            kind(pair[0].name),
            pair[1].dim,
            pair[1].axis,
            kind(pair[1].by),
            pair[1].factor,
            pair[1].reason,
        ),
    )
    found = [StopGroup(group[0][1], group[0][0].name, len(group)) for group in groups]
    return sorted(found, key=lambda group: -group.count)


def is_argument(name: str) -> bool:
    return name.startswith(("argument ", "result "))


def kind(name: str) -> str:
    """A name without its place and numbers: `argument of @main`, `stablehlo.add`."""
    return re.sub(r"^(argument|result) \d+", r"\1", name.split(" at ")[0])


def place(name: str) -> str:
    """The place in a name: `model.mlir:3:8`."""
    return name.partition(" at ")[2]


def ranges(names: Iterable[str]) -> str:
    """`arguments 0-2, 5 of @main` for the names of these arguments."""
    found = [re.match(r"(argument|result) (\d+)(.*)", name) for name in names]
    matches = [match for match in found if match is not None]
    numbers = sorted({int(match[2]) for match in matches})
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    texts = [f"{p[0]}-{p[-1]}" if len(p) > 1 else f"{p[0]}" for p in parts]
    if len(texts) > _MOST_RANGES:
        texts = [*texts[: _MOST_RANGES - 1], f"... ({len(numbers)} in all)"]
    plural = "s" if len(numbers) > 1 else ""
    return f"{matches[0][1]}{plural} {', '.join(texts)}{matches[0][3]}"


def without_folders(text: str) -> str:
    """A text in which places name files only: `model.mlir:3:8`."""
    return re.sub(r"(?<= at )\S*/(?=\S+:\d+:\d+)", "", text)


def quantity(size: float) -> str:
    """Bytes for people: `1.5 MB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:.0f} {unit}" if size >= 100 or unit == "B" else f"{size:.1f} {unit}"


def _cause(axis: Axis) -> Hashable:
    by, source = (None if name is None else kind(name) for name in (axis.by, axis.source))
    return (axis.dim, axis.axis, kind(axis.origin), by, source, axis.factor, axis.priority)


def _grouped(items: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    found: dict[Hashable, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return list(found.values())
