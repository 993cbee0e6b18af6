"""Gather and scatter in StableHLO's general form.

Every index vector names a window of the operand; windows become index arrays over the operand's
flattened elements, so that one array operation moves all of them on all chips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.runtime.kernels.data_movement import integers_of
from ttmlir_py.runtime.kernels.folding import combiner
from ttmlir_py.runtime.kernels.operands import result_shape
from ttmlir_py.runtime.kernels.places import scatter_places, take_places
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.support.shapes import element_of


@dataclass(frozen=True)
class WindowDims:
    """Where the dimensions of windows and of index vectors lie.

    `offset` are the window's dimensions in the result (or updates), `dropped` the operand's
    dimensions that they leave out, `batching` pairs of operand and index dimensions that go
    together, `mapped` the operand dimension of each component of an index vector.
    """

    offset: tuple[int, ...]
    dropped: tuple[int, ...]
    batching: tuple[tuple[int, int], ...]
    mapped: tuple[int, ...]
    vector_dim: int


def gather(machine: Machine, op: Any, x: Array, indices: Array, *computed: Array) -> Array:
    """Windows at index vectors, moved inside where they would reach out.

    The windows' sizes are computed for `dynamic_gather`.
    """
    numbers = op.dimension_numbers
    batching = zip(numbers.operand_batching_dims, numbers.start_indices_batching_dims, strict=True)
    dims = WindowDims(
        numbers.offset_dims,
        (*numbers.collapsed_slice_dims, *numbers.operand_batching_dims),
        tuple(batching),
        numbers.start_index_map,
        numbers.index_vector_dim,
    )
    shape = x.shape[machine.lead :]
    sizes = integers_of(machine, op, computed[0]) if computed else op.slice_sizes
    starts = _starts(machine, indices, dims, len(shape))
    starts = [
        np.clip(start, 0, size - window)
        for start, size, window in zip(starts, shape, sizes, strict=True)
    ]
    if (dim := _row_dim(dims, shape, sizes)) is not None and starts[dim].size == prod(
        starts[dim].shape[machine.lead :]
    ):
        return _rows(machine, x, starts[dim], dim, dims.offset)
    places = _places(machine, starts, dims, shape, sizes, len(result_shape(op)))
    return take_places(machine, x, places)


def _row_dim(dims: WindowDims, shape: Sequence[int], sizes: Sequence[int]) -> int | None:
    """The dimension of which whole rows are picked by number, as from a table; else None."""
    if len(dims.mapped) != 1 or dims.dropped != dims.mapped:
        return None
    (dim,) = dims.mapped
    rest = [size for i, size in enumerate(shape) if i != dim]
    return dim if rest == [size for i, size in enumerate(sizes) if i != dim] else None


def _rows(machine: Machine, x: Array, numbers: Array, dim: int, offset: Sequence[int]) -> Array:
    """Rows of a dimension, the same on all chips; `offset` are the dimensions left of them."""
    lead = machine.lead
    taken = np.take(x, numbers[(0,) * lead], axis=lead + dim)
    batch = numbers.ndim - lead
    numbered = iter(range(lead + dim, lead + dim + batch))
    left = iter([*range(lead, lead + dim), *range(lead + dim + batch, taken.ndim)])
    order = (next(left if place in offset else numbered) for place in range(taken.ndim - lead))
    return taken.transpose((*range(lead), *order))


def _starts(machine: Machine, indices: Array, dims: WindowDims, rank: int) -> list[Array]:
    """The start of every window in each operand dimension: mesh, then index dimensions."""
    lead = machine.lead
    if lead + dims.vector_dim == indices.ndim:
        indices = indices[..., None]
    vectors = np.moveaxis(indices, lead + dims.vector_dim, -1).astype(np.int64)
    batch = vectors.shape[lead:-1]
    starts = [np.zeros((1,) * lead + batch, np.int64) for _ in range(rank)]
    for component, dim in enumerate(dims.mapped):
        starts[dim] = vectors[..., component]
    for dim, index_dim in dims.batching:
        place = index_dim - (index_dim > dims.vector_dim)
        shape = [-1 if i == place else 1 for i in range(len(batch))]
        starts[dim] += np.arange(batch[place]).reshape((1,) * lead + tuple(shape))
    return starts


def _places(
    machine: Machine,
    starts: Sequence[Array],
    dims: WindowDims,
    shape: Sequence[int],
    sizes: Sequence[int],
    rank: int,
) -> Array:
    """Flat positions in the operand, laid out as the result: mesh, batch and offset dimensions."""
    lead = machine.lead
    batch_dims = [dim for dim in range(rank) if dim not in dims.offset]
    window = [dim for dim in range(len(shape)) if dim not in dims.dropped]
    places = np.zeros((1,) * (lead + rank), np.int64)
    for dim, start in enumerate(starts):
        step = prod(shape[dim + 1 :])
        spread = [1] * rank
        for at, size in zip(batch_dims, start.shape[lead:], strict=True):
            spread[at] = size
        places = places + start.reshape(start.shape[:lead] + tuple(spread)) * step
        if dim in window:
            at = dims.offset[window.index(dim)]
            line = np.arange(sizes[dim]).reshape([-1 if i == at else 1 for i in range(rank)])
            places = places + line * step
    full = [1] * rank
    for at, size in zip(
        batch_dims, np.broadcast_shapes(*(s.shape[lead:] for s in starts)), strict=True
    ):
        full[at] = size
    for dim, at in zip(window, dims.offset, strict=True):
        full[at] = sizes[dim]
    return np.broadcast_to(places, (*places.shape[:lead], *full))


def scatter(machine: Machine, op: Any, bodies: Any, *arrays: Array) -> tuple[Array, ...]:
    """Updates combined into windows at index vectors; those that reach out are left away."""
    count = (len(arrays) - 1) // 2
    inputs, indices, updates = arrays[:count], arrays[count], arrays[count + 1 :]
    numbers = op.scatter_dimension_numbers
    batching = zip(numbers.input_batching_dims, numbers.scatter_indices_batching_dims, strict=True)
    dims = WindowDims(
        numbers.update_window_dims,
        (*numbers.inserted_window_dims, *numbers.input_batching_dims),
        tuple(batching),
        numbers.scatter_dims_to_operand_dims,
        numbers.index_vector_dim,
    )
    lead = machine.lead
    shape, update_shape = inputs[0].shape[lead:], updates[0].shape[lead:]
    sizes = _window_sizes(dims, update_shape, len(shape))
    starts = _starts(machine, indices, dims, len(shape))
    places = _places(machine, starts, dims, shape, sizes, len(update_shape))
    valid = _reached(machine, starts, dims, shape, sizes, len(update_shape))

    def combine(flat: list[Array], news: Sequence[Array], target: Array) -> None:
        _combine_at(machine, op, bodies[0], flat, news, target)

    return scatter_places(machine, combine, inputs, updates, places, valid)


def _window_sizes(dims: WindowDims, update_shape: Sequence[int], rank: int) -> list[int]:
    window = [dim for dim in range(rank) if dim not in dims.dropped]
    sizes = [1] * rank
    for dim, at in zip(window, dims.offset, strict=True):
        sizes[dim] = update_shape[at]
    return sizes


def _reached(
    machine: Machine,
    starts: Sequence[Array],
    dims: WindowDims,
    shape: Sequence[int],
    sizes: Sequence[int],
    rank: int,
) -> Array:
    """Which updates fall inside of the operand, laid out as the updates."""
    lead = machine.lead
    batch_dims = [dim for dim in range(rank) if dim not in dims.offset]
    window = [dim for dim in range(len(shape)) if dim not in dims.dropped]
    inside = np.ones((1,) * (lead + rank), np.bool_)
    for dim, start in enumerate(starts):
        spread = [1] * rank
        for at, size in zip(batch_dims, start.shape[lead:], strict=True):
            spread[at] = size
        place = start.reshape(start.shape[:lead] + tuple(spread))
        if dim in window:
            at = dims.offset[window.index(dim)]
            place = place + np.arange(sizes[dim]).reshape(
                [-1 if i == at else 1 for i in range(rank)]
            )
        inside = inside & (place >= 0) & (place < shape[dim])
    return inside


def _combine_at(
    machine: Machine, op: Any, body: Any, flat: list[Array], news: Sequence[Array], target: Array
) -> None:
    """Combine into flat arrays, in place; narrow floats are rounded at every step."""
    if (name := combiner(body.block)) is not None:
        storage = format_of(element_of(op.results[0])).storage
        exact = flat[0].astype(storage, copy=False)
        getattr(np, name).at(exact, target, news[0].astype(storage, copy=False))
        flat[0] = exact.astype(flat[0].dtype, copy=False)
        return
    if _keeps_update(body.block):
        for old, new in zip(flat, news, strict=True):
            old[target] = new
        return
    for turn in _turns(target):
        at = target[turn]
        lead = (1,) * machine.lead
        old = [x[at].reshape((*lead, -1)) for x in flat]
        results = body(*old, *(x[turn].reshape((*lead, -1)) for x in news), batch=1)
        for x, result in zip(flat, results, strict=True):
            x[at] = np.broadcast_to(result, (*lead, len(at))).reshape(-1)


def _keeps_update(block: Any) -> bool:
    """Whether a computation returns its second arguments as they are."""
    (returned,) = list(block.ops)[:1]
    half = len(block.args) // 2
    return list(returned.operands) == list(block.args[half:]) and returned is block.last_op


def _turns(target: Array) -> list[Array]:
    """Positions of the updates such that each turn has every target at most once, in order."""
    order = np.argsort(target, kind="stable")
    ranked = target[order]
    is_new = np.concatenate([[True], ranked[1:] != ranked[:-1]]) if len(ranked) else ranked == 0
    starts = np.maximum.accumulate(np.where(is_new, np.arange(len(ranked)), 0))
    turn = np.arange(len(ranked)) - starts
    return [order[turn == i] for i in range(int(turn.max(initial=-1)) + 1)]


KERNELS = {
    "stablehlo.dynamic_gather": gather,
    "stablehlo.gather": gather,
    "stablehlo.scatter": scatter,
}
