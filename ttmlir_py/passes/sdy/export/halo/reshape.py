"""Reshapes whose shards are uneven: a split dimension is dealt out anew between neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import SSAValue

from ttmlir_py.dialects.sdy.axes import Axes
from ttmlir_py.dialects.sdy.manual import without_manual_axes
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.dialects.stablehlo.data_movement import ReshapeOp
from ttmlir_py.passes.sdy.export.halo.computation import (
    cut_behind,
    divisible_shape,
    manual_axes,
    manual_computation,
    manual_shape,
    padded_behind,
)
from ttmlir_py.passes.sdy.export.halo.devices import Devices
from ttmlir_py.passes.sdy.export.halo.reshape_groups import Group, Side, groups_of
from ttmlir_py.passes.sdy.export.local.shards import Shards, scalar
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.shapes import element_of, shape_of, with_shape


def reshape_groups(
    op: ReshapeOp, before: Sequence[Axes], after: Sequence[Axes], mesh: MeshAttr
) -> Sequence[Group]:
    """The groups of a reshape's dimensions, divided along axes."""
    shapes = shape_of(op.operand), shape_of(op.result)
    return [
        Group(
            Side.of(dims[0], shapes[0], before, mesh),
            Side.of(dims[1], shapes[1], after, mesh),
            dims,
        )
        for dims in groups_of(*shapes)
    ]


def exchange_reshaped(
    op: ReshapeOp, groups: Sequence[Group], mesh: MeshAttr, shards: Shards
) -> SSAValue | None:
    """A reshape as an exchange between neighbours; None where one would not do."""
    moving = [group for group in groups if not group.stays_home]
    source, target = sharding_of(op.operand), sharding_of(op.result)
    if source is None or target is None or not all(g.can_be_exchanged for g in moving):
        return None
    uneven = [group for group in groups if group in moving or not group.is_even]
    manual = manual_axes((a for g in uneven for a in g.axes), (source, target), mesh)
    dims = [{d for g in groups for d in g.dims[side] if g in uneven} for side in (0, 1)]
    build = Builder(op)
    zero = scalar(0, element_of(op.operand), build)
    grown = divisible_shape(shape_of(op.operand), source, mesh, dims[0])
    operand = padded_behind(op.operand, grown, zero, source, build)
    shape = divisible_shape(shape_of(op.result), target, mesh, dims[1])

    def body(devices: Devices, values: Sequence[SSAValue]) -> SSAValue:
        value, fill = values
        inner = Devices(shards, mesh, without_manual_axes(source, manual), devices.build)
        for group in moving:
            value = _split(inner, value, group, target, fill)
        local = manual_shape(shape, target, manual, mesh)
        return devices(ReshapeOp(value, result_types=[with_shape(value, local)]))

    operands = [(operand, source), (zero, TensorSharding.fully_replicated(source.mesh, 0))]
    result = manual_computation(op, operands, (shape, target), manual, mesh, shards, body)
    return cut_behind(result, shape_of(op.result), target, build)


def _split(
    devices: Devices, value: SSAValue, group: Group, target: TensorSharding, fill: SSAValue
) -> SSAValue:
    """The device's run of a dimension's elements, some of which its left neighbour has."""
    (dim,) = group.dims[0]
    axes = [
        axis
        for index in group.dims[1]
        for axis in target.dims[index].axes
        if axis.size_in(devices.mesh) > 1
    ]
    size = shape_of(value)[dim]
    sources = list(group.sources())
    left = max(hops for hops, _ in sources)
    value = devices.with_neighbours(value, dim, axes, (left, 0), None)
    value = devices.widened(value, dim, size, 1, fill)
    number = devices.shard_number(axes)
    starts = [size * (left - hops + 1) + offset for hops, offset in sources]
    start = devices.entry(starts, number)
    zero = scalar(0, I64, devices.build)
    return devices.part(value, dim, start, zero, size)
