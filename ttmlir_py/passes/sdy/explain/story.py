"""How shardings spread, as data: steps of axes, what stopped others, collectives that follow."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ttmlir_py.passes.sdy.explain import page, rendering


@dataclass(frozen=True)
class Axis:
    """An axis on a dimension of a value: given, or brought by an op from another value."""

    dim: int
    axis: str
    origin: str
    """The argument, constraint or op that gave the axis first."""
    by: str | None = None
    """The op that brought it; None where it is given."""
    source: str | None = None
    """The value of that op that it came from."""
    factor: str | None = None
    priority: int = 0


@dataclass(frozen=True)
class Stop:
    """An axis that a value could have had from an op, and why it has not."""

    dim: int
    axis: str
    by: str
    factor: str
    reason: str


@dataclass(frozen=True)
class Value:
    """A value with its sharding, and where every axis of it comes from."""

    name: str
    place: str
    type: str
    sharding: str
    axes: tuple[Axis, ...]
    stopped: tuple[Stop, ...] = ()


@dataclass(frozen=True)
class Alternative:
    """What an op could have computed with instead; bytes are those of all its collectives."""

    text: str
    bytes_per_chip: int
    chosen_bytes: int
    """The same for what was chosen."""


@dataclass(frozen=True)
class Collective:
    """Communication that an op asks for; bytes are those that a chip receives."""

    name: str
    place: str
    asked_by: str
    axes: str
    type: str
    """The whole tensor that is communicated."""
    bytes_per_chip: int
    alternative: Alternative | None = None
    """The cheapest one that was not chosen; None where the program leaves no choice."""


@dataclass(frozen=True)
class Chips:
    """A mesh: its name, its axes and sizes, and the chips row by row."""

    name: str
    text: str
    axes: tuple[str, ...]
    shape: tuple[int, ...]
    chips: tuple[int, ...]


@dataclass(frozen=True)
class Story:
    """All of it for a module."""

    meshes: tuple[Chips, ...]
    values: tuple[Value, ...]
    collectives: tuple[Collective, ...]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def text(self) -> str:
        return rendering.as_text(self)

    def json(self) -> str:
        return rendering.as_json(self)

    def html(self) -> str:
        """A page that needs nothing else."""
        return page.as_html(self)

    __str__ = text
