"""Slices and paddings of sharded dimensions: every device takes its part of what it and its
neighbours have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xdsl.ir import SSAValue

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.dialects.stablehlo.data_movement import PadOp, SliceOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp, MaximumOp, MultiplyOp
from ttmlir_py.passes.sdy.export.executable_rules import is_zero, slice_keeps_shards
from ttmlir_py.passes.sdy.export.halo.computation import (
    cut_behind,
    divisible_shape,
    manual_axes,
    manual_computation,
    padded_behind,
)
from ttmlir_py.passes.sdy.export.halo.devices import Devices
from ttmlir_py.passes.sdy.export.halo.movement import Movement
from ttmlir_py.passes.sdy.export.local.shards import Shards, scalar
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.shapes import element_of, shape_of

Movements = Mapping[int, Movement]
"""What happens along every sharded dimension."""


def movement_of(op: PadOp | SliceOp, dim: int, parts: int) -> Movement:
    """How a pad or a slice moves the data of one dimension in equal parts."""
    size, result = shape_of(op.operands[0])[dim], shape_of(op.result)[dim]
    if isinstance(op, PadOp):
        low, step = op.edge_padding_low[dim], op.interior_padding[dim] + 1
        return Movement(parts, size, result, low, step)
    return Movement(parts, size, result, -op.start_indices[dim], stride=op.strides[dim])


def keeps_shards(op: PadOp | SliceOp, dim: int, parts: int) -> bool:
    """Whether the parts of the result are made of those of the operand, one by one."""
    if parts == 1:
        return True
    movement = movement_of(op, dim, parts)
    if isinstance(op, SliceOp):
        return movement.is_identity or slice_keeps_shards(op, dim, parts)
    return _padding_keeps_shards(op, dim, parts) or (
        movement.step == 1 and movement.hops == (0, 0) and movement.stays_home
    )


def _padding_keeps_shards(op: PadOp, dim: int, parts: int) -> bool:
    """Whether padding equal parts of a dimension one by one gives the parts of the result."""
    size, whole = shape_of(op.operand)[dim], shape_of(op.result)[dim]
    if size % parts or whole % parts:
        return False
    local, result, step = size // parts, whole // parts, op.interior_padding[dim] + 1
    shift, low = local * step - result, op.edge_padding_low[dim]
    for index in range(parts):
        offset = low + index * shift
        is_short = index < parts - 1 and offset + local * step < result
        is_late = index > 0 and offset - step >= 0
        if is_short or is_late:
            return False
    return True


def exchange_window(op: PadOp | SliceOp, mesh: MeshAttr, shards: Shards) -> SSAValue | None:
    """A pad or slice as an exchange between neighbours; None where that would not pay."""
    sharding = sharding_of(op.operands[0])
    assert sharding is not None, f"{op.operands[0]} is not sharded"
    movements = {
        dim: movement_of(op, dim, parts)
        for dim, parts in enumerate(sharding.axes_sizes(mesh))
        if parts > 1
    }
    if not all(m.hops.can_be_exchanged(m.parts) for m in movements.values()):
        return None
    build = Builder(op)
    fill = op.padding_value if isinstance(op, PadOp) else None
    anything = fill is None or is_zero(fill)
    number = fill if fill is not None else scalar(0, element_of(op.result), build)
    grown = divisible_shape(shape_of(op.operands[0]), sharding, mesh, movements)
    operand = padded_behind(op.operands[0], grown, number, sharding, build)

    def body(devices: Devices, values: Sequence[SSAValue]) -> SSAValue:
        value, number = values
        for dim, movement in movements.items():
            if not movement.is_identity:
                axes = sharding.dims[dim].axes
                value = _exchanged(devices, value, dim, axes, movement, number, anything)
        return _locally(op, value, number, movements, devices)

    whole = TensorSharding.fully_replicated(sharding.mesh, 0)
    shape = divisible_shape(shape_of(op.result), sharding, mesh, movements)
    names = manual_axes(sharding.dim_axes, [sharding], mesh)
    operands = [(operand, sharding), (number, whole)]
    result = manual_computation(op, operands, (shape, sharding), names, mesh, shards, body)
    return cut_behind(result, shape_of(op.result), sharding, build)


def _exchanged(
    devices: Devices,
    value: SSAValue,
    dim: int,
    axes: Sequence[AxisRef],
    movement: Movement,
    fill: SSAValue,
    anything: bool,
) -> SSAValue:
    """The places of a dimension that the device's part of the result is taken of."""
    sharded = [axis for axis in axes if axis.size_in(devices.mesh) > 1]
    value = devices.with_neighbours(value, dim, sharded, movement.hops, None if anything else fill)
    value = devices.widened(value, dim, movement.margin, movement.step, fill)
    number = devices.shard_number(sharded)
    build = devices.build
    advance = scalar(movement.advance, I64, build)
    first = scalar(movement.first_offset, I64, build)
    start = build(AddOp(build(MultiplyOp(number, advance)), first))
    zero = scalar(0, I64, build)
    start = build(MaximumOp(start, zero))
    return devices.part(value, dim, start, zero, movement.footprint)


def _locally(
    op: PadOp | SliceOp, value: SSAValue, fill: SSAValue, movements: Movements, devices: Devices
) -> SSAValue:
    """What remains of the op: dimensions that are whole, and every n-th place."""
    shape = shape_of(value)
    if isinstance(op, PadOp):
        none = [0 if dim in movements else 1 for dim in range(len(shape))]
        low, high, interior = (
            tuple(size * use for size, use in zip(sizes, none, strict=True))
            for sizes in (op.edge_padding_low, op.edge_padding_high, op.interior_padding)
        )
        if not any((*low, *high, *interior)):
            return value
        return devices(
            PadOp(
                value,
                fill,
                edge_padding_low=low,
                edge_padding_high=high,
                interior_padding=interior,
            )
        )
    starts = tuple(0 if d in movements else s for d, s in enumerate(op.start_indices))
    limits = tuple(shape[d] if d in movements else n for d, n in enumerate(op.limit_indices))
    if (starts, limits, set(op.strides)) == ((0,) * len(shape), shape, {1}):
        return value
    return devices(SliceOp(value, start_indices=starts, limit_indices=limits, strides=op.strides))
