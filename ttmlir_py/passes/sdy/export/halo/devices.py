"""What a device does to get its neighbours' shards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.dialects.sdy.shardings import SHARDING
from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection
from ttmlir_py.dialects.stablehlo.collectives import CollectivePermuteOp
from ttmlir_py.dialects.stablehlo.data_movement import (
    BroadcastInDimOp,
    ConcatenateOp,
    PadOp,
    SliceOp,
)
from ttmlir_py.dialects.stablehlo.elementwise_binary import (
    AddOp,
    CompareOp,
    DivideOp,
    MultiplyOp,
    RemainderOp,
    SelectOp,
)
from ttmlir_py.dialects.stablehlo.indexing import DynamicSliceOp
from ttmlir_py.passes.sdy.export.local.shards import (
    Shards,
    look_up,
    scalar,
    scalar_of,
    shard_indices,
)
from ttmlir_py.passes.stablehlo.mesh_digits import groups_of_axes
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.groups import Groups
from ttmlir_py.support.shapes import Shape, element_of, rank_of, shape_of, with_shape

Axes = Sequence[AxisRef]


def neighbours(mesh: MeshAttr, axes: Axes, hops: int) -> Groups:
    """(from, to) for every device with another one `hops` shards further along axes."""
    place = {device: place for place, device in enumerate(mesh.device_ids or range(mesh.size))}
    pairs = [
        (group[index], group[index + hops])
        for group in groups_of_axes(mesh, axes)
        for index in range(len(group))
        if 0 <= index + hops < len(group)
    ]
    return tuple(sorted(pairs, key=lambda pair: place[pair[0]]))


@dataclass
class Devices:
    """Builds the program of a device of a mesh; its values are sharded along no manual axis."""

    shards: Shards
    mesh: MeshAttr
    inner: TensorSharding
    build: Builder

    def __call__(self, op: Operation, sharding: TensorSharding | None = None) -> SSAValue:
        """Insert an op whose result is sharded along the free axes."""
        op.attributes[SHARDING] = ShardingPerValue((sharding or self.inner,))
        return self.build(op)

    def received(self, value: SSAValue, axes: Axes, hops: int) -> SSAValue:
        """The shard of the device `hops` to the left; zeros where there is none."""
        if hops == 0:
            return value
        pairs = neighbours(self.mesh, axes, hops)
        if not pairs:
            return self.filled(scalar(0, element_of(value), self.build), shape_of(value))
        return self(
            CollectivePermuteOp(
                value, source_target_pairs=pairs, channel_handle=self.shards.channel()
            )
        )

    def filled(self, number: SSAValue, shape: Shape) -> SSAValue:
        return self(
            BroadcastInDimOp(
                number, broadcast_dimensions=(), result_types=[with_shape(number, shape)]
            )
        )

    def with_neighbours(
        self, value: SSAValue, dim: int, axes: Axes, hops: tuple[int, int], fill: SSAValue | None
    ) -> SSAValue:
        """The shards from the left, the device's own and those from the right, in order.

        Where there is no neighbour stands `fill`, or anything if none is given.
        """
        left, right = hops
        shifts = [*range(left, -1, -1), *range(-1, -right - 1, -1)]
        number = self.shard_number(axes) if fill is not None else None
        parts: list[SSAValue] = []
        for shift in shifts:
            part = self.received(value, axes, shift)
            if fill is not None and number is not None and shift:
                part = self._or_fill(part, number, axes, shift, fill)
            parts.append(part)
        return self(ConcatenateOp(parts, dimension=dim))

    def _or_fill(
        self, part: SSAValue, number: SSAValue, axes: Axes, shift: int, fill: SSAValue
    ) -> SSAValue:
        """What a neighbour sent, or `fill` on the devices at the border that have none there."""
        count = max(shard_indices(self.mesh, axes)) + 1
        order = ComparisonDirection.GE if shift > 0 else ComparisonDirection.LT
        border = scalar(shift if shift > 0 else count + shift, I64, self.build)
        has = self.build(CompareOp(number, border, comparison_direction=order))
        return self(SelectOp(has, part, self.filled(fill, shape_of(part))))

    def widened(
        self, value: SSAValue, dim: int, margin: int, step: int, fill: SSAValue
    ) -> SSAValue:
        """A value with padding on both sides, and between its elements."""
        rank = rank_of(value)
        return self(
            PadOp(
                value,
                fill,
                edge_padding_low=_only(dim, margin, rank),
                edge_padding_high=_only(dim, margin, rank),
                interior_padding=_only(dim, step - 1, rank),
            )
        )

    def part(
        self, value: SSAValue, dim: int, start: SSAValue, zero: SSAValue, size: int
    ) -> SSAValue:
        """`size` elements of a dimension from a computed place on."""
        starts = [start if index == dim else zero for index in range(rank_of(value))]
        shape = [size if i == dim else extent for i, extent in enumerate(shape_of(value))]
        return self(DynamicSliceOp(value, starts, slice_sizes=tuple(shape)))

    def between(self, value: SSAValue, dim: int, start: int, limit: int) -> SSAValue:
        """The elements of a dimension from a known place up to another."""
        shape = shape_of(value)
        return self(
            SliceOp(
                value,
                start_indices=_only(dim, start, len(shape)),
                limit_indices=tuple(limit if i == dim else n for i, n in enumerate(shape)),
                strides=(1,) * len(shape),
            )
        )

    def entry(self, table: Sequence[int], number: SSAValue) -> SSAValue:
        """The entry of a table with a computed number."""
        return scalar_of(look_up(number, table, I64, self.build), self.build)

    def shard_number(self, axes: Axes) -> SSAValue:
        """Which shard along axes, major to minor, the device has: arithmetic on its number.

        Where the mesh orders its devices in its own way, a table tells.
        """
        device = self.shards.device_id(self.build)
        if self.mesh.device_ids:
            return self.entry(shard_indices(self.mesh, axes), device)
        number: SSAValue | None = None
        for axis in axes:
            coordinate = self._coordinate(device, axis)
            if number is not None:
                number = self.build(MultiplyOp(number, self._number(axis.size_in(self.mesh))))
                coordinate = self.build(AddOp(number, coordinate))
            number = coordinate
        return number if number is not None else self._number(0)

    def _coordinate(self, device: SSAValue, axis: AxisRef) -> SSAValue:
        minor = self.mesh.axis_size(axis.axis) // axis.high_in(self.mesh)
        for other in self.mesh.axes[self.mesh.axis_index(axis.axis) + 1 :]:
            minor *= other.size
        size = axis.size_in(self.mesh)
        if minor > 1:
            device = self.build(DivideOp(device, self._number(minor)))
        if size < self.mesh.size:
            device = self.build(RemainderOp(device, self._number(size)))
        return device

    def _number(self, value: int) -> SSAValue:
        return scalar(value, I64, self.build)


def _only(dim: int, number: int, rank: int) -> tuple[int, ...]:
    return tuple(number if index == dim else 0 for index in range(rank))
