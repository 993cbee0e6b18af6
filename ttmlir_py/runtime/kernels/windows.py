"""Windows at computed positions: the index arrays behind dynamic slices, one start per chip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.machine import Machine


def clamped_starts(machine: Machine, x: Array, starts: Sequence[Array], sizes: Sequence[int]):
    """Starts moved so that windows of the sizes lie inside, as 64-bit integers."""
    limits = [have - size for have, size in zip(x.shape[machine.lead :], sizes, strict=True)]
    return [
        np.clip(start.astype(np.int64), 0, limit)
        for start, limit in zip(starts, limits, strict=True)
    ]


def window_index(
    machine: Machine, x: Array, starts: Sequence[Array], sizes: Sequence[int]
) -> tuple[Any, ...]:
    """An index that picks the window at `starts` of every chip's tensor.

    Plain slices where all chips start at the same place, else arrays with mesh dimensions.
    """
    if all(start.size == 1 for start in starts):
        firsts = [int(start.reshape(())) for start in starts]
        slices = (slice(s, s + size) for s, size in zip(firsts, sizes, strict=True))
        return (slice(None),) * machine.lead + tuple(slices)
    rank = len(sizes)
    index = lead_index(machine, x, rank)
    for dim, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        places = np.arange(size).reshape((-1,) + (1,) * (rank - dim - 1))
        index.append(start.reshape(start.shape + (1,) * rank) + places)
    return tuple(index)


def lead_index(machine: Machine, x: Array, rank: int) -> list[Any]:
    """Index arrays that pick every chip's own tensor, to be broadcast with `rank` dimensions."""
    index: list[Any] = []
    for axis, size in enumerate(x.shape[: machine.lead]):
        after = machine.lead - axis - 1 + rank
        index.append(np.arange(size).reshape((-1,) + (1,) * after))
    return index
