"""Values on a mesh: one array with a leading dimension per mesh axis, full or of size 1.

Size 1 means that all chips along that axis hold the same data. `lead` is the number of mesh axes.
Splitting and joining are views wherever the memory allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from ttmlir_py.runtime.formats import Array

DimAxes = Sequence[Sequence[int]]
"""For every dimension of a tensor the mesh axes that split it, major to minor."""


def from_global(lead: int, array: Array) -> Array:
    """An array that every chip holds whole."""
    return array.reshape((1,) * lead + array.shape)


def local_shape(lead: int, array: Array) -> tuple[int, ...]:
    """The shape of one chip's tensor."""
    return array.shape[lead:]


def align(lead: int, *arrays: Array) -> list[Array]:
    """Give all arrays the largest rank by dimensions of size 1 after the mesh dimensions."""
    rank = max(array.ndim for array in arrays)
    return [array if array.ndim == rank else _lift(lead, array, rank) for array in arrays]


def _lift(lead: int, array: Array, rank: int) -> Array:
    shape = array.shape
    return array.reshape(shape[:lead] + (1,) * (rank - array.ndim) + shape[lead:])


def relead(array: Array, old: int, new: int) -> Array:
    """The same value under another number of leading dimensions; added ones follow the old."""
    if new >= old:
        return array.reshape(array.shape[:old] + (1,) * (new - old) + array.shape[old:])
    assert set(array.shape[:old]) <= {1}, f"{array.shape} varies over a mesh of {old} axes"
    return array.reshape((1,) * new + array.shape[old:])


def expand(mesh: Sequence[int], array: Array) -> Array:
    """The array with every mesh dimension of full size; a view."""
    lead = len(mesh)
    return np.broadcast_to(array, (*mesh, *array.shape[lead:]))


def spread(mesh: Sequence[int], array: Array, axes: Sequence[int]) -> Array:
    """The array with the dimensions of some mesh axes of full size; a view."""
    shape = list(array.shape)
    for axis in axes:
        shape[axis] = mesh[axis]
    return np.broadcast_to(array, shape)


def chip(mesh: Sequence[int], array: Array, coordinate: Sequence[int]) -> Array:
    """What the chip at a mesh coordinate holds; a view."""
    assert len(coordinate) == len(mesh), f"{coordinate} is no coordinate of a mesh {mesh}"
    index = (c if size > 1 else 0 for c, size in zip(coordinate, array.shape, strict=False))
    return array[tuple(index)]


def is_uniform(lead: int, array: Array) -> bool:
    """Whether all chips hold the same data."""
    if prod(array.shape[:lead]) == 1:
        return True
    first = array[(slice(0, 1),) * lead]
    return bool((array == first).all())


def split(mesh: Sequence[int], array: Array, dims: DimAxes) -> Array:
    """Give each chip its part of the dimensions that mesh axes split; a view where possible.

    Along an axis on which the array varies already each chip takes its part of its own data.
    """
    lead = len(mesh)
    for axis in (axis for axes in dims for axis in axes):
        if array.shape[axis] != 1:
            return _split_one_by_one(mesh, array, dims)
    used = {axis for axes in dims for axis in axes}
    kept = [axis for axis in range(lead) if axis not in used]
    shape = [array.shape[axis] for axis in kept]
    place = {axis: i for i, axis in enumerate(kept)}
    tail: list[int] = []
    for axes, size in zip(dims, array.shape[lead:], strict=True):
        for axis in axes:
            place[axis] = len(shape)
            shape.append(mesh[axis])
        parts = prod(mesh[axis] for axis in axes)
        assert size % parts == 0, f"dimension of size {size} cannot be split into {parts} parts"
        tail.append(len(shape))
        shape.append(size // parts)
    order = [*(place[axis] for axis in range(lead)), *tail]
    return array.reshape(shape).transpose(order)


def _split_one_by_one(mesh: Sequence[int], array: Array, dims: DimAxes) -> Array:
    lead = len(mesh)
    for dim, axes in enumerate(dims):
        for axis in axes:
            array = _split_axis(mesh[axis], array, axis, lead + dim)
    return array


def _split_axis(parts: int, array: Array, axis: int, dim: int) -> Array:
    shape = array.shape
    assert shape[dim] % parts == 0, f"dimension of size {shape[dim]} is not {parts} equal parts"
    pieces = array.reshape((*shape[:dim], parts, shape[dim] // parts, *shape[dim + 1 :]))
    if shape[axis] == 1:
        return np.moveaxis(pieces.squeeze(axis), dim - 1, axis)
    return np.moveaxis(np.diagonal(pieces, axis1=axis, axis2=dim), -1, axis)


def join(mesh: Sequence[int], array: Array, dims: DimAxes) -> Array:
    """The tensor whose parts the chips hold: the inverse of `split`.

    The axes that split a dimension become of size 1; the others stay.
    """
    lead = len(mesh)
    used = [axis for axes in dims for axis in axes]
    array = spread(mesh, array, used)
    order = [axis for axis in range(lead) if axis not in used]
    shape = [1 if axis in used else array.shape[axis] for axis in range(lead)]
    for dim, axes in enumerate(dims):
        order += [*axes, lead + dim]
        shape.append(prod(mesh[axis] for axis in axes) * array.shape[lead + dim])
    return array.transpose(order).reshape(shape)


def first(array: Array, axes: Sequence[int]) -> Array:
    """The data of the first chip along some axes; those become of size 1."""
    index = [slice(None)] * array.ndim
    for axis in axes:
        index[axis] = slice(0, 1)
    return array[tuple(index)]


def flat(mesh: Sequence[int], array: Array) -> Array:
    """The tensors of all chips in order of chip number, `[chips, ...]`."""
    return expand(mesh, array).reshape((prod(mesh), *array.shape[len(mesh) :]))


def from_flat(mesh: Sequence[int], array: Array) -> Array:
    """The inverse of `flat`."""
    return array.reshape((*mesh, *array.shape[1:]))
