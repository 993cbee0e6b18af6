"""Communication to TTNN: by name, or as point-to-point copies where TTNN has no such op."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttcore.attributes import ShardDirection, ShardType
from ttmlir_py.dialects.ttir import collectives as ttir
from ttmlir_py.dialects.ttnn import collectives as ttnn
from ttmlir_py.dialects.ttnn.creation import ZerosOp
from ttmlir_py.dialects.ttnn.data_movement import ConcatOp, SliceStaticOp
from ttmlir_py.dialects.ttnn.memory import AssignOp
from ttmlir_py.dialects.ttnn.meshes import (
    MeshComposerConfigAttr,
    MeshMapperConfigAttr,
    PlacementAttr,
)
from ttmlir_py.passes.ttir_to_ttnn.devices import device_of, mesh_shape_of
from ttmlir_py.passes.ttir_to_ttnn.namesake import same_name
from ttmlir_py.passes.ttnn.tensor_types import changed
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.shapes import Shape, normalize_dim, rank_of, shape_of


def all_to_all(op: ttir.AllToAllOp, build: Builder) -> SSAValue:
    """Every chip slices its tensor, sends slice `r` to chip `r`, and joins what it received.

    Buffer `s` starts as the own slice `s` and takes what the chip at place `s` sends.
    """
    groups = _rows(op.replica_groups)
    mesh = mesh_shape_of(op)
    slices = _slices(build, op.input, op.split_dim, len(groups[0]))
    buffers = [build(AssignOp(part, result_types=[part.type])) for part in slices]
    for group in groups:
        for sender, sending in enumerate(group):
            for receiver, receiving in enumerate(group):
                if sender != receiver:
                    buffers[sender] = _send(
                        build,
                        slices[receiver],
                        buffers[sender],
                        (_coordinate(sending, mesh), _coordinate(receiving, mesh)),
                    )
    dim = normalize_dim(op.concat_dim, rank_of(op.input))
    return build(ConcatOp(buffers, dim=dim, result_types=op.result_types))


def collective_broadcast(op: ttir.CollectiveBroadcastOp, build: Builder) -> SSAValue:
    """The first chip of a group sends to the others; chips in no group get zeros."""
    groups = _rows(op.replica_groups)
    pairs = [(group[0], target) for group in groups for target in group]
    return _permute(op, build, pairs)


def collective_permute(op: ttir.CollectivePermuteOp, build: Builder) -> SSAValue:
    """One copy per pair; chips that receive nothing get zeros."""
    pairs = [(source, target) for source, target in _rows(op.source_target_pairs)]
    return _permute(op, build, pairs)


def mesh_shard(op: ttir.MeshShardOp, build: Builder) -> SSAValue | None:
    if op.shard_type is ShardType.MAXIMAL:
        return None
    if op.shard_direction is ShardDirection.FULL_TO_SHARD:
        return _distribute(op, build)
    return _aggregate(op, build)


def _distribute(op: ttir.MeshShardOp, build: Builder) -> SSAValue:
    mesh = mesh_shape_of(op)
    if op.shard_type is ShardType.REPLICATE:
        placements = (PlacementAttr.replicate(),) * len(mesh)
    else:
        placements = tuple(
            PlacementAttr.shard(dim) if dim >= 0 else PlacementAttr.replicate()
            for dim in op.shard_dims
        )
    config = MeshMapperConfigAttr.of(placements, mesh)
    device = device_of(op)
    return build(
        ttnn.DistributeTensorOp(
            op.input, device, mapper_config=config, result_types=op.result_types
        )
    )


def _aggregate(op: ttir.MeshShardOp, build: Builder) -> SSAValue:
    """Axes that replicate keep one copy: they join along a dimension no other axis uses."""
    mesh = mesh_shape_of(op)
    if op.shard_type is ShardType.REPLICATE:
        config = MeshComposerConfigAttr.of((0,), (1,))
    else:
        free = [dim for dim in range(rank_of(op.input)) if dim not in op.shard_dims]
        dims = tuple(dim if dim >= 0 else (free.pop() if free else -1) for dim in op.shard_dims)
        shape = tuple(
            size if dim >= 0 else 1 for dim, size in zip(op.shard_dims, mesh, strict=True)
        )
        config = MeshComposerConfigAttr.of(dims, shape)
    device = device_of(op)
    return build(
        ttnn.AggregateTensorOp(
            op.input, device, composer_config=config, result_types=op.result_types
        )
    )


def _permute(
    op: ttir.CollectivePermuteOp | ttir.CollectiveBroadcastOp,
    build: Builder,
    pairs: Sequence[tuple[int, int]],
) -> SSAValue:
    mesh = mesh_shape_of(op)
    silent = set(range(prod(mesh))).difference(target for _, target in pairs)
    zeros = _zeros(op, build) if silent else None
    if not pairs or (zeros is not None and prod(mesh) == 1):
        assert zeros is not None, "no chip receives anything, so all are silent"
        return zeros
    result = build(AssignOp(op.input, result_types=op.result_types))
    for source, target in pairs:
        if source != target:
            way = _coordinate(source, mesh), _coordinate(target, mesh)
            result = _send(build, op.input, result, way)
    for target in sorted(silent):
        assert zeros is not None
        way = _coordinate(0 if target else 1, mesh), _coordinate(target, mesh)
        result = _send(build, zeros, result, way)
    return result


def _zeros(op: Operation, build: Builder) -> SSAValue:
    (type_,) = op.result_types
    return build(ZerosOp(device_of(op), shape=shape_of(type_), result_types=[type_]))


def _send(build: Builder, value: SSAValue, into: SSAValue, way: tuple[Shape, Shape]) -> SSAValue:
    sender, receiver = way
    return build(
        ttnn.PointToPointOp(
            value,
            into,
            sender_coord=sender,
            receiver_coord=receiver,
            result_types=[into.type],
        )
    )


def _slices(build: Builder, value: SSAValue, dim: int, count: int) -> list[SSAValue]:
    shape = shape_of(value)
    dim = normalize_dim(dim, len(shape))
    size = shape[dim] // count
    type_ = changed(value.type, shape=(*shape[:dim], size, *shape[dim + 1 :]))
    return [
        build(
            SliceStaticOp(
                value,
                begins=tuple(i * size if d == dim else 0 for d in range(len(shape))),
                ends=tuple((i + 1) * size if d == dim else n for d, n in enumerate(shape)),
                step=(1,) * len(shape),
                result_types=[type_],
            )
        )
        for i in range(count)
    ]


def _rows(matrix: DenseIntOrFPElementsAttr) -> list[list[int]]:
    columns = matrix.get_shape()[1]
    values = [value for value in matrix.get_values() if isinstance(value, int)]
    return [values[i : i + columns] for i in range(0, len(values), columns)]


def _coordinate(chip: int, mesh: Shape) -> Shape:
    """Where a chip stands: chips are numbered in row-major order."""
    coordinate: list[int] = []
    for size in reversed(mesh):
        chip, place = divmod(chip, size)
        coordinate.append(place)
    return tuple(reversed(coordinate))


ROWS: dict[type[Operation], Lowering] = {
    ttir.AllGatherOp: same_name,
    ttir.AllReduceAsyncOp: same_name,
    ttir.AllReduceOp: same_name,
    ttir.AllToAllOp: all_to_all,
    ttir.CollectiveBroadcastOp: collective_broadcast,
    ttir.CollectivePermuteOp: collective_permute,
    ttir.MeshPartitionOp: same_name,
    ttir.MeshShardOp: mesh_shard,
    ttir.ReduceScatterOp: same_name,
}
