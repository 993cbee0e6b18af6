"""Rules of batch normalization."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.stablehlo.normalization import BatchNormInferenceOp, BatchNormOp
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf, builder_of
from ttmlir_py.support.shapes import rank_of, shape_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule


def batch_norm_inference(op: BatchNormInferenceOp, conservative: bool) -> ShardingRule:
    """All dimensions pass; the feature dimension is that of the statistics."""
    return _batch_norm(op, FactorKind.PASS_THROUGH)


def batch_norm_statistics(op: BatchNormOp, conservative: bool) -> ShardingRule:
    """Dimensions that the statistics sum over have to be whole."""
    return _batch_norm(op, FactorKind.NEED_REPLICATION)


def _batch_norm(op: BatchNormOp, kind: FactorKind) -> ShardingRule:
    builder = builder_of(op)
    for dim, size in enumerate(shape_of(op.operands[0])):
        is_feature = dim == op.feature_index
        vector_dim = 0 if is_feature else None
        builder.factor(
            [vector_dim if rank_of(v) == 1 else dim for v in op.operands],
            [vector_dim if rank_of(v) == 1 else dim for v in op.results],
            size,
            FactorKind.PASS_THROUGH if is_feature else kind,
        )
    return builder.build()


RULES: dict[type[Operation], RuleOf] = {
    BatchNormInferenceOp: batch_norm_inference,
    BatchNormOp: batch_norm_statistics,
}
