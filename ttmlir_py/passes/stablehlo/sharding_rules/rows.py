"""Sharding rules of ops on rows: rows are independent, what they are made of is whole."""

from __future__ import annotations

from collections.abc import Callable

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, IntegerAttr

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.stablehlo.sharding_rules.call import WHOLE, CallRule, attribute
from ttmlir_py.support.shapes import rank_of
from ttmlir_py.support.sharding_rule import ShardingRule


def _rms_norm(op: CustomCallOp) -> ShardingRule:
    """What is normalized has to be whole; the weights go with it."""
    rule = CallRule(op)
    normalized = attribute(op, "normalized_shape")
    shape = rule.operands[0]
    count = len(normalized) if isinstance(normalized, DenseIntOrFPElementsAttr) else 1
    first = len(shape) - count
    for dim, size in enumerate(shape):
        if dim < first:
            rule.add(size, {0: dim}, {0: dim})
        else:
            weights = dict.fromkeys(range(1, len(rule.operands)), dim - first)
            rule.add(size, {0: dim, **weights}, {0: dim}, WHOLE)
    return rule.build()


def _pick(op: CustomCallOp) -> ShardingRule:
    """Rows pass; the dimension that is picked from has to be whole."""
    rule = CallRule(op)
    source = rule.operands[0]
    dim = attribute(op, "dim")
    picked = dim.value.data % len(source) if isinstance(dim, IntegerAttr) else len(source) - 1
    kept = [d for d in range(len(source)) if d != picked]
    for result_dim, source_dim in enumerate(kept):
        target = source_dim if rank_of(op.results[0]) == len(source) else result_dim
        rule.add(
            source[source_dim], {0: source_dim}, dict.fromkeys(range(len(rule.results)), target)
        )
    rule.add(source[picked], {0: picked}, {}, WHOLE)
    return rule.build()


def _gather(op: CustomCallOp) -> ShardingRule | None:
    """Along the gathered dimension the table has to be whole; the indices need not."""
    rule = CallRule(op)
    dim = attribute(op, "dim")
    if not isinstance(dim, IntegerAttr):
        return None
    table, indices = rule.operands
    gathered = dim.value.data % len(table)
    for d, size in enumerate(indices):
        if d == gathered:
            rule.add(table[d], {0: d}, {}, WHOLE)
            rule.add(size, {1: d}, {0: d})
        elif size == table[d]:
            rule.add(size, {0: d, 1: d}, {0: d})
        else:
            rule.everywhere(d, size, WHOLE)
    return rule.build()


def _sampling(op: CustomCallOp) -> ShardingRule:
    """Every row is sampled by itself."""
    rule = CallRule(op)
    rule.everywhere(0, rule.operands[0][0])
    rule.add(rule.operands[0][1], {0: 1, 1: 1}, {}, WHOLE)
    return rule.build()


RULES: dict[str, Callable[[CustomCallOp], ShardingRule | None]] = {
    "tenstorrent.argmax": _pick,
    "tenstorrent.gather": _gather,
    "tenstorrent.gather_dim": _gather,
    "tenstorrent.rms_norm": _rms_norm,
    "tenstorrent.topk": _pick,
    "tenstorrent.topk_indices": _pick,
    "tenstorrent.topk_values": _pick,
    "tt.sampling": _sampling,
}
