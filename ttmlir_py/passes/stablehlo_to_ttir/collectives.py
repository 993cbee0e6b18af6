"""Communication between chips in TTIR: groups of chips become lines of the mesh."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, ModuleOp
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.mesh import meshes_in
from ttmlir_py.dialects.stablehlo import collectives as stablehlo
from ttmlir_py.dialects.stablehlo import creation as stablehlo_creation
from ttmlir_py.dialects.ttcore.attributes import ReduceType
from ttmlir_py.dialects.ttcore.meshes import MeshesAttr
from ttmlir_py.dialects.ttir import collectives as ttir
from ttmlir_py.dialects.ttir import reduction
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.passes.stablehlo_to_ttir.computations import combinations
from ttmlir_py.passes.stablehlo_to_ttir.constants import Number, dense
from ttmlir_py.passes.stablehlo_to_ttir.scatter import BOOLEAN, NUMERIC
from ttmlir_py.support.element_types import I64, UI32, is_boolean
from ttmlir_py.support.groups import Groups, axes_of_groups
from ttmlir_py.support.shapes import element_of, shape_of, with_shape

Reducing = stablehlo.AllReduceOp | stablehlo.ReduceScatterOp

LOCAL_NUMBERS: dict[ReduceType, type[reduction.ReductionOp]] = {
    ReduceType.MAX: reduction.MaxOp,
    ReduceType.MIN: reduction.MinOp,
    ReduceType.PROD: reduction.ProdOp,
    ReduceType.SUM: reduction.SumOp,
}
LOCAL_BOOLEANS: dict[ReduceType, type[reduction.ReductionOp]] = {
    ReduceType.MAX: reduction.ReduceOrOp,
    ReduceType.MIN: reduction.ReduceAndOp,
}


def mesh_shape(op: Operation) -> tuple[int, ...] | None:
    """The sizes of the axes of the mesh that the module around an op is written for."""
    scope: Operation | None = op
    while scope is not None:
        if isinstance(scope, ModuleOp):
            meshes = scope.attributes.get("ttcore.meshes")
            if isinstance(meshes, MeshesAttr):
                return meshes.meshes[0].shape
            for mesh in meshes_in(scope).values():
                return tuple(axis.size for axis in mesh.axes)
        scope = scope.parent_op()
    return None


def _mesh_for(op: Operation, groups: Groups) -> tuple[int, ...] | None:
    """The mesh around an op; one chip where there are groups of more is a mesh never named."""
    mesh = mesh_shape(op)
    several = any(len(group) > 1 for group in groups)
    return None if mesh is None or (several and prod(mesh) == 1) else mesh


def _axes(op: Operation, groups: Groups, *, ordered: bool) -> Sequence[int] | None:
    """The mesh axes that the groups run along, major to minor; None for groups that are no line."""
    if all(len(group) == 1 for group in groups):
        return []
    mesh = _mesh_for(op, groups)
    if mesh is None:
        return [_axis_without_mesh(groups)]
    return axes_of_groups(mesh, groups, ordered=ordered)


def _axis_without_mesh(groups: Groups) -> int:
    """Neighbours are in a row of a two-dimensional mesh, others in a column."""
    return int(groups[0][1] == groups[0][0] + 1)


def _reduce_type(op: Reducing, x: SSAValue) -> ReduceType:
    found = combinations(op.computation) or []
    table = BOOLEAN if is_boolean(element_of(x)) else NUMERIC
    kind = table.get(found[0]) if found else None
    if kind is None:
        raise Unsupported("its computation is no sum, product, minimum or maximum")
    return kind


def _all_reduce(op: stablehlo.AllReduceOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    return [_reduced(build, op, x, _reduce_type(op, x)) for x in op.operands_]


def _reduced(build: TTIRBuilder, op: Reducing, x: SSAValue, kind: ReduceType) -> SSAValue:
    """The values of all chips of a group reduced; TTIR adds up along axes by itself."""
    axes = _axes(op, op.replica_groups, ordered=False)
    if kind is ReduceType.SUM and axes is not None:
        for axis in axes:
            x = build(
                ttir.AllReduceOp(x, reduce_type=kind, cluster_axis=axis, result_types=[x.type])
            )
        return x
    rows = _gathered_by_group(build, op, build.reshape(x, (1, *shape_of(x))), 0)
    return build.reduce(_local_reduction(kind, x), rows, [0])


def _local_reduction(kind: ReduceType, x: SSAValue) -> type[reduction.ReductionOp]:
    return (LOCAL_BOOLEANS if is_boolean(element_of(x)) else LOCAL_NUMBERS)[kind]


def _gathered_by_group(
    build: TTIRBuilder, op: stablehlo.GroupedOp, x: SSAValue, dim: int
) -> SSAValue:
    """The values of all chips of a group joined along a dimension, in the order of the group."""
    axes = _axes(op, op.replica_groups, ordered=True)
    if axes is None:
        return _exchanged_copies(build, op.replica_groups, x, dim)
    mesh = _mesh_for(op, op.replica_groups) or _mesh_of_groups(op.replica_groups)
    for axis in reversed(axes):
        x = _gathered(build, x, dim, axis, mesh[axis])
    return x


def _exchanged_copies(build: TTIRBuilder, groups: Groups, x: SSAValue, dim: int) -> SSAValue:
    """A gather along groups that are no line: every chip sends a copy to each of its group."""
    size, shape = _group_size(groups), shape_of(x)
    copies = build.broadcast(build.reshape(x, (1, *shape)), (size, *shape))
    copies = _exchanged(build, groups, copies, 0)
    order = [*range(1, dim + 1), 0, *range(dim + 1, len(shape) + 1)]
    joined = [*shape]
    joined[dim] *= size
    return build.reshape(build.permute(copies, order), joined)


def _exchanged(build: TTIRBuilder, groups: Groups, x: SSAValue, dim: int) -> SSAValue:
    """Slice `i` of every chip goes to chip `i` of its group, to the sender's place."""
    return build(
        ttir.AllToAllOp(
            x,
            split_dim=dim,
            concat_dim=dim,
            split_count=_group_size(groups),
            replica_groups=rows_attribute(groups),
            result_types=[x.type],
        )
    )


