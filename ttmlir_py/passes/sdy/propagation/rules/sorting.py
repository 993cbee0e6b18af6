"""Rules of sorting and of picking the largest."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.chlo.sorting import TopKOp
from ttmlir_py.dialects.stablehlo.sorting import SortOp
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf, builder_of
from ttmlir_py.support.shapes import normalize_dim, shape_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule


def sort(op: SortOp, conservative: bool) -> ShardingRule:
    """The sorted dimension has to be whole."""
    shape = shape_of(op.operands[0])
    sorted_dim = normalize_dim(op.dimension, len(shape))
    alone = all(dim == sorted_dim or size == 1 for dim, size in enumerate(shape))
    builder = builder_of(op)
    for dim, size in enumerate(shape):
        if dim == sorted_dim:
            builder.everywhere(dim, size, FactorKind.NEED_REPLICATION, blocked=alone)
        else:
            builder.everywhere(dim, size)
    return builder.build()


def top_k(op: Operation, conservative: bool) -> ShardingRule:
    """The last dimension, from which values are picked in order, has to be whole."""
    builder = builder_of(op)
    *others, last = shape_of(op.operands[0])
    for dim, size in enumerate(others):
        builder.everywhere(dim, size)
    return builder.everywhere(len(others), last, FactorKind.NEED_REPLICATION, blocked=True).build()


RULES: dict[type[Operation], RuleOf] = {SortOp: sort, TopKOp: top_k}
