"""Sorting along a dimension, by any comparator, and selection of the largest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.comparison import ordered_bits
from ttmlir_py.runtime.kernels.operands import result_dtype
from ttmlir_py.runtime.machine import Machine


def sort(machine: Machine, op: Any, bodies: Any, *arrays: Array) -> tuple[Array, ...]:
    """Tensors sorted together, stably, by a comparator on their elements."""
    lead = machine.lead
    mesh = np.broadcast_shapes(*(x.shape[:lead] for x in arrays))
    rank = arrays[0].ndim - lead
    axis = lead + op.dimension % rank
    whole = [np.broadcast_to(x, (*mesh, *x.shape[lead:])) for x in arrays]
    order = _known_order(bodies[0].block, whole, axis)
    if order is None:
        order = _merge_order(machine, bodies[0], whole, axis)
    return tuple(np.take_along_axis(x, order, axis) for x in whole)


def _known_order(block: Any, arrays: Sequence[Array], axis: int) -> Array | None:
    """The order where the comparator is one comparison of one of the tensors."""
    compare, *rest = block.ops
    if len(rest) != 1 or compare.name != "stablehlo.compare":
        return None
    args = list(block.args)
    left, right = compare.operands
    if left not in args or right not in args or rest[0].operands[0] is not compare.results[0]:
        return None
    first, second = args.index(left), args.index(right)
    ascending = compare.comparison_direction.value == "LT"
    if first // 2 != second // 2 or first == second:
        return None
    if compare.comparison_direction.value not in ("LT", "GT"):
        return None
    x = arrays[first // 2]
    if compare.compare_type is None or compare.compare_type.value != "TOTALORDER":
        if x.dtype.kind == "c" or (x.dtype.kind == "f" and np.isnan(x).any()):
            return None
        x = x + x.dtype.type(0) if x.dtype.kind == "f" else x
    return order_along(x, axis, descending=ascending != (first < second))


def order_along(x: Array, axis: int, *, descending: bool) -> Array:
    """The stable order of the elements in the total order of their type."""
    key = ordered_bits(x)
    return np.argsort(~key if descending else key, axis=axis, kind="stable")


def _merge_order(machine: Machine, body: Any, arrays: Sequence[Array], axis: int) -> Array:
    """The stable order by any comparator: a merge sort whose runs are all merged at once.

    An element's place in a merged run is its place in its own run plus the number of elements of
    the other run that go before it, found by a binary search that all elements do in step.
    """
    lines = [np.moveaxis(x, axis, -1) for x in arrays]
    length, rank = lines[0].shape[-1], lines[0].ndim - machine.lead
    places = np.arange(length)
    order = np.broadcast_to(places, lines[0].shape)
    width = 1
    while width < length:
        start = places // (2 * width) * (2 * width)
        middle = np.minimum(start + width, length)
        end = np.minimum(start + 2 * width, length)
        is_left = places < middle
        low, high = np.where(is_left, middle, start), np.where(is_left, end, middle)
        low, high = (np.broadcast_to(bound, order.shape) for bound in (low, high))
        first = low
        sorted_lines = [np.take_along_axis(x, order, -1) for x in lines]
        while (low < high).any():
            probe = np.minimum((low + high) // 2, length - 1)
            other = [np.take_along_axis(x, probe, -1) for x in sorted_lines]
            before = _precedes(body, other, sorted_lines, rank)
            after = _precedes(body, sorted_lines, other, rank)
            goes_before = np.where(is_left, before, ~after)
            active = low < high
            low, high = (
                np.where(active & goes_before, probe + 1, low),
                np.where(active & ~goes_before, probe, high),
            )
        own = np.where(is_left, places, places - (middle - start))
        moved = np.empty_like(order)
        np.put_along_axis(moved, own + (low - first), order, -1)
        order = moved
        width *= 2
    return np.moveaxis(order, -1, axis)


def _precedes(body: Any, left: Sequence[Array], right: Sequence[Array], rank: int) -> Array:
    pairs = [x for pair in zip(left, right, strict=True) for x in pair]
    (result,) = body(*pairs, batch=rank)
    return np.broadcast_to(result, left[0].shape)


def top_k(machine: Machine, op: Any, x: Array) -> tuple[Array, ...]:
    """The `k` largest elements of the last dimension in falling order, and their positions."""
    return _selected(x, -1, op.k, descending=True)


def topk(machine: Machine, op: Any, x: Array) -> tuple[Array, ...]:
    """The `k` largest or smallest elements along a dimension, and their positions."""
    rank = x.ndim - machine.lead
    return _selected(x, machine.lead + op.dim % rank, op.k, descending=op.largest)


def sorted_with_indices(machine: Machine, op: Any, x: Array) -> tuple[Array, ...]:
    """All elements along a dimension in order, and their positions."""
    axis = machine.lead + op.dim % (x.ndim - machine.lead)
    return _selected(x, axis, x.shape[axis], descending=op.descending)


def _selected(x: Array, axis: int, count: int, *, descending: bool) -> tuple[Array, ...]:
    order = order_along(x, axis, descending=descending)
    order = np.take(order, np.arange(count), axis=axis)
    return np.take_along_axis(x, order, axis), order.astype(np.int32)


def custom_topk(machine: Machine, op: Any, x: Array) -> tuple[Array, ...]:
    """The largest elements as the results' shapes ask for."""
    count = op.results[0].type.get_shape()[-1]
    values, order = _selected(x, -1, count, descending=True)
    return values, order.astype(result_dtype(op, 1))


KERNELS = {
    "chlo.top_k": top_k,
    "sort": sorted_with_indices,
    "stablehlo.sort": sort,
    "topk": topk,
}
