"""What a program on shards needs to know: how values are divided, and which shard a device has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, SymbolRefAttr, TensorType
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.stablehlo import mesh_attributes
from ttmlir_py.dialects.stablehlo.attributes import ChannelHandleAttr
from ttmlir_py.dialects.stablehlo.collectives import GroupedOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp, PartitionIdOp, ReplicaIdOp
from ttmlir_py.dialects.stablehlo.data_movement import ReshapeOp
from ttmlir_py.dialects.stablehlo.elementwise_unary import ConvertOp
from ttmlir_py.dialects.stablehlo.indexing import DynamicSliceOp
from ttmlir_py.passes.stablehlo.mesh_digits import groups_of_axes
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.element_types import I1, I64
from ttmlir_py.support.groups import Groups
from ttmlir_py.support.shapes import Shape, rank_of, shape_of, tensor_type, with_shape
from ttmlir_py.syntax.diagnostics import fail


@dataclass
class Shards:
    """The values of a module as they were before it became one on shards."""

    module: Operation
    use_replica_id: bool = False
    groups_by_axes: bool = False
    next_channel: int = 1
    types: dict[SSAValue, TensorType[Attribute]] = field(
        default_factory=dict[SSAValue, TensorType[Attribute]]
    )
    shardings: dict[SSAValue, TensorSharding] = field(
        default_factory=dict[SSAValue, TensorSharding]
    )

    def whole_shape(self, value: SSAValue) -> Shape:
        """The shape of the whole tensor that a value is a shard of."""
        return shape_of(self.types.get(value) or value.type)

    def mesh(self, mesh: str | MeshAttr) -> MeshAttr:
        found = mesh_of(self.module, mesh)
        assert found is not None, f"unknown mesh {mesh}"
        return found

    def mesh_of(self, value: SSAValue) -> MeshAttr | None:
        """The mesh of a value's sharding."""
        sharding = self.shardings.get(value)
        return None if sharding is None else self.mesh(sharding.mesh)

    def axes(self, value: SSAValue) -> Sequence[Sequence[AxisRef]]:
        """The axes that divide each dimension, none of size one."""
        sharding, mesh = self.shardings.get(value), self.mesh_of(value)
        if sharding is None or mesh is None or mesh.is_maximal:
            return ((),) * rank_of(value)
        return tuple(tuple(a for a in dim.axes if a.size_in(mesh) > 1) for dim in sharding.dims)

    def parts(self, value: SSAValue) -> Shape:
        """Into how many parts each dimension is divided."""
        sharding, mesh = self.shardings.get(value), self.mesh_of(value)
        if sharding is None or mesh is None or mesh.is_maximal:
            return (1,) * len(self.whole_shape(value))
        return sharding.axes_sizes(mesh)

    def local_type(self, value: SSAValue) -> TensorType[Attribute]:
        """The type of a value's shards."""
        pairs = zip(self.whole_shape(value), self.parts(value), strict=True)
        return with_shape(tensor_type(value), [size // count for size, count in pairs])

    def same_place(self, old: SSAValue, new: SSAValue) -> None:
        """Say that a new value stands for an old one."""
        if old in self.types:
            self.types[new] = self.types[old]
        if old in self.shardings:
            self.shardings[new] = self.shardings[old]

    def channel(self) -> ChannelHandleAttr:
        """A channel that no other collective uses, between devices."""
        self.next_channel += 1
        return ChannelHandleAttr(handle=self.next_channel - 1, type=1)

    def grouped(
        self,
        op: Operation,
        mesh: str | MeshAttr,
        axes: Sequence[AxisRef],
        make: Callable[[Groups, ChannelHandleAttr], GroupedOp],
    ) -> GroupedOp:
        """A collective along axes, with its groups as lists of devices or as those axes."""
        collective = make(groups_of_axes(self.mesh(mesh), axes), self.channel())
        if self.groups_by_axes and all(axis.sub is None for axis in axes):
            collective.properties["replica_groups"] = mesh_attributes.ReplicaGroupMeshAxesAttr(
                SymbolRefAttr(mesh) if isinstance(mesh, str) else _inline_mesh(mesh),
                tuple(mesh_attributes.AxisRefAttr(axis.axis) for axis in axes),
            )
        return collective

    def device_id(self, build: Builder) -> SSAValue:
        """The number of the device that runs the program."""
        number = build(ReplicaIdOp() if self.use_replica_id else PartitionIdOp())
        return build(ConvertOp(number, result_types=[TensorType(I64, ())]))

    def offset(
        self, mesh: MeshAttr, axes: Sequence[AxisRef], size: int, build: Builder
    ) -> SSAValue:
        """Where a device's shard of `size` along axes begins, a scalar."""
        numbers = [size * index for index in shard_indices(mesh, axes)]
        return scalar_of(look_up(self.device_id(build), numbers, I64, build), build)

    def is_first(self, mesh: MeshAttr, axes: Sequence[AxisRef], build: Builder) -> SSAValue:
        """Whether a device has the first shard along axes, as a tensor of one element."""
        table = [int(index == 0) for index in shard_indices(mesh, axes)]
        return look_up(self.device_id(build), table, I1, build)

    def slice_of(
        self,
        value: SSAValue,
        mesh: MeshAttr,
        axes: Sequence[Sequence[AxisRef]],
        shape: Shape,
        build: Builder,
    ) -> SSAValue:
        """The device's slice, of a given shape, of a value that all devices have."""
        starts = [
            self.offset(mesh, dim, size, build) if dim else scalar(0, I64, build)
            for dim, size in zip(axes, shape, strict=True)
        ]
        return build(DynamicSliceOp(value, starts, slice_sizes=shape))


def free_channel(module: Operation) -> int:
    """A channel above all that the module uses."""
    handles = [
        channel.handle
        for op in module.walk()
        if isinstance(channel := op.properties.get("channel_handle"), ChannelHandleAttr)
    ]
    return max(handles, default=0) + 1


LocalLowering = Callable[[Any, Shards, Builder], "Sequence[SSAValue] | SSAValue | None"]
"""Builds what an op is on shards; None where it is the same op with other types."""


def device_coordinate(mesh: MeshAttr, device: int, axis: AxisRef) -> int:
    """The place of a device along an axis or sub-axis."""
    position = mesh.device_ids.index(device) if mesh.device_ids else device
    minor = 1
    for other in mesh.axes[mesh.axis_index(axis.axis) + 1 :]:
        minor *= other.size
    coordinate = position // minor % mesh.axis_size(axis.axis)
    return coordinate * axis.high_in(mesh) // mesh.axis_size(axis.axis) % axis.size_in(mesh)


def shard_index(mesh: MeshAttr, device: int, axes: Sequence[AxisRef]) -> int:
    """Which shard along axes, major to minor, a device has."""
    index = 0
    for axis in axes:
        index = index * axis.size_in(mesh) + device_coordinate(mesh, device, axis)
    return index


def shard_indices(mesh: MeshAttr, axes: Sequence[AxisRef]) -> list[int]:
    """The shard of every device."""
    return [shard_index(mesh, device, axes) for device in range(mesh.size)]


def elements(
    shape: Sequence[int], element: Attribute, values: Sequence[float]
) -> DenseIntOrFPElementsAttr:
    """A tensor of numbers, row by row; of one number for all where only one is given."""
    type_ = TensorType(element, tuple(shape))
    return DenseIntOrFPElementsAttr.from_list(type_, list(values))  # pyright: ignore[reportArgumentType, reportCallIssue]


def constant(
    shape: Sequence[int], element: Attribute, values: Sequence[float], build: Builder
) -> SSAValue:
    return build(ConstantOp(value=elements(shape, element, values)))


def scalar(value: float, element: Attribute, build: Builder) -> SSAValue:
    return constant((), element, [value], build)


def look_up(device: SSAValue, table: Sequence[int], element: Attribute, build: Builder) -> SSAValue:
    """The device's entry of a table, as a tensor of one element."""
    entries = constant((len(table),), element, table, build)
    return build(DynamicSliceOp(entries, [device], slice_sizes=(1,)))


def scalar_of(value: SSAValue, build: Builder) -> SSAValue:
    """The one element of a tensor."""
    return build(ReshapeOp(value, result_types=[with_shape(value, ())]))


def reshaped(value: SSAValue, shape: Sequence[int], build: Builder) -> SSAValue:
    return build(ReshapeOp(value, result_types=[with_shape(value, shape)]))


def require_whole(op: Operation, value: SSAValue, dims: Sequence[int], shards: Shards) -> None:
    """Fail where one of some dimensions is divided."""
    parts = shards.parts(value)
    for dim in dims:
        if parts[dim] > 1:
            fail(op, f"dimension {dim} is sharded, but the op needs all of it")


def _inline_mesh(mesh: MeshAttr) -> mesh_attributes.MeshAttr:
    axes = tuple(mesh_attributes.MeshAxisAttr(axis.axis, axis.size) for axis in mesh.axes)
    ids = elements((mesh.size,), I64, mesh.device_ids) if mesh.device_ids else None
    return mesh_attributes.MeshAttr(axes, ids)
