"""Programs as text, put together at random."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

SIZES = [2, 4, 6, 8, 12, 16]
LARGEST = 4096
Shape = tuple[int, ...]


@dataclass
class ProgramText:
    """A straight-line program that grows by one op at a time."""

    random: Random
    mesh: dict[str, int]
    lines: list[str] = field(default_factory=list)
    values: list[tuple[str, Shape]] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    """Further functions, for calls."""

    def emit(self, text: str, shape: Shape) -> str:
        """Add an op whose result has a shape; the values so far are operands."""
        name = self.define(text)
        self.values.append((name, shape))
        return name

    def define(self, text: str) -> str:
        """Add an op whose result no other op picks by chance."""
        self.lines.append(f"%v{len(self.lines)} = {text}")
        return f"%v{len(self.lines) - 1}"

    def pick(self, rank: int = 0) -> tuple[str, Shape]:
        """Any value of at least some rank; the last ones are the likeliest."""
        found = [v for v in self.values if len(v[1]) >= rank]
        if not found:
            shape = (8, 4, 2)[:rank]
            found = [(self.iota(shape), shape)]
        return self.random.choice(found[-4:] + found)

    def like(self, shape: Shape) -> str:
        """A value of a shape, made if there is none."""
        found = [name for name, other in self.values if other == shape]
        return self.random.choice(found) if found else self.iota(shape)

    def iota(self, shape: Shape) -> str:
        dim = self.random.randrange(len(shape)) if shape else 0
        return self.emit(f"stablehlo.iota dim = {dim} : {t(shape)}", shape)

    def scalar(self, value: int, kind: str = "f32") -> str:
        number = f"{value}.0" if kind == "f32" else str(value)
        return self.define(f"stablehlo.constant dense<{number}> : tensor<{kind}>")

    def sharding(self, shape: Shape, *, constraint: bool = False) -> str:
        """A random sharding that divides the shape."""
        axes: list[list[str]] = [[] for _ in shape]
        parts = [1] * len(shape)
        for axis, size in self.axis_parts(constraint):
            dim = self.random.randrange(len(shape) + 1)
            if dim < len(shape) and shape[dim] % (parts[dim] * size) == 0:
                axes[dim].append(axis)
                parts[dim] *= size
        is_open = self.random.random() < 0.3 and not constraint
        dims = ", ".join("{" + ", ".join(a + ["?"] * is_open) + "}" for a in axes)
        return f"<@mesh, [{dims}]>"

    def axis_parts(self, with_parts: bool) -> Iterator[tuple[str, int]]:
        """The axes of the mesh in any order, some of them only in part."""
        for axis in self.random.sample(sorted(self.mesh), len(self.mesh)):
            size = self.mesh[axis]
            if with_parts and size > 2 and size % 2 == 0 and self.random.random() < 0.3:
                yield f'"{axis}":(1)2', 2
            else:
                yield f'"{axis}"', size


def t(shape: Shape, kind: str = "f32") -> str:
    return f"tensor<{''.join(f'{size}x' for size in shape)}{kind}>"
