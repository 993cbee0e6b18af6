"""Reading and writing at computed positions of every chip's tensor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.machine import Machine

Combine = Callable[[list[Array], Sequence[Array], Array], None]
"""Changes flat arrays in place by values at positions."""


def take_places(machine: Machine, x: Array, places: Array) -> Array:
    """The elements at flat positions of every chip's tensor."""
    return pick(machine, x.reshape((*x.shape[: machine.lead], -1)), places)


def pick(machine: Machine, x: Array, indices: Array) -> Array:
    """Slices of the first dimension of every chip's tensor; numbers beyond the ends are clamped."""
    lead = machine.lead
    indices = np.clip(indices.astype(np.int64), 0, x.shape[lead] - 1)
    if prod(indices.shape[:lead]) == 1:
        return np.take(x, indices[(0,) * lead], axis=lead)
    rank = indices.ndim - lead
    mesh = np.broadcast_shapes(x.shape[:lead], indices.shape[:lead])
    index: list[Array] = []
    for axis, size in enumerate(x.shape[:lead]):
        line = np.arange(size) if size == mesh[axis] else np.zeros(1, np.int64)
        index.append(line.reshape((-1,) + (1,) * (lead - axis - 1 + rank)))
    return x[(*index, indices)]


def scatter_places(
    machine: Machine,
    combine: Combine,
    inputs: Sequence[Array],
    updates: Sequence[Array],
    places: Array,
    valid: Array | None = None,
) -> tuple[Array, ...]:
    """Inputs changed by updates at flat positions, in row-major order of the updates."""
    lead = machine.lead
    masks = [] if valid is None else [valid]
    mesh = np.broadcast_shapes(*(a.shape[:lead] for a in (*inputs, *updates, places, *masks)))
    size = prod(inputs[0].shape[lead:])
    local = updates[0].shape[lead:]
    base = np.arange(prod(mesh)).reshape((*mesh, *(1 for _ in local))) * size
    target = np.broadcast_to(places + base, (*mesh, *local)).reshape(-1)
    flat = [np.array(np.broadcast_to(x, (*mesh, *x.shape[lead:]))).reshape(-1) for x in inputs]
    news = [np.broadcast_to(u, (*mesh, *local)).reshape(-1) for u in updates]
    if valid is not None:
        kept = np.broadcast_to(valid, (*mesh, *local)).reshape(-1)
        target, news = target[kept], [new[kept] for new in news]
    combine(flat, news, target)
    return tuple(new.reshape((*mesh, *x.shape[lead:])) for new, x in zip(flat, inputs, strict=True))


def replace(flat: list[Array], news: Sequence[Array], target: Array) -> None:
    """The new values instead of the old ones."""
    for old, new in zip(flat, news, strict=True):
        old[target] = new


def combine_by(name: str) -> Combine:
    """Old and new values combined by one of the array library's functions."""

    def combine(flat: list[Array], news: Sequence[Array], target: Array) -> None:
        getattr(np, name).at(flat[0], target, news[0].astype(flat[0].dtype, copy=False))

    return combine


def grid(machine: Machine, shape: Sequence[int], dim: int) -> Array:
    """0, 1, 2, ... along one dimension of a tensor, shaped to broadcast on the mesh."""
    sizes: list[Any] = [1] * (machine.lead + len(shape))
    sizes[machine.lead + dim] = -1
    return np.arange(shape[dim]).reshape(sizes)
