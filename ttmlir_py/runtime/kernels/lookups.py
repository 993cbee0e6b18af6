"""TTIR's and TTNN's lookups and writes along one dimension, and embeddings."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.operands import result_shape, with_local_shape
from ttmlir_py.runtime.kernels.places import combine_by, grid, pick, replace, scatter_places
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.syntax.diagnostics import fail

REDUCTIONS = {"max": "maximum", "min": "minimum", "prod": "multiply", "sum": "add"}


def embedding(machine: Machine, op: Any, indices: Array, weight: Array) -> Array:
    """Rows of a table."""
    rows = pick(machine, _table(machine, weight), indices)
    return with_local_shape(machine, rows, result_shape(op))


def _table(machine: Machine, weight: Array) -> Array:
    return with_local_shape(machine, weight, weight.shape[-2:])


def embedding_backward(
    machine: Machine, op: Any, indices: Array, weight: Array, gradient: Array
) -> Array:
    """The gradient of a table: rows of the result's gradient added where they came from."""
    lead = machine.lead
    width = weight.shape[-1]
    zeros = np.zeros((1,) * lead + weight.shape[lead:], gradient.dtype)
    flat_rows = indices.reshape((*indices.shape[:lead], -1)).astype(np.int64)
    rows = gradient.reshape((*gradient.shape[:lead], -1, width))
    places = flat_rows[..., None] * width + np.arange(width)
    return scatter_places(machine, combine_by("add"), [zeros], [rows], places)[0]


def gather(machine: Machine, op: Any, x: Array, index: Array) -> Array:
    """Elements along a dimension, by an index of the result's shape."""
    lead = machine.lead
    mesh = np.broadcast_shapes(x.shape[:lead], index.shape[:lead])
    rank = x.ndim - lead
    dim = op.dim % rank
    # Other dimensions of the index may be shorter than the input's.
    cut = tuple(slice(None) if d == dim else slice(0, index.shape[lead + d]) for d in range(rank))
    x = np.broadcast_to(x, (*mesh, *x.shape[lead:]))[(slice(None),) * lead + cut]
    index = np.broadcast_to(index, (*mesh, *index.shape[lead:])).astype(np.int64)
    return np.take_along_axis(x, index, lead + dim)


def scatter(machine: Machine, op: Any, x: Array, index: Array, source: Array) -> Array:
    """Source elements put, or combined in, along a dimension."""
    lead, shape = machine.lead, x.shape[machine.lead :]
    dim = op.dim % len(shape)
    kind = op.scatter_reduce_type.value
    if kind != "invalid" and kind not in REDUCTIONS:
        fail(op, f"cannot reduce by '{kind}'")
    combine = combine_by(REDUCTIONS[kind]) if kind in REDUCTIONS else replace
    local = index.shape[lead:]
    source = source[(slice(None),) * lead + tuple(slice(0, size) for size in local)]
    places = index.astype(np.int64) * prod(shape[dim + 1 :])
    for other in range(len(shape)):
        if other != dim:
            places = places + grid(machine, local, other) * prod(shape[other + 1 :])
    return scatter_places(machine, combine, [x], [source.astype(x.dtype)], places)[0]


def torch_index_select(machine: Machine, op: Any, x: Array, index: Array) -> Array:
    """Slices of a dimension by number, after batch dimensions that go together."""
    lead, batch = machine.lead, op.batch_dims
    moved = np.moveaxis(x, lead + op.dim, lead + batch)
    picked = pick(machine.batched(batch), moved, index)
    first, rank, before = lead + batch, index.ndim - lead - batch, op.dim - batch
    order = list(range(picked.ndim))
    order[first : first + rank + before] = [
        *range(first + rank, first + rank + before),
        *range(first, first + rank),
    ]
    return picked.transpose(order)


KERNELS = {
    "embedding": embedding,
    "embedding_backward": embedding_backward,
    "embedding_bw": embedding_backward,
    "torch_index_select": torch_index_select,
    "ttir.gather": gather,
    "ttir.scatter": scatter,
    "ttnn.gather": gather,
    "ttnn.scatter": scatter,
}
