"""Communication between the chips of a mesh."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.kinds import REDUCE_TYPE, SHARD_DIRECTION, SHARD_TYPE
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.properties import I64_ARRAY, I64_ELEMENTS, SI32_ATTR, UI32_ATTR


class AllGatherOp(PureOp):
    """Concatenates the parts of all chips along a mesh axis."""

    name = "ttir.all_gather"
    input = operand()
    all_gather_dim = prop(SI32_ATTR)
    cluster_axis = prop(UI32_ATTR)
    result = result()


class AllReduceOp(PureOp):
    """Reduces over the chips along a mesh axis; every chip gets the result."""

    name = "ttir.all_reduce"
    input = operand()
    reduce_type = prop(REDUCE_TYPE)
    cluster_axis = prop(UI32_ATTR)
    result = result()


class AllReduceAsyncOp(PureOp):
    """`all_reduce` that need not wait."""

    name = "ttir.all_reduce_async"
    input = operand()
    reduce_type = prop(REDUCE_TYPE)
    cluster_axis = prop(UI32_ATTR)
    result = result()


class AllToAllOp(PureOp):
    """Splits one dimension over a group of chips and concatenates another."""

    name = "ttir.all_to_all"
    input = operand()
    split_dim = prop(SI32_ATTR)
    concat_dim = prop(SI32_ATTR)
    split_count = prop(SI32_ATTR)
    replica_groups = prop(I64_ELEMENTS)
    result = result()


class CollectiveBroadcastOp(PureOp):
    """Copies the first chip's tensor to every chip of its group."""

    name = "ttir.collective_broadcast"
    input = operand()
    replica_groups = prop(I64_ELEMENTS)
    result = result()


class CollectivePermuteOp(PureOp):
    """Sends tensors between pairs of chips; chips that receive nothing get zeros."""

    name = "ttir.collective_permute"
    input = operand()
    source_target_pairs = prop(I64_ELEMENTS)
    result = result()


class MeshPartitionOp(PureOp):
    """Keeps the chip's own part of a dimension along a mesh axis."""

    name = "ttir.mesh_partition"
    input = operand()
    dim = prop(SI32_ATTR)
    cluster_axis = optional_prop(UI32_ATTR)
    result = result()


class MeshShardOp(PureOp):
    """Splits a whole tensor over the mesh or joins the parts of all chips."""

    name = "ttir.mesh_shard"
    input = operand()
    shard_type = prop(SHARD_TYPE)
    shard_direction = prop(SHARD_DIRECTION)
    shard_shape = prop(I64_ARRAY)
    shard_dims = prop(I64_ARRAY)
    result = result()


class ReduceScatterOp(PureOp):
    """Reduces over the chips along a mesh axis; every chip gets its part."""

    name = "ttir.reduce_scatter"
    input = operand()
    reduce_type = prop(REDUCE_TYPE)
    scatter_dim = prop(SI32_ATTR)
    cluster_axis = prop(UI32_ATTR)
    result = result()
