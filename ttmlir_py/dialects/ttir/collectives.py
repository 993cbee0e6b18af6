"""Communication between the chips of a mesh."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.attributes import ShardDirection, ShardType
from ttmlir_py.dialects.ttcore.base import PureOp, require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import SHARD_DIRECTION, SHARD_TYPE
from ttmlir_py.dialects.ttcore.rules.collectives import (
    SCATTERED,
    exchanged_shape,
    partitioned,
    resized_result,
    verify_groups,
    verify_pairs,
)
from ttmlir_py.dialects.ttcore.shared import collectives as shared
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.properties import I64_ARRAY, I64_ELEMENTS, SI32_ATTR
from ttmlir_py.support.shapes import element_of, shape_of


class AllGatherOp(shared.AllGatherOp):
    """Concatenates the parts of all chips along a mesh axis."""

    name = "ttir.all_gather"

    def infer(self) -> Sequence[Attribute]:
        message = (
            "Invalid dimension for all gather op. Gather dimension must be >= to input "
            "tensor rank or < -input tensor rank, got gather_dim = "
        )
        return resized_result(self, self.input, self.all_gather_dim, message)


class AllReduceOp(shared.AllReduceOp):
    """Reduces over the chips along a mesh axis; every chip gets the result."""

    name = "ttir.all_reduce"


class AllReduceAsyncOp(shared.AllReduceAsyncOp):
    """`all_reduce` that need not wait."""

    name = "ttir.all_reduce_async"


class AllToAllOp(PureOp):
    """Splits one dimension over a group of chips and concatenates another."""

    name = "ttir.all_to_all"
    input = operand()
    split_dim = prop(SI32_ATTR)
    concat_dim = prop(SI32_ATTR)
    split_count = prop(SI32_ATTR)
    replica_groups = prop(I64_ELEMENTS)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = exchanged_shape(
            shape_of(self.input), self.split_dim, self.concat_dim, self.split_count
        )
        mismatch = "Output shape mismatch: expected = <{expected}> output = <{actual}>"
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]

    def verify_extra(self) -> None:
        require(
            element_of(self.input) == element_of(self.result),
            "Input and output element types must match",
        )
        verify_groups(self.replica_groups)
        require(
            self.replica_groups.get_shape()[1] == self.split_count,
            "replicaGroup count must match splitCount",
        )


class CollectiveBroadcastOp(PureOp):
    """Copies the first chip's tensor to every chip of its group."""

    name = "ttir.collective_broadcast"
    input = operand()
    replica_groups = prop(I64_ELEMENTS)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        if self.results:
            require(self.input.type == self.result.type, "input and output must have the same type")
        verify_groups(self.replica_groups)
        return [self.input.type]


class CollectivePermuteOp(PureOp):
    """Sends tensors between pairs of chips; chips that receive nothing get zeros."""

    name = "ttir.collective_permute"
    input = operand()
    source_target_pairs = prop(I64_ELEMENTS)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        verify_pairs(self.source_target_pairs)
        return [result_tensor(self, shape_of(self.input), self.input)]


class MeshPartitionOp(shared.MeshPartitionOp):
    """Keeps the chip's own part of a dimension along a mesh axis."""

    name = "ttir.mesh_partition"


class MeshShardOp(PureOp):
    """Splits a whole tensor over the mesh or joins the parts of all chips."""

    name = "ttir.mesh_shard"
    input = operand()
    shard_type = prop(SHARD_TYPE)
    shard_direction = prop(SHARD_DIRECTION)
    shard_shape = prop(I64_ARRAY)
    shard_dims = prop(I64_ARRAY)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require(
            self.shard_type is not ShardType.MAXIMAL,
            "Invalid shard_type (maximal) for mesh_shard op.",
        )
        shape = shape_of(self.input)
        if self.shard_type is ShardType.DEVICES and len(self.shard_shape) == len(shape):
            join = self.shard_direction is ShardDirection.SHARD_TO_FULL
            shape = partitioned(shape, self.shard_shape, join=join)
        return [result_tensor(self, shape, self.input)]


class ReduceScatterOp(shared.ReduceScatterOp):
    """Reduces over the chips along a mesh axis; every chip gets its part."""

    name = "ttir.reduce_scatter"

    def infer(self) -> Sequence[Attribute]:
        require(self.reduce_type in SCATTERED, "Invalid reduction type for reduce scatter op.")
        message = (
            "Invalid dimension for reduce scatter op. Scatter dimension must be >= to input"
            " tensor rank or < -input tensor rank, got scatter_dim = "
        )
        return resized_result(self, self.input, self.scatter_dim, message)
