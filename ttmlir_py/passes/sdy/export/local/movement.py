"""Padding and slices of shards, where no device needs a neighbour's data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo.data_movement import ConcatenateOp, PadOp, ReverseOp, SliceOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp, ClampOp, SubtractOp
from ttmlir_py.dialects.stablehlo.indexing import DynamicSliceOp, DynamicUpdateSliceOp
from ttmlir_py.passes.sdy.export.local.creation import converted
from ttmlir_py.passes.sdy.export.local.shards import (
    LocalLowering,
    Shards,
    look_up,
    require_whole,
    scalar,
    scalar_of,
    shard_indices,
)
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.element_types import I64, bit_width
from ttmlir_py.support.shapes import element_of, shape_of, with_shape
from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, Severity, fail, op_error


class _PaddedDim(NamedTuple):
    """A dimension of padded shards: where a shard's data begins in its result, by device."""

    offsets: Sequence[int]
    size: int
    """Of the shard's data with what is between its elements."""
    result: int

    @property
    def is_uniform(self) -> bool:
        return len(set(self.offsets)) == 1


def _pad(op: PadOp, shards: Shards, build: Builder) -> SSAValue:
    """Where devices pad differently, each takes its part of what is padded enough for all."""
    dims = [_padded_dim(op, dim, shards) for dim in range(len(op.interior_padding))]
    if all(dim.is_uniform for dim in dims):
        low = [dim.offsets[0] for dim in dims]
        high = [dim.result - dim.size - dim.offsets[0] for dim in dims]
        return _padded(op, low, high, build)
    low = [max(0, *dim.offsets) for dim in dims]
    high = [max(0, dim.result - dim.size - min(dim.offsets)) for dim in dims]
    value = _padded(op, low, high, build)
    device = shards.device_id(build)
    starts: list[SSAValue] = []
    for dim, first in zip(dims, low, strict=True):
        table = [first - offset for offset in dim.offsets]
        if dim.is_uniform:
            starts.append(scalar(table[0], I64, build))
        else:
            starts.append(scalar_of(look_up(device, table, I64, build), build))
    return build(DynamicSliceOp(value, starts, slice_sizes=tuple(dim.result for dim in dims)))


def _padded(op: PadOp, low: Sequence[int], high: Sequence[int], build: Builder) -> SSAValue:
    return build(
        PadOp(
            op.operand,
            op.padding_value,
            edge_padding_low=tuple(low),
            edge_padding_high=tuple(high),
            interior_padding=op.interior_padding,
        )
    )


def _padded_dim(op: PadOp, dim: int, shards: Shards) -> _PaddedDim:
    step = op.interior_padding[dim] + 1
    low = op.edge_padding_low[dim]
    local = shape_of(op.operand)[dim]
    result = shape_of(shards.local_type(op.result))[dim]
    size = (local - 1) * step + 1
    axes = shards.axes(op.result)[dim]
    if tuple(axes) != tuple(shards.axes(op.operand)[dim]):
        fail(op, f"operand and result are sharded differently along dimension {dim}")
    if not axes:
        return _PaddedDim((low,), size, result)
    mesh = shards.mesh_of(op.result)
    assert mesh is not None, f"{op.result} has no mesh"
    shift = local * step - result
    count = shards.parts(op.result)[dim]
    for index in range(count):
        offset = low + index * shift
        is_short = index < count - 1 and offset + local * step < result
        is_late = index > 0 and offset - step >= 0
        if is_short or is_late:
            fail(op, f"needs data of neighbouring shards along dimension {dim}")
    return _PaddedDim([low + index * shift for index in shard_indices(mesh, axes)], size, result)


def _slice(op: SliceOp, shards: Shards, build: Builder) -> SSAValue:
    starts, limits = list(op.start_indices), list(op.limit_indices)
    result = shape_of(shards.local_type(op.result))
    for dim, axes in enumerate(shards.axes(op.result)):
        if tuple(axes) != tuple(shards.axes(op.operand)[dim]):
            fail(op, f"operand and result are sharded differently along dimension {dim}")
        if not axes:
            continue
        stride, local = op.strides[dim], shape_of(op.operand)[dim]
        last = starts[dim] + (result[dim] - 1) * stride
        if result[dim] * stride != local or last >= local:
            fail(op, f"needs data of neighbouring shards along dimension {dim}")
        limits[dim] = min(local, starts[dim] + result[dim] * stride)
    return build(
        SliceOp(
            op.operand,
            start_indices=tuple(starts),
            limit_indices=tuple(limits),
            strides=op.strides,
            result_types=[with_shape(op.operand, result)],
        )
    )


