"""A mesh of chips: named axes with sizes, chips numbered in row-major order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod


@dataclass(frozen=True)
class Mesh:
    """Axis names and sizes, major to minor; `Mesh(("x", "y"), (2, 4))` has eight chips."""

    names: tuple[str, ...]
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """The number of chips."""
        return prod(self.shape)

    def axis_size(self, name: str) -> int:
        """How many chips stand along one axis."""
        return self.shape[self.names.index(name)]

    def coordinates(self) -> list[tuple[int, ...]]:
        """The coordinate of every chip, by chip number."""
        return list(product(*(range(size) for size in self.shape)))

    def __str__(self) -> str:
        return "x".join(str(size) for size in self.shape)
