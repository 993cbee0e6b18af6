"""Rules of ops that StableHLO keeps for old programs."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.stablehlo.deprecated import (
    BroadcastOp,
    CrossReplicaSumOp,
    EinsumOp,
    TorchIndexSelectOp,
    UnaryEinsumOp,
)
from ttmlir_py.passes.sdy.propagation.rules.common import (
    RuleOf,
    builder_of,
    pointwise,
    shapes_of,
)
from ttmlir_py.support.shapes import normalize_dim, shape_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule, einsum_rule


def broadcast(op: BroadcastOp, conservative: bool) -> ShardingRule:
    """New dimensions come first."""
    new = len(op.broadcast_sizes)
    builder = builder_of(op)
    for dim, size in enumerate(shape_of(op.results[0])):
        builder.factor([dim - new if dim >= new else None], [dim], size)
    return builder.build()


def einsum(op: EinsumOp | UnaryEinsumOp, conservative: bool) -> ShardingRule | None:
    """The equation is the rule, unless it has dimensions without a name."""
    equation = op.einsum_config.replace(" ", "")
    left, _, right = equation.partition("->")
    if "." in equation or not right.isalpha() or not left.replace(",", "").isalpha():
        return None
    sizes = {
        letter: size
        for term, shape in zip(left.split(","), shapes_of(op.operands), strict=True)
        for letter, size in zip(term, shape, strict=True)
    }
    return einsum_rule(equation, sizes)


def torch_index_select(op: TorchIndexSelectOp, conservative: bool) -> ShardingRule:
    """The indexed dimension has to be whole."""
    operand, indices = map(shape_of, op.operands)
    dim = normalize_dim(op.dim, len(operand))
    batch = normalize_dim(op.batch_dims, len(indices))
    builder = builder_of(op)
    for d in range(batch):
        builder.factor([d, d], [d], operand[d])
    for d in range(batch, dim):
        builder.factor([d, None], [d], operand[d])
    for d in range(batch, len(indices)):
        builder.factor([None, d], [dim + d - batch], indices[d])
    for d in range(dim + 1, len(operand)):
        builder.factor([d, None], [d + len(indices) - batch - 1], operand[d])
    builder.factor([dim, None], [None], operand[dim], FactorKind.NEED_REPLICATION)
    return builder.build()


RULES: dict[type[Operation], RuleOf] = {
    BroadcastOp: broadcast,
    CrossReplicaSumOp: pointwise,
    EinsumOp: einsum,
    TorchIndexSelectOp: torch_index_select,
    UnaryEinsumOp: einsum,
}
