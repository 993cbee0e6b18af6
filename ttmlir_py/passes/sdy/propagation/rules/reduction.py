"""Rules of reductions and of windows."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation

from ttmlir_py.dialects.stablehlo.reduction import (
    ReduceOp,
    ReduceWindowOp,
    SelectAndScatterOp,
)
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf, builder_of
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule


def reduce(op: ReduceOp, conservative: bool) -> ShardingRule:
    """Reduced dimensions are reductions of the inputs; the initial values are scalars."""
    count = len(op.results)
    builder = builder_of(op)
    out_dim = 0
    for dim, size in enumerate(shape_of(op.operands[0])):
        inputs = [dim] * count + [None] * count
        if dim in op.dimensions:
            builder.factor(inputs, [None] * count, size, FactorKind.REDUCTION)
        else:
            builder.factor(inputs, [out_dim] * count, size)
            out_dim += 1
    return builder.build()


def reduce_window(op: ReduceWindowOp, conservative: bool) -> ShardingRule:
    """Windows may be divided; neighbours then exchange borders unless a window is one element."""
    builder = builder_of(op)
    for dim, size in enumerate(shape_of(op.results[0])):
        if _is_trivial(dim, op.window_dimensions, op.window_strides, op.padding):
            builder.everywhere(dim, size)
        else:
            builder.everywhere(dim, size, FactorKind.PERMUTATION, blocked=conservative)
    return builder.build()


def select_and_scatter(op: SelectAndScatterOp, conservative: bool) -> ShardingRule:
    """The operand may be divided; the source has to be whole unless windows are one element."""
    builder = builder_of(op)
    source = shape_of(op.operands[1])
    for dim, size in enumerate(shape_of(op.results[0])):
        if _is_trivial(dim, op.window_dimensions, op.window_strides, op.padding):
            builder.everywhere(dim, size)
            continue
        builder.factor(
            [None, dim, None],
            [None],
            source[dim],
            FactorKind.NEED_REPLICATION,
            blocked=conservative,
        )
        builder.factor([dim, None, None], [dim], size, FactorKind.PERMUTATION, blocked=conservative)
    return builder.build()


def _is_trivial(
    dim: int,
    window: Sequence[int] | None,
    strides: Sequence[int] | None,
    padding: Sequence[Sequence[int]] | None,
) -> bool:
    """Whether every window along a dimension is one element of the operand."""
    return (
        (not padding or tuple(padding[dim]) == (0, 0))
        and (not strides or strides[dim] == 1)
        and (not window or window[dim] == 1)
    )


RULES: dict[type[Operation], RuleOf] = {
    ReduceOp: reduce,
    ReduceWindowOp: reduce_window,
    SelectAndScatterOp: select_and_scatter,
}