def _group_size(groups: Groups) -> int:
    sizes = {len([chip for chip in group if chip >= 0]) for group in groups}
    if len(sizes) != 1:
        raise Unsupported("replica groups of different sizes have no TTIR form")
    return sizes.pop()


def _gathered(build: TTIRBuilder, x: SSAValue, dim: int, axis: int, size: int) -> SSAValue:
    shape = list(shape_of(x))
    shape[dim] *= size
    return build(
        ttir.AllGatherOp(
            x, all_gather_dim=dim, cluster_axis=axis, result_types=[with_shape(x, shape)]
        )
    )


def _all_gather(op: stablehlo.AllGatherOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    return [_gathered_by_group(build, op, x, op.all_gather_dim) for x in op.operands_]


def _reduce_scatter(op: stablehlo.ReduceScatterOp, build: TTIRBuilder) -> SSAValue:
    """Along the major axis first, whose chips take the larger parts."""
    x, dim = op.operand, op.scatter_dimension
    kind = _reduce_type(op, x)
    axes = _axes(op, op.replica_groups, ordered=True)
    if kind is not ReduceType.SUM or axes is None:
        return _exchanged_parts(build, op, x, kind)
    mesh = _mesh_for(op, op.replica_groups) or _mesh_of_groups(op.replica_groups)
    for axis in axes:
        shape = list(shape_of(x))
        shape[dim] //= mesh[axis]
        x = build(
            ttir.ReduceScatterOp(
                x,
                reduce_type=kind,
                scatter_dim=dim,
                cluster_axis=axis,
                result_types=[with_shape(x, shape)],
            )
        )
    return x


def _exchanged_parts(
    build: TTIRBuilder, op: stablehlo.ReduceScatterOp, x: SSAValue, kind: ReduceType
) -> SSAValue:
    """Every chip sends the others their parts and reduces those that it gets."""
    dim, shape, size = op.scatter_dimension, shape_of(x), _group_size(op.replica_groups)
    parts = (*shape[:dim], size, shape[dim] // size, *shape[dim + 1 :])
    received = _exchanged(build, op.replica_groups, build.reshape(x, parts), dim)
    return build.reduce(_local_reduction(kind, x), received, [dim])


def _mesh_of_groups(groups: Groups) -> tuple[int, int]:
    """Without a mesh every axis is taken to be as long as the groups."""
    return len(groups[0]), len(groups[0])


def _own_part(
    build: TTIRBuilder, x: SSAValue, dim: int, axis: int, shape: Sequence[int]
) -> SSAValue:
    """Each chip's part of a dimension along an axis."""
    type_ = with_shape(x, shape)
    return build(ttir.MeshPartitionOp(x, dim=dim, cluster_axis=axis, result_types=[type_]))


def _all_to_all(op: stablehlo.AllToAllOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    return [
        build(
            ttir.AllToAllOp(
                x,
                split_dim=op.split_dimension,
                concat_dim=op.concat_dimension,
                split_count=op.split_count,
                replica_groups=rows_attribute(op.replica_groups),
                result_types=[result.type],
            )
        )
        for x, result in zip(op.operands_, op.results, strict=True)
    ]


def _collective_permute(op: stablehlo.CollectivePermuteOp, build: TTIRBuilder) -> SSAValue:
    return build(
        ttir.CollectivePermuteOp(
            op.operand,
            source_target_pairs=rows_attribute(op.source_target_pairs),
            result_types=op.result_types,
        )
    )


def _collective_broadcast(op: stablehlo.CollectiveBroadcastOp, build: TTIRBuilder) -> SSAValue:
    return build(
        ttir.CollectiveBroadcastOp(
            op.operands_[0],
            replica_groups=rows_attribute(op.replica_groups),
            result_types=op.result_types,
        )
    )


def _partition_id(op: stablehlo_creation.PartitionIdOp, build: TTIRBuilder) -> SSAValue:
    """Every chip's part of the list of all numbers, split along one axis after the other."""
    mesh = mesh_shape(op)
    if mesh is None:
        raise Unsupported("the module names no mesh")
    count = prod(mesh)
    x = build.arange((count,), 0, UI32)
    for axis, size in enumerate(mesh):
        if size == 1:
            continue
        count //= size
        x = _own_part(build, x, 0, axis, (count,))
    return build.reshape(x, ())


def _replica_id(op: stablehlo_creation.ReplicaIdOp, build: TTIRBuilder) -> SSAValue:
    """A program on a mesh is one replica of many partitions."""
    return build.full((), UI32, 0)


def rows_attribute(rows: Sequence[Sequence[int]]) -> DenseIntOrFPElementsAttr:
    """A matrix of integers as an attribute."""
    values: list[Number] = [value for row in rows for value in row]
    return dense((len(rows), len(rows[0]) if rows else 0), I64, values)


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.AllGatherOp: _all_gather,
    stablehlo.AllReduceOp: _all_reduce,
    stablehlo.AllToAllOp: _all_to_all,
    stablehlo.CollectiveBroadcastOp: _collective_broadcast,
    stablehlo.CollectivePermuteOp: _collective_permute,
    stablehlo.ReduceScatterOp: _reduce_scatter,
    stablehlo_creation.PartitionIdOp: _partition_id,
    stablehlo_creation.ReplicaIdOp: _replica_id,
}
