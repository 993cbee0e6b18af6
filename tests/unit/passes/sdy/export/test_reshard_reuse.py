"""Cuts are equal exactly where devices hold the same elements."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from xdsl.dialects.builtin import TensorType, f32
from xdsl.utils.test_value import create_ssa_value

from ttmlir_py.dialects.sdy.axes import AxisRef, SubAxis
from ttmlir_py.dialects.sdy.mesh import MeshAttr, MeshAxis
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.dialects.stablehlo.data_movement import TransposeOp
from ttmlir_py.passes.sdy.export.reshard_reuse import (
    _before_transpose,  # pyright: ignore[reportPrivateUsage]
    cuts_of,
)

MESH = MeshAttr((MeshAxis("a", 2), MeshAxis("b", 4)))
PARTS = (
    AxisRef("a"),
    AxisRef("b"),
    AxisRef("b", SubAxis(1, 2)),
    AxisRef("b", SubAxis(2, 2)),
)
DEVICES = 8
SHAPES = ((8, 8), (2, 4, 8), (64,), (4, 4, 4), (16, 4), (2, 2, 16))


def coordinate(axis: AxisRef, device: int) -> int:
    whole, size = (device // 4, 2) if axis.axis == "a" else (device % 4, 4)
    return whole // (size // (axis.low * axis.size_in(MESH))) % axis.size_in(MESH)


def held(values: np.ndarray, sharding: TensorSharding, device: int) -> frozenset[int]:
    """The elements on one device."""
    for number, dim in enumerate(sharding.dims):
        for axis in dim.axes:
            parts = np.split(values, axis.size_in(MESH), axis=number)
            values = parts[coordinate(axis, device)]
    return frozenset(values.flat)


@st.composite
def shardings(draw: st.DrawFn, shape: tuple[int, ...]) -> TensorSharding:
    axes = draw(st.lists(st.sampled_from(PARTS), max_size=3, unique=True))
    assume(not any(x.overlaps(y) for x in axes for y in axes if x is not y))
    dims: list[tuple[AxisRef, ...]] = [()] * len(shape)
    for axis in axes:
        dim = draw(st.integers(0, len(shape) - 1))
        if not (dims[dim] and dims[dim][-1].can_merge(axis)):
            dims[dim] = (*dims[dim], axis)
    sharding = TensorSharding("mesh", tuple(map(DimSharding, dims)))
    assume(sharding.divides(shape, MESH))
    return sharding


@given(st.data())
def test_equal_cuts_are_equal_shards(data: st.DataObject) -> None:
    values = np.arange(64)
    one, other = (data.draw(st.sampled_from(SHAPES)) for _ in range(2))
    first, second = data.draw(shardings(one)), data.draw(shardings(other))
    equal_shards = all(
        held(values.reshape(one), first, device) == held(values.reshape(other), second, device)
        for device in range(DEVICES)
    )
    equal_cuts = cuts_of(first, TensorType(f32, one), MESH) == cuts_of(
        second, TensorType(f32, other), MESH
    )
    assert equal_cuts == equal_shards


@given(st.data())
def test_cuts_move_with_a_transpose(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from(SHAPES))
    order = data.draw(st.permutations(range(len(shape))))
    target = tuple(shape[dim] for dim in order)
    sharding = data.draw(shardings(target))
    before = TensorSharding(
        "mesh", tuple(sharding.dims[order.index(dim)] for dim in range(len(shape)))
    )
    op = TransposeOp(create_ssa_value(TensorType(f32, shape)), permutation=tuple(order))
    cuts = cuts_of(sharding, TensorType(f32, target), MESH)
    assert cuts is not None
    assert _before_transpose(cuts, op, MESH) == cuts_of(before, TensorType(f32, shape), MESH)
