"""Ops that move values without changing them: shapes, slices, padding, concatenation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.operands import (
    axis_of,
    local_axes,
    local_index,
    local_rank,
    result_shape,
    with_local_shape,
)
from ttmlir_py.runtime.kernels.windows import clamped_starts, window_index
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import is_uniform
from ttmlir_py.support.shapes import DYNAMIC
from ttmlir_py.syntax.diagnostics import fail


def integers_of(machine: Machine, op: Any, array: Array) -> tuple[int, ...]:
    """The elements of an integer tensor that must be the same on all chips."""
    if not is_uniform(machine.lead, array):
        fail(op, "a shape or position differs between the chips")
    return tuple(int(x) for x in array[(0,) * machine.lead].reshape(-1))


def reshape(machine: Machine, op: Any, x: Array, *shape: Array) -> Array:
    """The same elements in row-major order under another shape."""
    wanted = result_shape(op)
    if DYNAMIC in wanted:
        wanted = integers_of(machine, op, shape[0])
    return with_local_shape(machine, x, wanted)


def transpose(machine: Machine, op: Any, x: Array) -> Array:
    """Dimensions in another order."""
    return x.transpose((*range(machine.lead), *local_axes(machine, op.permutation)))


def swap(machine: Machine, op: Any, x: Array) -> Array:
    """Two dimensions exchanged."""
    rank = local_rank(machine, x)
    return machine.xp.swapaxes(x, machine.lead + op.dim0 % rank, machine.lead + op.dim1 % rank)


def broadcast_in_dim(machine: Machine, op: Any, x: Array, *shape: Array) -> Array:
    """The dimensions of the operand placed among those of the result, the others repeated."""
    wanted = result_shape(op)
    if DYNAMIC in wanted:
        wanted = integers_of(machine, op, shape[0])
    lead, local = x.shape[: machine.lead], x.shape[machine.lead :]
    dims = op.broadcast_dimensions
    if list(dims) != sorted(dims):
        order = np.argsort(dims)
        x = x.transpose((*range(machine.lead), *(machine.lead + int(i) for i in order)))
    placed = [1] * len(wanted)
    for dim, size in zip(dims, local, strict=True):
        placed[dim] = size
    return machine.xp.broadcast_to(x.reshape((*lead, *placed)), lead + wanted)


def broadcast_to_result(machine: Machine, op: Any, x: Array) -> Array:
    """Dimensions of size 1 and missing major ones repeated to the result's shape."""
    shape, local = result_shape(op), x.shape[machine.lead :]
    x = with_local_shape(machine, x, (1,) * (len(shape) - len(local)) + local)
    return machine.xp.broadcast_to(x, x.shape[: machine.lead] + shape)


