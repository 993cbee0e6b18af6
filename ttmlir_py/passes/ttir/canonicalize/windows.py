"""Windows of one element, splits into one part, and writes of nothing."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.ir import Operation

from ttmlir_py.dialects.ttcore.attributes import ShardType
from ttmlir_py.dialects.ttir.collectives import MeshShardOp
from ttmlir_py.dialects.ttir.indexing import ScatterOp
from ttmlir_py.dialects.ttir.pooling import AvgPool2dOp, MaxPool2dOp, PoolOp
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import shape_of


def fold_pool_of_one(op: Operation, rewriter: Rewriter) -> bool:
    """The mean or greatest of one element, for every element, is the image."""
    assert isinstance(op, PoolOp)
    window = op.window
    if {*window.kernel, *window.stride, *window.dilation} != {1} or any(window.padding):
        return False
    if op.input.type != op.result.type:
        return False
    rewriter.replace(op, [op.input])
    return True


def fold_shard_of_one(op: Operation, rewriter: Rewriter) -> bool:
    """One part is the whole; a copy for every chip is still to be made."""
    assert isinstance(op, MeshShardOp)
    if op.shard_type is ShardType.REPLICATE or prod(op.shard_shape) != 1:
        return False
    if op.input.type != op.result.type:
        return False
    rewriter.replace(op, [op.input])
    return True


def fold_scatter_of_nothing(op: Operation, rewriter: Rewriter) -> bool:
    assert isinstance(op, ScatterOp)
    if prod(shape_of(op.index)) * prod(shape_of(op.source)) != 0:
        return False
    if op.input.type != op.result.type:
        return False
    rewriter.replace(op, [op.input])
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    AvgPool2dOp: (fold_pool_of_one,),
    MaxPool2dOp: (fold_pool_of_one,),
    MeshShardOp: (fold_shard_of_one,),
    ScatterOp: (fold_scatter_of_nothing,),
}
