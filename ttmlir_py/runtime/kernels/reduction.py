"""Reductions over dimensions, scans along one, and softmax."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.folding import combiner, fold, reduce_axes
from ttmlir_py.runtime.kernels.operands import (
    axis_of,
    local_axes,
    local_rank,
    result_dtype,
    result_shape,
    with_local_shape,
)
from ttmlir_py.runtime.machine import Machine


def reduce(machine: Machine, op: Any, bodies: Any, *arrays: Array) -> tuple[Array, ...]:
    """Dimensions folded by a computation, starting from initial values."""
    half = len(arrays) // 2
    inputs, initial = arrays[:half], arrays[half:]
    axes = local_axes(machine, op.dimensions)
    xp = machine.xp
    if any(inputs[0].shape[axis] == 0 for axis in axes):
        return tuple(_everywhere(machine, op, i, x) for i, x in enumerate(initial))
    rank = len(result_shape(op))
    starts = [x.reshape(x.shape + (1,) * rank) for x in initial]
    if (name := combiner(bodies[0].block)) is not None:
        return (getattr(xp, name)(reduce_axes(xp, name, inputs[0], axes), starts[0]),)
    lead = np.broadcast_shapes(*(x.shape[: machine.lead] for x in inputs))
    whole = [xp.broadcast_to(x, lead + x.shape[machine.lead :]) for x in inputs]
    lines = [_line(x, axes) for x in whole]
    folded = fold(xp, bodies[0], machine.lead, lines, -1)
    return tuple(bodies[0](*starts, *folded, batch=rank))


def _line(x: Array, axes: Sequence[int]) -> Array:
    """The dimensions `axes` merged into one at the end."""
    kept = [axis for axis in range(x.ndim) if axis not in axes]
    shape = [x.shape[axis] for axis in kept]
    return x.transpose((*kept, *axes)).reshape((*shape, -1))


def _everywhere(machine: Machine, op: Any, index: int, initial: Array) -> Array:
    shape = result_shape(op, index)
    spread = initial.reshape(initial.shape + (1,) * len(shape))
    return machine.xp.broadcast_to(spread, initial.shape + shape)


def _dims(op: Any, rank: int) -> tuple[int, ...]:
    """The dimensions a TTIR or TTNN reduction folds; all where none are given."""
    given = op.dim_arg
    if given is None or given == ():
        return tuple(range(rank))
    dims = (given,) if isinstance(given, int) else given
    return tuple(dim % rank for dim in dims)


def reduction(name: str) -> Any:
    """A kernel that folds `dim_arg` by one of the array library's functions."""

    def kernel(machine: Machine, op: Any, x: Array) -> Array:
        axes = local_axes(machine, _dims(op, local_rank(machine, x)))
        reduced = reduce_axes(machine.xp, name, x, axes)
        return with_local_shape(machine, reduced, result_shape(op))

    return kernel


def mean(machine: Machine, op: Any, x: Array) -> Array:
    """The average over `dim_arg`."""
    axes = local_axes(machine, _dims(op, local_rank(machine, x)))
    total = reduce_axes(machine.xp, "add", x, axes)
    average = total / x.dtype.type(prod(x.shape[axis] for axis in axes))
    return with_local_shape(machine, average, result_shape(op))


def logical(name: str) -> Any:
    """A kernel that folds truth values."""

    def kernel(machine: Machine, op: Any, x: Array) -> Array:
        axes = local_axes(machine, _dims(op, local_rank(machine, x)))
        reduced = getattr(machine.xp, name)(x != 0, axis=axes)
        return with_local_shape(machine, reduced, result_shape(op))

    return kernel


def argmax(machine: Machine, op: Any, x: Array) -> Array:
    """The first position of the largest element, over one dimension or the whole tensor."""
    rank = local_rank(machine, x)
    given = op.dim if hasattr(op, "dim") else op.dim_arg
    dims = tuple(range(rank)) if given is None else (given,) if isinstance(given, int) else given
    axes = tuple(machine.lead + dim % rank for dim in dims)
    places = machine.xp.argmax(_line(x, axes), axis=-1)
    return with_local_shape(machine, places, result_shape(op))


def cumsum(machine: Machine, op: Any, x: Array) -> Array:
    """Running sums along a dimension."""
    return machine.xp.cumsum(x, axis=axis_of(machine, x, op.dim), dtype=result_dtype(op))


def cumprod(machine: Machine, op: Any, x: Array) -> Array:
    """Running products along a dimension."""
    return machine.xp.cumprod(x, axis=axis_of(machine, x, op.dim), dtype=result_dtype(op))


def softmax(machine: Machine, op: Any, x: Array) -> Array:
    """Exponentials that add up to 1 along a dimension."""
    return softmax_along(machine.xp, x, axis_of(machine, x, op.dimension))


def softmax_along(xp: Any, x: Array, axis: int) -> Array:
    """Softmax, the largest element taken off first; a line of -inf gives zeros."""
    largest = xp.max(x, axis=axis, keepdims=True)
    powers = xp.exp(x - xp.where(xp.isneginf(largest), x.dtype.type(0), largest))
    total = xp.sum(powers, axis=axis, keepdims=True)
    return powers / xp.where(total == 0, x.dtype.type(1), total)


KERNELS = {
    "argmax": argmax,
    "cumprod": cumprod,
    "cumsum": cumsum,
    "max": reduction("maximum"),
    "mean": mean,
    "min": reduction("minimum"),
    "prod": reduction("multiply"),
    "reduce_and": logical("all"),
    "reduce_or": logical("any"),
    "softmax": softmax,
    "sum": reduction("add"),
    "stablehlo.reduce": reduce,
}
