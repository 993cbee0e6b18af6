"""Shardings as XLA's partitioner writes them: `{devices=[4,1,2]<=[2,4]T(1,0) ...}`.

They list the chips tile by tile. Along every dimension of the tiles the numbers of chips go up in
equal steps, or in several such runs one inside the other: each run is some axes of a mesh.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.support.groups import groups_along

_TILED = re.compile(
    r"\{devices=\[(?P<tiles>[\d,]+)\]"
    r"(?:<=\[(?P<mesh>[\d,]+)\](?:T\((?P<order>[\d,]+)\))?|(?P<ids>[\d,]+))"
    r"(?P<last>\s+last_tile_dim_replicate)?\s*\}"
)


class Run(NamedTuple):
    """Numbers of chips in equal steps."""

    step: int
    size: int


@dataclass(frozen=True)
class Tiles:
    """The runs that make up each dimension of the tiles, the outermost first."""

    runs: tuple[tuple[Run, ...], ...]

    @classmethod
    def parse(cls, text: str) -> Tiles | None:
        """The tiles that a text speaks of; None for whole tensors, and for chips in any order."""
        found = _TILED.fullmatch(text.strip())
        if found is None:
            return None
        counts = _numbers(found["tiles"])
        if found["ids"] is not None:
            return _from_ids(counts, _numbers(found["ids"]))
        mesh = _numbers(found["mesh"])
        order = _numbers(found["order"]) if found["order"] else tuple(range(len(mesh)))
        (ids,) = groups_along(mesh, order)
        return _from_ids(counts, ids)

    @property
    def chips(self) -> int:
        return prod(run.size for runs in self.runs for run in runs)

    @property
    def strides(self) -> set[int]:
        """Where axes of a mesh have to begin and end, as distances of numbers."""
        runs = [run for runs in self.runs for run in runs]
        return {run.step for run in runs} | {run.step * run.size for run in runs}

    def sharding(self, rank: int, mesh: MeshAttr, name: str) -> TensorSharding | None:
        """The same with axes of a mesh; None where its axes do not make up the tiles."""
        strides = {
            axis: prod(other.size for other in mesh.axes[place + 1 :])
            for place, axis in enumerate(mesh.axes)
            if axis.size > 1
        }
        dims: list[DimSharding] = []
        for runs in self.runs[:rank]:
            axes: list[AxisRef] = []
            for step, size in runs:
                inside = [a for a, stride in strides.items() if step <= stride < step * size]
                if prod(axis.size for axis in inside) != size or strides[inside[-1]] != step:
                    return None
                axes += [AxisRef(axis.axis) for axis in inside]
            dims.append(DimSharding(tuple(axes)))
        return TensorSharding(name, tuple(dims))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _from_ids(counts: Sequence[int], ids: Sequence[int]) -> Tiles | None:
    """Tiles by the numbers of their chips; None where no mesh, however transposed, counts so."""
    if len(ids) != prod(counts):
        return None
    firsts = [ids[:: prod(counts[dim + 1 :])][:count] for dim, count in enumerate(counts)]
    dims = [_runs(numbers) for numbers in firsts]
    runs = tuple(runs for runs in dims if runs is not None)
    if len(runs) < len(dims):
        return None
    numbers = [0]
    for step, size in (run for runs_of_dim in runs for run in runs_of_dim):
        numbers = [base + step * index for base in numbers for index in range(size)]
    return Tiles(runs) if tuple(numbers) == tuple(ids) else None


def _runs(numbers: Sequence[int]) -> tuple[Run, ...] | None:
    """The runs that some numbers consist of, the outermost first."""
    found: list[Run] = []
    while len(numbers) > 1:
        step = numbers[1] - numbers[0]
        breaks = (n for n in range(1, len(numbers)) if numbers[n] != numbers[0] + n * step)
        size = next(breaks, len(numbers))
        if step < 1 or len(numbers) % size:
            return None
        found.insert(0, Run(step, size))
        numbers = numbers[::size]
    return tuple(found)
