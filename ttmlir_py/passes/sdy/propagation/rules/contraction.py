"""Rules of contractions: contracted dimensions are reductions, all others pass."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.chlo.contraction import RaggedDotOp, RaggedMode
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


def ragged_dot(op: RaggedDotOp, conservative: bool) -> ShardingRule:
    """As `dot_general`, but the ragged dimension and the groups it is cut into are whole."""
    lhs, rhs = op.sides
    numbers = op.ragged_dot_dimension_numbers
    whole, summed = FactorKind.NEED_REPLICATION, FactorKind.REDUCTION
    groups_rank, groups = rank_of(op.group_sizes), shape_of(op.group_sizes)[-1]
    grouped = op.grouped_dims if groups_rank > 1 else ()
    has_groups = op.mode is RaggedMode.CONTRACTING
    builder = builder_of(op)

    def add(lhs_dim: int, rhs_dim: int | None, out_dim: int | None, kind: FactorKind) -> None:
        groups_dim = list(grouped).index(lhs_dim) if lhs_dim in grouped else None
        kind = whole if lhs_dim in numbers.lhs_ragged_dimensions else kind
        builder.factor([lhs_dim, rhs_dim, groups_dim], [out_dim], lhs.shape[lhs_dim], kind)

    out_dims = iter(range(int(has_groups), rank_of(op.result)))
    for lhs_dim, rhs_dim in zip(lhs.batching, rhs.batching, strict=True):
        add(lhs_dim, rhs_dim, next(out_dims), FactorKind.PASS_THROUGH)
    for lhs_dim in lhs.free:
        add(lhs_dim, None, next(out_dims), FactorKind.PASS_THROUGH)
    for rhs_dim in rhs.free:
        if rhs_dim not in numbers.rhs_group_dimensions:
            builder.factor([None, rhs_dim, None], [next(out_dims)], rhs.shape[rhs_dim])
    for lhs_dim, rhs_dim in zip(lhs.contracting, rhs.contracting, strict=True):
        add(lhs_dim, rhs_dim, None, summed)
    rhs_group = next(iter(numbers.rhs_group_dimensions), None)
    where = [None, rhs_group, groups_rank - 1]
    builder.factor(where, [0 if has_groups else None], groups, whole)
    return builder.build()


RULES: dict[type[Operation], RuleOf] = {
    DotGeneralOp: dot_general,
    DotOp: dot,
    RaggedDotOp: ragged_dot,
}