def _concatenate(op: ConcatenateOp, shards: Shards, build: Builder) -> None:
    dim = op.dimension
    if any(shards.parts(value)[dim] > 1 for value in (*op.operands, *op.results)):
        message = f"dimension {dim} is sharded but the concatenation is on this dimension."
        error = op_error(op, message)
        follow = f"failed to legalize operation '{op.name}' that was explicitly marked illegal"
        raise CompileError([error, Diagnostic(Severity.ERROR, follow, error.location)])


def _reverse(op: ReverseOp, shards: Shards, build: Builder) -> None:
    """Shards of the result have opposite places to the operand's, or reversed dims are whole."""
    for dim in op.dimensions:
        if not _mirrors(op, dim, shards):
            require_whole(op, op.operand, [dim], shards)


def _mirrors(op: ReverseOp, dim: int, shards: Shards) -> bool:
    """Whether every device has the shards at opposite ends of a dimension before and after."""
    places: list[list[int]] = []
    for value in (op.operand, op.result):
        mesh = shards.mesh_of(value)
        if mesh is None:
            return False
        places.append(shard_indices(mesh, shards.axes(value)[dim]))
    return all(sum(pair) == max(places[0]) for pair in zip(*places, strict=True))


def _dynamic_slice(op: DynamicSliceOp, shards: Shards, build: Builder) -> None:
    whole = shards.whole_shape(op.operand)
    partial = [dim for dim, size in enumerate(op.slice_sizes) if size != whole[dim]]
    require_whole(op, op.operand, partial, shards)
    op.slice_sizes = shape_of(shards.local_type(op.result))


def _dynamic_update_slice(
    op: DynamicUpdateSliceOp, shards: Shards, build: Builder
) -> SSAValue | None:
    """Every device writes what of the whole update falls into its shard.

    The shard is widened by the update's size at both ends, so that what falls outside is cut off.
    """
    axes, update = shards.axes(op.operand), shape_of(op.update)
    sizes = zip(shards.whole_shape(op.operand), shards.whole_shape(op.update), strict=True)
    partial = [dim for dim, (size, other) in enumerate(sizes) if size != other]
    require_whole(op, op.update, partial, shards)
    margins = [size if d in partial and axes[d] else 0 for d, size in enumerate(update)]
    if not any(margins):
        return None
    starts = [_start(op, dim, margin, shards, build) for dim, margin in enumerate(margins)]
    value = build(DynamicUpdateSliceOp(_widened(op.operand, margins, build), op.update, starts))
    local = shape_of(op.operand)
    return build(
        SliceOp(
            value,
            start_indices=tuple(margins),
            limit_indices=tuple(map(sum, zip(margins, local, strict=True))),
            strides=(1,) * len(local),
        )
    )


def _start(
    op: DynamicUpdateSliceOp, dim: int, margin: int, shards: Shards, build: Builder
) -> SSAValue:
    """Where the update begins in a dimension of a shard with margins."""
    start, size = op.start_indices[dim], shards.whole_shape(op.operand)[dim]
    if not margin:
        return converted(start, I64, build)
    element = element_of(start)
    last = min(size - shape_of(op.update)[dim], (1 << (bit_width(element) - 1)) - 1)
    limits = [scalar(number, element, build) for number in (0, last)]
    inside = converted(build(ClampOp(limits[0], start, limits[1])), I64, build)
    mesh = shards.mesh_of(op.operand)
    assert mesh is not None, f"{op.name} is not sharded"
    first = shards.offset(mesh, shards.axes(op.operand)[dim], shape_of(op.operand)[dim], build)
    moved = build(SubtractOp(inside, first))
    return build(AddOp(moved, scalar(margin, I64, build)))


def _widened(value: SSAValue, margins: Sequence[int], build: Builder) -> SSAValue:
    zero = scalar(0, element_of(value), build)
    edges = tuple(margins)
    return build(
        PadOp(
            value,
            zero,
            edge_padding_low=edges,
            edge_padding_high=edges,
            interior_padding=(0,) * len(edges),
        )
    )


ROWS: dict[type[Operation], LocalLowering] = {
    ConcatenateOp: _concatenate,
    DynamicSliceOp: _dynamic_slice,
    DynamicUpdateSliceOp: _dynamic_update_slice,
    PadOp: _pad,
    ReverseOp: _reverse,
    SliceOp: _slice,
}