def concatenate(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Tensors one after the other along a dimension."""
    dim = op.dimension if hasattr(op, "dimension") else op.dim
    return concatenate_along(machine, arrays, dim)


def concatenate_along(machine: Machine, arrays: Sequence[Array], dim: int) -> Array:
    """Tensors concatenated, after giving all of them the same mesh dimensions."""
    lead = np.broadcast_shapes(*(array.shape[: machine.lead] for array in arrays))
    whole = [machine.xp.broadcast_to(array, lead + array.shape[machine.lead :]) for array in arrays]
    return machine.xp.concatenate(whole, axis=axis_of(machine, whole[0], dim))


def slice_(machine: Machine, op: Any, x: Array) -> Array:
    """A strided box at a fixed place."""
    bounds = zip(op.start_indices, op.limit_indices, op.strides, strict=True)
    return x[local_index(machine, [slice(*bound) for bound in bounds])]


def slice_static(machine: Machine, op: Any, x: Array) -> Array:
    """A strided box at a fixed place; negative positions count from the end."""
    index = [slice(*bound) for bound in zip(op.begins, op.ends, op.step, strict=True)]
    return x[local_index(machine, index)]


def slice_dynamic(machine: Machine, op: Any, x: Array, begins: Array, ends: Array) -> Array:
    """A strided box at a computed place, of a known size where each chip has a place of its own."""
    rank, sizes = local_rank(machine, x), result_shape(op)
    steps = op.step or (1,) * rank
    if DYNAMIC not in sizes and not is_uniform(machine.lead, begins):
        return _strided_windows(machine, x, begins, sizes, steps)
    starts, limits = integers_of(machine, op, begins), integers_of(machine, op, ends)
    index = [slice(*bound) for bound in zip(starts, limits, steps, strict=True)]
    return x[local_index(machine, index)]


def _strided_windows(
    machine: Machine, x: Array, begins: Array, sizes: Sequence[int], steps: Sequence[int]
) -> Array:
    """Boxes that start at each chip's own place."""
    spans = [(size - 1) * step + 1 for size, step in zip(sizes, steps, strict=True)]
    starts = clamped_starts(machine, x, list(np.moveaxis(begins, -1, 0)), spans)
    window = x[window_index(machine, x, starts, spans)]
    return window[local_index(machine, [slice(None, None, step) for step in steps])]


def real_dynamic_slice(
    machine: Machine, op: Any, x: Array, starts: Array, limits: Array, strides: Array
) -> Array:
    """A strided box whose bounds are computed."""
    bounds = [integers_of(machine, op, array) for array in (starts, limits, strides)]
    return x[local_index(machine, [slice(*bound) for bound in zip(*bounds, strict=True)])]


def dynamic_slice(machine: Machine, op: Any, x: Array, *starts: Array) -> Array:
    """A box at a computed place, moved inside where it would reach out."""
    sizes = op.slice_sizes
    return x[window_index(machine, x, clamped_starts(machine, x, starts, sizes), sizes)]


def dynamic_update_slice(
    machine: Machine, op: Any, x: Array, update: Array, *starts: Array
) -> Array:
    """A box at a computed place replaced."""
    lead, sizes = machine.lead, update.shape[machine.lead :]
    mesh = np.broadcast_shapes(*(array.shape[:lead] for array in (x, update, *starts)))
    changed = np.array(np.broadcast_to(x, mesh + x.shape[lead:]))
    places = clamped_starts(machine, x, starts, sizes)
    changed[window_index(machine, changed, places, sizes)] = update
    return changed


def reverse(machine: Machine, op: Any, x: Array) -> Array:
    """Dimensions read backward."""
    return machine.xp.flip(x, local_axes(machine, op.dimensions))


def pad(machine: Machine, op: Any, x: Array, value: Array) -> Array:
    """A scalar put around the tensor and between its elements; negative widths cut off."""
    return padded(machine, x, value, op.edge_padding_low, op.edge_padding_high, op.interior_padding)


def dynamic_pad(machine: Machine, op: Any, x: Array, value: Array, *widths: Array) -> Array:
    """Padding by computed widths."""
    return padded(machine, x, value, *(integers_of(machine, op, width) for width in widths))


def padded(
    machine: Machine,
    x: Array,
    value: Array,
    low: Sequence[int],
    high: Sequence[int],
    interior: Sequence[int],
) -> Array:
    """The tensor among copies of `value`, which has the mesh dimensions alone."""
    sizes = x.shape[machine.lead :]
    spread = [size + max(size - 1, 0) * gap for size, gap in zip(sizes, interior, strict=True)]
    shape = [
        max(size + before + after, 0) for size, before, after in zip(spread, low, high, strict=True)
    ]
    lead = np.broadcast_shapes(x.shape[: machine.lead], value.shape[: machine.lead])
    filled = np.empty((*lead, *shape), x.dtype)
    filled[...] = value.reshape(value.shape[: machine.lead] + (1,) * len(sizes))
    target: list[slice] = []
    source: list[slice] = []
    for size, before, gap, total in zip(sizes, low, interior, shape, strict=True):
        step = gap + 1
        skipped = max(-(before // step), 0) if before < 0 else 0
        start = before + skipped * step
        count = max(min(size - skipped, -(-(total - start) // step)), 0)
        target.append(slice(start, start + count * step, step))
        source.append(slice(skipped, skipped + count))
    filled[local_index(machine, target)] = x[local_index(machine, source)]
    return filled


def pad_constant(machine: Machine, op: Any, x: Array) -> Array:
    """A number put around the tensor; widths as low and high of each dimension."""
    value = machine.xp.asarray(op.value).astype(x.dtype).reshape((1,) * machine.lead)
    rank = local_rank(machine, x)
    return padded(machine, x, value, op.padding[::2], op.padding[1::2], (0,) * rank)


def repeat(machine: Machine, op: Any, x: Array) -> Array:
    """The whole tensor several times along each dimension."""
    times = [
        wanted // size
        for wanted, size in zip(result_shape(op), x.shape[machine.lead :], strict=True)
    ]
    return machine.xp.tile(x, (1,) * machine.lead + tuple(times))


def repeat_interleave(machine: Machine, op: Any, x: Array) -> Array:
    """Every slice of one dimension several times in a row."""
    return machine.xp.repeat(x, op.repeats, axis=axis_of(machine, x, op.dim))


def index(machine: Machine, op: Any, x: Array) -> Array:
    """A strided range of one dimension."""
    bounds = [slice(None)] * local_rank(machine, x)
    bounds[op.dim] = slice(op.begin, op.end, op.step)
    return x[local_index(machine, bounds)]


def index_select(machine: Machine, op: Any, x: Array) -> Array:
    """Ranges of `length` slices of one dimension, `stride` apart; one range for stride 0."""
    size = x.shape[axis_of(machine, x, op.dim)]
    starts = range(op.begin, size, op.stride) if op.stride else [op.begin]
    places = [start + i for start in starts for i in range(op.length) if start + i < size]
    return machine.xp.take(x, np.asarray(places), axis=axis_of(machine, x, op.dim))


def rearrange(machine: Machine, op: Any, x: Array) -> Array:
    """Dimensions named, reordered, merged: `b (h d) s -> b h s d`, sizes from the result."""
    left, right = (_groups(side) for side in op.pattern.split("->"))
    sizes = _named_sizes(left, x.shape[machine.lead :]) | _named_sizes(right, result_shape(op))
    names = [name for group in left for name in group]
    order = [name for group in right for name in group]
    spread = with_local_shape(machine, x, [sizes[name] for name in names])
    moved = spread.transpose(
        (*range(machine.lead), *(machine.lead + names.index(name) for name in order))
    )
    return with_local_shape(machine, moved, result_shape(op))


def _groups(side: str) -> list[list[str]]:
    words = side.replace("(", " ( ").replace(")", " ) ").split()
    groups: list[list[str]] = []
    inside = False
    for word in words:
        if word in "()":
            inside = word == "("
            if inside:
                groups.append([])
        elif inside:
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def _named_sizes(groups: Sequence[Sequence[str]], shape: Sequence[int]) -> dict[str, int]:
    return {group[0]: size for group, size in zip(groups, shape, strict=True) if len(group) == 1}


def same(machine: Machine, op: Any, x: Array, *others: Any) -> Array:
    """The operand itself."""
    return x


def set_dimension_size(machine: Machine, op: Any, x: Array, size: Array) -> Array:
    """A dimension cut to a computed size."""
    (length,) = integers_of(machine, op, size)
    bounds = [slice(None)] * local_rank(machine, x)
    bounds[op.dimension] = slice(0, length)
    return x[local_index(machine, bounds)]


KERNELS = {
    "broadcast": broadcast_to_result,
    "broadcast_in_dim": broadcast_in_dim,
    "concat": concatenate,
    "concatenate": concatenate,
    "dynamic_broadcast_in_dim": broadcast_in_dim,
    "dynamic_pad": dynamic_pad,
    "dynamic_reshape": reshape,
    "dynamic_slice": dynamic_slice,
    "dynamic_update_slice": dynamic_update_slice,
    "index": index,
    "index_select": index_select,
    "permute": transpose,
    "rearrange": rearrange,
    "real_dynamic_slice": real_dynamic_slice,
    "repeat": repeat,
    "repeat_interleave": repeat_interleave,
    "reshape": reshape,
    "reverse": reverse,
    "set_dimension_size": set_dimension_size,
    "slice": slice_,
    "slice_dynamic": slice_dynamic,
    "slice_static": slice_static,
    "squeeze": reshape,
    "stablehlo.pad": pad,
    "stablehlo.transpose": transpose,
    "transpose": swap,
    "ttir.pad": pad_constant,
    "ttnn.pad": pad_constant,
    "unsqueeze": reshape,
}
