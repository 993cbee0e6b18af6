"""StableHLO's reductions over sliding windows, and the scatter that undoes a selection."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.runtime.kernels.data_movement import padded
from ttmlir_py.runtime.kernels.folding import combiner, fold, reduce_axes
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.sliding import windows
from ttmlir_py.support.shapes import element_of


def reduce_window(machine: Machine, op: Any, bodies: Any, *arrays: Array) -> tuple[Array, ...]:
    """Every window folded by a computation, starting from initial values."""
    half = len(arrays) // 2
    inputs, initial = arrays[:half], arrays[half:]
    lead, rank = machine.lead, len(op.window_dimensions)
    views = [_windows(machine, op, x, start) for x, start in zip(inputs, initial, strict=True)]
    starts = [x.reshape(x.shape + (1,) * rank) for x in initial]
    xp = machine.xp
    name = combiner(bodies[0].block)
    if prod(op.window_dimensions) <= _FEW:
        return _in_order(machine, op, bodies[0], name, views, starts)
    if name is not None:
        axes = tuple(range(lead + rank, lead + 2 * rank))
        return (getattr(xp, name)(reduce_axes(xp, name, views[0], axes), starts[0]),)
    mesh = np.broadcast_shapes(*(x.shape[:lead] for x in (*inputs, *initial)))
    lines = [
        np.broadcast_to(x, mesh + x.shape[lead:]).reshape((*mesh, *x.shape[lead : lead + rank], -1))
        for x in views
    ]
    folded = fold(xp, bodies[0], lead, lines, -1)
    return tuple(bodies[0](*starts, *folded, batch=rank))


_FEW = 256
"""How many elements of a window are combined one after the other."""


def _in_order(
    machine: Machine,
    op: Any,
    body: Any,
    name: str | None,
    views: Sequence[Array],
    starts: Sequence[Array],
) -> tuple[Array, ...]:
    """All windows at once, element after element, each step rounded as the computation does."""
    rank = len(op.window_dimensions)
    formats = [format_of(element_of(value)) for value in op.results]
    values: Sequence[Array] = starts
    for offset in np.ndindex(*op.window_dimensions):
        parts = [view[(..., *offset)] for view in views]
        if name is None:
            values = body(*values, *parts, batch=rank)
        else:
            values = [formats[0].round(getattr(machine.xp, name)(values[0], parts[0]))]
    shape = views[0].shape[machine.lead : machine.lead + rank]
    return tuple(np.broadcast_to(x, (*x.shape[: machine.lead], *shape)) for x in values)


def _windows(machine: Machine, op: Any, x: Array, initial: Array) -> Array:
    rank = len(op.window_dimensions)
    ones = (1,) * rank
    padding = op.padding or ((0, 0),) * rank
    gaps = [dilation - 1 for dilation in op.base_dilations or ones]
    low, high = [pad[0] for pad in padding], [pad[1] for pad in padding]
    if any(low) or any(high) or any(gaps):
        x = padded(machine, x, initial, low, high, gaps)
    return windows(
        x,
        range(machine.lead, machine.lead + rank),
        op.window_dimensions,
        op.window_strides or ones,
        op.window_dilations or ones,
    )


def select_and_scatter(
    machine: Machine, op: Any, bodies: Any, x: Array, source: Array, initial: Array
) -> Array:
    """Each source element combined into the place of its window's selected element."""
    select, combine = bodies
    lead, shape = machine.lead, x.shape[machine.lead :]
    rank = len(shape)
    sizes = op.window_dimensions or (1,) * rank
    strides = op.window_strides or (1,) * rank
    padding = op.padding or ((0, 0),) * rank
    mesh = np.broadcast_shapes(*(a.shape[:lead] for a in (x, source, initial)))
    x = np.broadcast_to(x, (*mesh, *shape))
    chosen = _chosen(machine, select, x, sizes, strides, padding)
    low, high = [pad[0] for pad in padding], [pad[1] for pad in padding]
    grown = [size + before + after for size, before, after in zip(shape, low, high, strict=True)]
    start = initial.reshape(initial.shape[:lead] + (1,) * rank)
    result = np.array(np.broadcast_to(start, (*mesh, *grown)))
    # Backwards, so that an element meets its windows in their order.
    for number, offset in reversed(list(enumerate(product(*(range(size) for size in sizes))))):
        index = _strided(lead, offset, strides, chosen.shape[lead:])
        old = result[index]
        (new,) = combine(old, np.broadcast_to(source, old.shape), batch=rank)
        result[index] = np.where(chosen == number, new, old)
    inner = [slice(before, before + size) for before, size in zip(low, shape, strict=True)]
    return result[(slice(None),) * lead + tuple(inner)]


def _strided(
    lead: int, offset: Sequence[int], strides: Sequence[int], counts: Sequence[int]
) -> tuple[slice, ...]:
    """One element of every window: those at an offset from the window's start."""
    places = zip(offset, strides, counts, strict=True)
    return (slice(None),) * lead + tuple(
        slice(at, at + (count - 1) * step + 1, step) for at, step, count in places
    )


def _chosen(
    machine: Machine,
    select: Any,
    x: Array,
    sizes: Sequence[int],
    strides: Sequence[int],
    padding: Sequence[Sequence[int]],
) -> Array:
    """The number of the element of each window that `select` prefers to all before it."""
    lead, rank = machine.lead, len(sizes)
    low, high = [pad[0] for pad in padding], [pad[1] for pad in padding]
    zero = np.zeros((1,) * lead, x.dtype)
    values = padded(machine, x, zero, low, high, (0,) * rank)
    present = np.ones((1,) * lead + x.shape[lead:], np.bool_)
    inside = padded(machine, present, np.zeros((1,) * lead, np.bool_), low, high, (0,) * rank)
    axes = range(lead, lead + rank)
    views = windows(values, axes, sizes, strides, (1,) * rank)
    masks = windows(inside, axes, sizes, strides, (1,) * rank)
    best, seen = views[(..., *(0 for _ in sizes))], masks[(..., *(0 for _ in sizes))]
    chosen = np.zeros(best.shape, np.int64)
    for number, offset in enumerate(product(*(range(size) for size in sizes))):
        value, mask = views[(..., *offset)], masks[(..., *offset)]
        (keeps,) = select(best, value, batch=rank)
        takes = mask & (~seen | ~np.broadcast_to(keeps, best.shape)) & (number > 0)
        best, chosen = np.where(takes, value, best), np.where(takes, number, chosen)
        seen = seen | mask
    return chosen


KERNELS = {
    "stablehlo.reduce_window": reduce_window,
    "stablehlo.select_and_scatter": select_and_scatter,
}
