"""Rules of StableHLO's own collectives."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.stablehlo.collectives import (
    AllGatherOp,
    AllReduceOp,
    AllToAllOp,
    CollectiveBroadcastOp,
    CollectivePermuteOp,
    CollectiveReduceOp,
    ReduceScatterOp,
)
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf, builder_of, pointwise
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule


def all_gather(op: AllGatherOp, conservative: bool) -> ShardingRule:
    return _changing_dims(op, op.all_gather_dim)


def all_to_all(op: AllToAllOp, conservative: bool) -> ShardingRule:
    return _changing_dims(op, op.split_dimension, op.concat_dimension)


def reduce_scatter(op: ReduceScatterOp, conservative: bool) -> ShardingRule:
    return _changing_dims(op, op.scatter_dimension)


def _changing_dims(op: Operation, *dims: int) -> ShardingRule:
    """The dimensions that the collective changes have to be whole, the others pass."""
    source, target = shape_of(op.operands[0]), shape_of(op.results[0])
    operands, results = len(op.operands), len(op.results)
    builder = builder_of(op)
    for dim, size in enumerate(source):
        if dim not in dims:
            builder.everywhere(dim, size)
    for dim in dict.fromkeys(dims):
        whole = FactorKind.NEED_REPLICATION
        builder.factor([dim] * operands, [None] * results, source[dim], whole)
        builder.factor([None] * operands, [dim] * results, target[dim], whole)
    return builder.build()


RULES: dict[type[Operation], RuleOf] = {
    AllGatherOp: all_gather,
    AllReduceOp: pointwise,
    AllToAllOp: all_to_all,
    CollectiveBroadcastOp: pointwise,
    CollectivePermuteOp: pointwise,
    CollectiveReduceOp: pointwise,
    ReduceScatterOp: reduce_scatter,
}
