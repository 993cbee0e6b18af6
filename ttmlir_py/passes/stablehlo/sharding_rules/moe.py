"""Sharding rules of mixtures of experts: experts pass; tokens are moved by the ops themselves."""

from __future__ import annotations

from collections.abc import Callable

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.stablehlo.sharding_rules.call import WHOLE, CallRule, flag
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule


def _sparse_matmul(op: CustomCallOp) -> ShardingRule | None:
    """Experts and columns pass, rows are summed over; the mask's tokens stay whole."""
    sparse_a, sparse_b = flag(op, "is_input_a_sparse"), flag(op, "is_input_b_sparse", True)
    if not sparse_a and not sparse_b:
        return None
    rule = CallRule(op)
    _, experts, rows, columns = rule.operands[1]
    mask = rule.operands[2]
    by_expert = {1: 1, 2: len(mask) - 1} | ({0: 1} if sparse_a else {})
    rule.add(experts, by_expert, {0: 1 if sparse_a else 3})
    for dim, size in enumerate(mask[:-1]):
        if size > 1:
            rule.add(size, {2: dim}, {}, WHOLE, blocked=True)
    rule.add(rows, {0: 3, 1: 2}, {}, FactorKind.REDUCTION)
    rule.add(columns, {1: 3}, {0: len(rule.results[0]) - 1})
    return rule.build()


def _dispatch(op: CustomCallOp) -> ShardingRule:
    """Tokens [batch, sequence, 1, size] go to where the mapping has their experts."""
    rule = CallRule(op)
    tokens, indices, mapping = rule.operands
    for size, operands, results in (
        (tokens[0], {0: 0, 1: 0}, {}),
        (tokens[1], {0: 1, 1: 1}, {0: 2, 1: 2}),
        (tokens[3], {0: 3}, {0: 3}),
        (indices[3], {1: 3}, {1: 3}),
        (mapping[2], {2: 2}, {}),
        (mapping[3], {2: 3}, {}),
    ):
        rule.add(size, operands, results, WHOLE, blocked=True)
    return rule.build()


def _combine(op: CustomCallOp) -> ShardingRule:
    """The op itself brings together what experts elsewhere computed."""
    rule = CallRule(op)
    experts, metadata, mapping = rule.operands
    rule.add(experts[0], {0: 0}, {})
    for size, operands, results in (
        (mapping[2], {2: 2}, {}),
        (experts[3], {0: 3}, {0: 3}),
        (metadata[3], {1: 3}, {0: 0}),
        (experts[2], {0: 2, 1: 2}, {0: 2}),
        (experts[1], {0: 1, 1: 1}, {0: 1}),
        (mapping[3], {2: 3}, {}),
    ):
        rule.add(size, operands, results, WHOLE, blocked=True)
    return rule.build()


def _remap(op: CustomCallOp) -> ShardingRule:
    """Scores of all experts come in whole; those of a chip's experts go out."""
    rule = CallRule(op)
    scores, mapping, metadata = rule.operands
    for size, operands, results in (
        (scores[0], {0: 0, 2: 0}, {}),
        (scores[1], {0: 1, 2: 1}, {0: 1}),
        (scores[2], {0: 2, 2: 2}, {0: 2}),
        (scores[3], {0: 3, 1: 2}, {}),
        (mapping[3], {1: 3}, {}),
        (metadata[3], {2: 3}, {}),
    ):
        rule.add(size, operands, results, WHOLE, blocked=True)
    rule.add(rule.results[0][3], {}, {0: 3, 1: 3})
    return rule.build()


RULES: dict[str, Callable[[CustomCallOp], ShardingRule | None]] = {
    "tt.all_to_all_combine": _combine,
    "tt.all_to_all_dispatch": _dispatch,
    "tt.moe_expert_token_remap": _remap,
    "tt.sparse_matmul": _sparse_matmul,
}
