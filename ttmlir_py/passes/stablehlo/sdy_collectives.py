"""Lowering of sdy's collectives to StableHLO's, on local shapes.

An axis is one StableHLO op; where several axes shard one dimension they are gathered minor first
and scattered major first, so that the blocks come out in their order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, Block, Operation, Region, SSAValue

from ttmlir_py.dialects.sdy import collectives as sdy
from ttmlir_py.dialects.sdy.annotations import PropagationBarrierOp
from ttmlir_py.dialects.sdy.axes import Axes
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import ReductionOp
from ttmlir_py.dialects.stablehlo import collectives as stablehlo
from ttmlir_py.dialects.stablehlo.attributes import ChannelHandleAttr
from ttmlir_py.dialects.stablehlo.control_flow import ReturnOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp, MaximumOp, MinimumOp
from ttmlir_py.passes.stablehlo.all_slice import build_all_slice
from ttmlir_py.passes.stablehlo.mesh_digits import groups_of_axes, pairs_of_permutation
from ttmlir_py.passes.stablehlo.partial_values import (
    replicated_to_unreduced,
    sharded_to_unreduced,
)
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.shapes import element_of, shape_of, with_shape

CHANNEL = ChannelHandleAttr(handle=1, type=1)
"""StableHLO wants a channel; nothing here depends on its number."""

_REDUCTIONS: dict[ReductionOp, type[Operation]] = {
    ReductionOp.MAX: MaximumOp,
    ReductionOp.MIN: MinimumOp,
    ReductionOp.SUM: AddOp,
}


def _scaled(value: SSAValue, dim: int, factor: int, divisor: int = 1) -> TensorType[Attribute]:
    shape = list(shape_of(value))
    shape[dim] = shape[dim] * factor // divisor
    return with_shape(value, shape)


def _all_gather(op: sdy.AllGatherOp, build: Builder) -> SSAValue:
    value, mesh = op.tensor, op.mesh
    for dim, axes in enumerate(op.gathering_axes):
        if not shape_of(value)[dim]:
            continue  # every part of nothing is all of it
        for axis in reversed(axes):
            value = build(
                stablehlo.AllGatherOp(
                    [value],
                    all_gather_dim=dim,
                    replica_groups=groups_of_axes(mesh, (axis,)),
                    channel_handle=CHANNEL,
                    use_global_device_ids=True,
                    result_types=[_scaled(value, dim, axis.size_in(mesh))],
                )
            )
    return value


def _reduce_scatter(op: sdy.ReduceScatterOp, build: Builder) -> SSAValue:
    value, mesh = op.tensor, op.mesh
    for dim, axes in enumerate(op.reduce_scatter_axes):
        if not shape_of(value)[dim]:
            continue
        for axis in axes:
            value = build(
                stablehlo.ReduceScatterOp(
                    value,
                    scatter_dimension=dim,
                    replica_groups=groups_of_axes(mesh, (axis,)),
                    channel_handle=CHANNEL,
                    use_global_device_ids=True,
                    regions=[_reduction(op.reduction_op, value)],
                    result_types=[_scaled(value, dim, 1, axis.size_in(mesh))],
                )
            )
    return value


def _all_reduce(op: sdy.AllReduceOp, build: Builder) -> SSAValue:
    value, mesh = op.tensor, op.mesh
    for axis in op.reduction_axes:
        value = build(
            stablehlo.AllReduceOp(
                [value],
                replica_groups=groups_of_axes(mesh, (axis,)),
                channel_handle=CHANNEL,
                use_global_device_ids=True,
                regions=[_reduction(op.reduction_op, value)],
                result_types=[value.type],
            )
        )
    return value


def _all_to_all(op: sdy.AllToAllOp, build: Builder) -> SSAValue:
    """All axes at once: one after another they would arrive in the wrong order."""
    value, mesh = op.tensor, op.mesh
    for param in op.params:
        count = _size(param.axes, mesh)
        shape = list(shape_of(value))
        shape[param.source] *= count
        shape[param.target] //= count
        value = build(
            stablehlo.AllToAllOp(
                [value],
                split_dimension=param.target,
                concat_dimension=param.source,
                split_count=count,
                replica_groups=groups_of_axes(mesh, param.axes),
                channel_handle=CHANNEL,
                result_types=[with_shape(value, shape)],
            )
        )
    return value


def _collective_permute(op: sdy.CollectivePermuteOp, build: Builder) -> SSAValue:
    source = op.in_sharding
    source_mesh = mesh_of(op, source.mesh)
    assert source_mesh is not None, f"{source}"
    pairs = pairs_of_permutation(source_mesh, source, op.mesh, op.out_sharding)
    return build(
        stablehlo.CollectivePermuteOp(
            op.tensor,
            source_target_pairs=pairs,
            channel_handle=CHANNEL,
            result_types=[op.tensor.type],
        )
    )


def _all_slice(op: sdy.AllSliceOp, build: Builder) -> SSAValue:
    return build_all_slice(op, build)


def _barrier(op: PropagationBarrierOp, build: Builder) -> SSAValue:
    return op.input


def _reduction(reduction: ReductionOp, value: SSAValue) -> Region:
    scalar = TensorType(element_of(value), ())
    block = Block(arg_types=[scalar, scalar])
    combine = _REDUCTIONS[reduction].create(operands=block.args, result_types=[scalar])
    block.add_ops([combine, ReturnOp(combine.results)])
    return Region(block)


def _size(axes: Axes, mesh: MeshAttr) -> int:
    size = 1
    for axis in axes:
        size *= axis.size_in(mesh)
    return size


LOWERINGS: OpTable[Callable[[Any, Builder], SSAValue]] = OpTable(
    {
        PropagationBarrierOp: _barrier,
        sdy.AllGatherOp: _all_gather,
        sdy.AllReduceOp: _all_reduce,
        sdy.AllSliceOp: _all_slice,
        sdy.AllToAllOp: _all_to_all,
        sdy.CollectivePermuteOp: _collective_permute,
        sdy.ReduceScatterOp: _reduce_scatter,
        sdy.ReplicatedToUnreducedOp: replicated_to_unreduced,
        sdy.ShardedToUnreducedOp: sharded_to_unreduced,
    }
)
