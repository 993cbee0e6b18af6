"""Sdy's collectives as StableHLO's, with all axes of a collective in one exchange."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, Block, Operation, Region, SSAValue

from ttmlir_py.dialects.sdy import collectives as sdy
from ttmlir_py.dialects.sdy.axes import Axes, AxisRef
from ttmlir_py.dialects.sdy.collective_op import CollectiveOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import ReductionOp
from ttmlir_py.dialects.stablehlo import collectives as stablehlo
from ttmlir_py.dialects.stablehlo.attributes import ChannelHandleAttr
from ttmlir_py.dialects.stablehlo.control_flow import ReturnOp
from ttmlir_py.dialects.stablehlo.data_movement import TransposeOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp, MaximumOp, MinimumOp
from ttmlir_py.passes.sdy.export.local.shards import LocalLowering, Shards, reshaped
from ttmlir_py.passes.stablehlo.mesh_digits import pairs_of_permutation
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.groups import Groups
from ttmlir_py.support.shapes import element_of, rank_of, shape_of, with_shape
from ttmlir_py.syntax.diagnostics import fail

_REDUCTIONS: dict[ReductionOp, type[Operation]] = {
    ReductionOp.MAX: MaximumOp,
    ReductionOp.MIN: MinimumOp,
    ReductionOp.SUM: AddOp,
}


def rows(per_dim_all_gather: bool, combine_scatters: bool) -> dict[type[Operation], LocalLowering]:
    """The lowerings of all collectives, for the options of the pass."""
    return {
        CollectiveOp: _unknown,
        sdy.AllGatherOp: _gather_per_dim if per_dim_all_gather else _all_gather,
        sdy.AllReduceOp: _all_reduce,
        sdy.AllSliceOp: _all_slice,
        sdy.AllToAllOp: _all_to_all,
        sdy.CollectivePermuteOp: _collective_permute,
        sdy.ReduceScatterOp: _scatter_at_once if combine_scatters else _reduce_scatter,
    }


def _unknown(op: CollectiveOp, shards: Shards, build: Builder) -> None:
    fail(op, "has no form on shards")


def _size(axes: Sequence[AxisRef], mesh: MeshAttr) -> int:
    return prod(axis.size_in(mesh) for axis in axes)


def _all_gather(op: sdy.AllGatherOp, shards: Shards, build: Builder) -> SSAValue:
    """Several dimensions at once: gather blocks in a new dimension, then put them in place."""
    dims = [dim for dim, axes in enumerate(op.gathering_axes) if axes]
    if len(dims) < 2:
        return _gather_per_dim(op, shards, build)
    counts = [_size(op.gathering_axes[dim], op.mesh) for dim in dims]
    axes = [axis for dim in dims for axis in op.gathering_axes[dim]]
    local = shape_of(op.tensor)
    value = reshaped(op.tensor, (1, *local), build)
    value = _gathered(op, value, 0, axes, shards, build)
    value = reshaped(value, (*counts, *local), build)
    return _blocks_in_place(value, dims, len(local), build)


def _blocks_in_place(value: SSAValue, dims: Sequence[int], rank: int, build: Builder) -> SSAValue:
    """Merge leading block dimensions into the dimensions of the same blocks."""
    order: list[int] = []
    shape: list[int] = []
    for dim in range(rank):
        size = shape_of(value)[len(dims) + dim]
        if dim in dims:
            block = dims.index(dim)
            order.append(block)
            size *= shape_of(value)[block]
        order.append(len(dims) + dim)
        shape.append(size)
    return reshaped(build(TransposeOp(value, permutation=tuple(order))), shape, build)


def _gather_per_dim(op: sdy.AllGatherOp, shards: Shards, build: Builder) -> SSAValue:
    value = op.tensor
    for dim, axes in reversed(list(enumerate(op.gathering_axes))):
        if axes:
            value = _gathered(op, value, dim, axes, shards, build)
    return value


def _gathered(
    op: CollectiveOp,
    value: SSAValue,
    dim: int,
    axes: Sequence[AxisRef],
    shards: Shards,
    build: Builder,
) -> SSAValue:
    shape = list(shape_of(value))
    shape[dim] *= _size(axes, op.mesh)

    def make(groups: Groups, channel: ChannelHandleAttr) -> stablehlo.AllGatherOp:
        return stablehlo.AllGatherOp(
            [value],
            all_gather_dim=dim,
            replica_groups=groups,
            channel_handle=channel,
            use_global_device_ids=True,
            result_types=[with_shape(value, shape)],
        )

    return build(shards.grouped(op, op.out_sharding.mesh, axes, make))


def _all_reduce(op: sdy.AllReduceOp, shards: Shards, build: Builder) -> SSAValue:
    return _reduced(op, op.tensor, op.reduction_axes, shards, build)


def _reduced(
    op: sdy.ReducingOp, value: SSAValue, axes: Sequence[AxisRef], shards: Shards, build: Builder
) -> SSAValue:
    def make(groups: Groups, channel: ChannelHandleAttr) -> stablehlo.AllReduceOp:
        return stablehlo.AllReduceOp(
            [value],
            replica_groups=groups,
            channel_handle=channel,
            use_global_device_ids=True,
            regions=[_reduction(op.reduction_op, value)],
            result_types=[value.type],
        )

    return build(shards.grouped(op, op.out_sharding.mesh, axes, make))


def _reduction(kind: ReductionOp, value: SSAValue) -> Region:
    scalar = TensorType(element_of(value), ())
    block = Block(arg_types=[scalar, scalar])
    combined = _REDUCTIONS[kind].create(operands=block.args, result_types=[scalar])
    block.add_ops([combined, ReturnOp([combined.results[0]])])
    return Region(block)


def _reduce_scatter(op: sdy.ReduceScatterOp, shards: Shards, build: Builder) -> SSAValue:
    """Several dimensions: reduce everything, then slice."""
    dims = [dim for dim, axes in enumerate(op.reduce_scatter_axes) if axes]
    if len(dims) < 2:
        return _scattered(op, op.tensor, dims[0], op.reduce_scatter_axes[dims[0]], shards, build)
    axes = [axis for dim in op.reduce_scatter_axes for axis in dim]
    value = _reduced(op, op.tensor, axes, shards, build)
    shape = shape_of(shards.local_type(op.result))
    return shards.slice_of(value, op.mesh, op.reduce_scatter_axes, shape, build)


def _scatter_at_once(op: sdy.ReduceScatterOp, shards: Shards, build: Builder) -> SSAValue:
    """Several dimensions: their blocks in one leading dimension, which is scattered."""
    dims = [dim for dim, axes in enumerate(op.reduce_scatter_axes) if axes]
    if len(dims) < 2:
        return _reduce_scatter(op, shards, build)
    counts = [_size(axes, op.mesh) for axes in op.reduce_scatter_axes]
    axes = [axis for dim in op.reduce_scatter_axes for axis in dim]
    value, local = _blocks_in_front(op.tensor, dims, counts, build)
    value = reshaped(value, (prod(counts), *local), build)
    value = _scattered(op, value, 0, axes, shards, build)
    return reshaped(value, local, build)


def _blocks_in_front(
    value: SSAValue, dims: Sequence[int], counts: Sequence[int], build: Builder
) -> tuple[SSAValue, tuple[int, ...]]:
    """Split dimensions into blocks, with the numbers of the blocks leading; a block's shape."""
    split: list[int] = []
    leading: list[int] = []
    for dim, size in enumerate(shape_of(value)):
        if dim in dims:
            leading.append(len(split))
            split += [counts[dim], size // counts[dim]]
        else:
            split.append(size)
    rest = [index for index in range(len(split)) if index not in leading]
    value = reshaped(value, split, build)
    value = build(TransposeOp(value, permutation=(*leading, *rest)))
    return value, tuple(split[index] for index in rest)


def _scattered(
    op: sdy.ReduceScatterOp,
    value: SSAValue,
    dim: int,
    axes: Sequence[AxisRef],
    shards: Shards,
    build: Builder,
) -> SSAValue:
    shape = list(shape_of(value))
    shape[dim] //= _size(axes, op.mesh)

    def make(groups: Groups, channel: ChannelHandleAttr) -> stablehlo.ReduceScatterOp:
        return stablehlo.ReduceScatterOp(
            value,
            scatter_dimension=dim,
            replica_groups=groups,
            channel_handle=channel,
            use_global_device_ids=True,
            regions=[_reduction(op.reduction_op, value)],
            result_types=[with_shape(value, shape)],
        )

    return build(shards.grouped(op, op.out_sharding.mesh, axes, make))


def _all_slice(op: sdy.AllSliceOp, shards: Shards, build: Builder) -> SSAValue:
    shape = shape_of(shards.local_type(op.result))
    return shards.slice_of(op.tensor, op.mesh, op.slicing_axes, shape, build)


def _all_to_all(op: sdy.AllToAllOp, shards: Shards, build: Builder) -> SSAValue:
    """Several moves: the blocks of all target dimensions are exchanged in one new dimension."""
    if len(op.params) == 1:
        (param,) = op.params
        return _exchanged(op, op.tensor, param.target, param.source, param.axes, shards, build)
    params = sorted(op.params, key=lambda param: param.target)
    counts = [1] * rank_of(op.tensor)
    for param in params:
        counts[param.target] = _size(param.axes, op.mesh)
    targets = [param.target for param in params]
    axes = tuple(axis for param in params for axis in param.axes)
    value, block = _blocks_in_front(op.tensor, targets, counts, build)
    blocks = shape_of(value)
    value = reshaped(value, (prod(counts), *block), build)
    value = _exchanged(op, value, 0, 0, axes, shards, build)
    value = reshaped(value, blocks, build)
    return _blocks_in_place(value, [param.source for param in params], len(block), build)


def _exchanged(
    op: sdy.AllToAllOp,
    value: SSAValue,
    split: int,
    concat: int,
    axes: Axes,
    shards: Shards,
    build: Builder,
) -> SSAValue:
    count = _size(axes, op.mesh)
    shape = list(shape_of(value))
    shape[concat] *= count
    shape[split] //= count
    type_: TensorType[Attribute] = with_shape(value, shape)

    def make(groups: Groups, channel: ChannelHandleAttr) -> stablehlo.AllToAllOp:
        return stablehlo.AllToAllOp(
            [value],
            split_dimension=split,
            concat_dimension=concat,
            split_count=count,
            replica_groups=groups,
            channel_handle=channel,
            result_types=[type_],
        )

    return build(shards.grouped(op, op.out_sharding.mesh, axes, make))


def _collective_permute(op: sdy.CollectivePermuteOp, shards: Shards, build: Builder) -> SSAValue:
    source = shards.shardings[op.tensor]
    pairs = pairs_of_permutation(shards.mesh(source.mesh), source, op.mesh, op.out_sharding)
    return build(
        stablehlo.CollectivePermuteOp(
            op.tensor,
            source_target_pairs=pairs,
            channel_handle=shards.channel(),
            result_types=[op.tensor.type],
        )
    )
