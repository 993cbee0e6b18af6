"""Rules of contractions: contracted dimensions are reductions, all others pass."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp, DotOp
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf, builder_of
from ttmlir_py.support.shapes import rank_of, shape_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule


def dot(op: DotOp, conservative: bool) -> ShardingRule:
    """A product of vectors or matrices."""
    lhs, rhs = map(shape_of, op.operands)
    contracted = len(lhs) - 1
    builder = builder_of(op)
    if contracted:
        builder.factor([0, None], [0], lhs[0])
    if len(rhs) == 2:
        builder.factor([None, 1], [contracted], rhs[1])
    builder.factor([contracted, 0], [None], rhs[0], FactorKind.REDUCTION)
    return builder.build()


def dot_general(op: DotGeneralOp, conservative: bool) -> ShardingRule:
    """Batch dimensions first, then the free ones of both sides, then the contracted ones."""
    numbers = op.dot_dimension_numbers
    lhs, rhs = map(shape_of, op.operands)
    batch = list(zip(numbers.lhs_batching_dimensions, numbers.rhs_batching_dimensions, strict=True))
    contracted = list(
        zip(numbers.lhs_contracting_dimensions, numbers.rhs_contracting_dimensions, strict=True)
    )
    used_lhs = {dims[0] for dims in batch + contracted}
    used_rhs = {dims[1] for dims in batch + contracted}
    free_lhs = [(dim, None) for dim in range(len(lhs)) if dim not in used_lhs]
    free_rhs = [(None, dim) for dim in range(len(rhs)) if dim not in used_rhs]
    builder = builder_of(op)
    for out_dim, dims in enumerate([*batch, *free_lhs, *free_rhs]):
        builder.factor(dims, [out_dim], shape_of(op.results[0])[out_dim])
    for dims in contracted:
        builder.factor(dims, [None], lhs[dims[0]], FactorKind.REDUCTION)
    assert rank_of(op.results[0]) == len(batch) + len(free_lhs) + len(free_rhs), f"{op}"
    return builder.build()


RULES: dict[type[Operation], RuleOf] = {DotGeneralOp: dot_general, DotOp: dot}
