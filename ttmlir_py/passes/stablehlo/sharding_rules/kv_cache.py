"""Sharding rules of updates of paged caches: heads pass, and every chip sees all users.

Where a shard held the pages of some users only, the caches of the chips would come to differ.
"""

from __future__ import annotations

from collections.abc import Callable

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.stablehlo.sharding_rules.call import WHOLE, CallRule
from ttmlir_py.support.sharding_rule import ShardingRule


def _update(op: CustomCallOp) -> ShardingRule:
    """Cache [pages, heads, ..], values [1, users, heads, ..], positions and table by user."""
    rule = CallRule(op)
    cache, values = rule.operands[:2]
    rule.add(cache[1], {0: 1, 1: 2}, {0: 1})
    rule.add(values[1], {1: 1, 2: 0, 3: 0}, {}, WHOLE)
    return rule.build()


def _fill(op: CustomCallOp) -> ShardingRule:
    """Cache [pages, heads, ..], values [batch, heads, ..], table and numbers by batch."""
    rule = CallRule(op)
    cache, values = rule.operands[:2]
    rule.add(cache[1], {0: 1, 1: 1}, {0: 1})
    batch = {i: 0 for i in range(1, len(rule.operands)) if rule.operands[i][:1] == values[:1]}
    rule.add(values[0], batch, {}, WHOLE)
    return rule.build()


RULES: dict[str, Callable[[CustomCallOp], ShardingRule | None]] = {
    "tt.paged_fill_cache": _fill,
    "tt.paged_update_cache": _update,
}
