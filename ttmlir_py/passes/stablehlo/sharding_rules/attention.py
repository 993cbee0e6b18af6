"""Sharding rules of attention: batches and heads are independent, sequences are whole.

Factors and operands are upstream's, but for two: where a mask or a sink has an entry for every
head, it is divided along with the heads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.stablehlo.sharding_rules.call import WHOLE, CallRule, flag
from ttmlir_py.support.shapes import Shape
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule


def _attention(op: CustomCallOp) -> ShardingRule | None:
    """Batch and heads pass; sequences and the sizes of heads have to be whole."""
    rule = CallRule(op)
    query, key, value, *masks = rule.operands
    if len(query) == 3:
        rule.add(query[0], {0: 0, 1: 0, 2: 0}, {0: 0})
        for dim in (1, 2):
            rule.everywhere(dim, query[dim], WHOLE)
        return rule.build()
    if len(query) != 4:
        return None
    batch = {0: 0, 1: 0, 2: 0} | {3 + i: 0 for i, m in enumerate(masks) if m[0] == query[0]}
    rule.add(query[0], batch, {0: 0})
    heads = {0: 1}
    if key[1] > 1:
        heads |= {1: 1, 2: 1}
    heads |= {3 + i: 1 for i, m in enumerate(masks) if len(m) == 4 and m[1] == query[1] > 1}
    # Groups of query heads go with the key head that they share.
    rule.add(min(query[1], key[1]) if key[1] > 1 else query[1], heads, {0: 1})
    rule.add(query[2], {0: 2}, {0: 2}, WHOLE)
    rule.add(key[2], {1: 2, 2: 2}, {}, WHOLE)
    rule.add(query[3], {0: 3, 1: 3}, {}, WHOLE)
    rule.add(value[3], {2: 3}, {0: 3}, WHOLE)
    return rule.build()


def _latent_prefill(op: CustomCallOp) -> ShardingRule | None:
    """A single key head is shared by all query heads, and stays whole."""
    names = ["query", "key", *_present(op, ("value", "attention_mask"))]
    rule = CallRule(op)
    if len(names) != len(rule.operands) or any(len(shape) != 4 for shape in rule.operands):
        return None
    at = {name: index for index, name in enumerate(names)}
    query, key, result = rule.operands[0], rule.operands[1], rule.results[0]
    keyed = [at[name] for name in ("query", "key", "value") if name in at]
    mask = at.get("attention_mask")
    batch = dict.fromkeys(keyed, 0)
    if mask is not None and rule.operands[mask][0] == query[0]:
        batch[mask] = 0
    rule.add(query[0], batch, {0: 0})
    rule.add(*_heads(query, key, keyed), {0: 1})
    masked = keyed if mask is None else [*keyed, mask]
    rule.add(query[2], dict.fromkeys(masked, 2), {0: 2}, WHOLE)
    rule.add(query[3], {0: 3, 1: 3}, {}, WHOLE)
    rule.add(result[3], {at["value"]: 3} if "value" in at else {}, {0: 3}, WHOLE)
    if mask is not None:
        rule.add(rule.operands[mask][3], {mask: 3}, {}, WHOLE)
    return rule.build()


def _heads(query: Shape, key: Shape, keyed: Sequence[int]) -> tuple[int, dict[int, int]]:
    if key[1] == 1:
        return query[1], {0: 1}
    return min(query[1], key[1]), dict.fromkeys(keyed, 1)


def _paged_decode(op: CustomCallOp) -> ShardingRule | None:
    """Users and heads pass; the cache holds the pages of all users."""
    names = ["query", "key", "value", "page_table", *_present(op, _OPTIONAL)]
    return _decode(op, names, cache_heads=True)


def _latent_decode(op: CustomCallOp) -> ShardingRule | None:
    """As paged attention, but the latent cache has no heads."""
    names = ["query", "key", *_present(op, ("value",)), "page_table", *_present(op, _OPTIONAL)]
    return _decode(op, names, cache_heads=False)


_OPTIONAL = ("attention_mask", "cur_pos_tensor", "attention_sink")
"""The operands after the page table, in order, those first whose flag is set."""


def _decode(op: CustomCallOp, names: Sequence[str], cache_heads: bool) -> ShardingRule | None:
    rule = CallRule(op)
    if len(names) != len(rule.operands):
        return None
    at = {name: index for index, name in enumerate(names)}
    _, users, heads, _ = rule.operands[0]
    with_heads = {0: 2} | ({1: 1, 2: 1} if cache_heads else {})
    size = min(heads, rule.operands[1][1]) if cache_heads else heads
    for name, dim in (("attention_mask", 2), ("attention_sink", 0)):
        shape = rule.operands[at[name]] if name in at else ()
        if len(shape) > dim and shape[dim] == heads > 1:
            with_heads[at[name]] = dim
    with_users = {0: 1} | {at[n]: 0 for n in ("page_table", "cur_pos_tensor") if n in at}
    if "attention_mask" in at and rule.operands[at["attention_mask"]][0] == users:
        with_users[at["attention_mask"]] = 0
    rule.add(size, with_heads, {0: 2})
    rule.add(users, with_users, {0: 1})
    return rule.build()


def _chunked(op: CustomCallOp) -> ShardingRule:
    rule = CallRule(op)
    query, key = rule.operands[:2]
    rule.add(min(query[1], key[1]), {0: 1, 1: 1, 2: 1}, {0: 1})
    rule.add(query[0], {0: 0, 3: 0}, {0: 0})
    return rule.build()


def _index_scores(op: CustomCallOp) -> ShardingRule:
    """Scores are summed over heads; every query is scored against all keys."""
    rule = CallRule(op)
    batch, heads, queries, size = rule.operands[0]
    rule.add(batch, {0: 0, 1: 0, 2: 0}, {0: 0})
    rule.add(heads, {0: 1, 2: 1}, {}, FactorKind.REDUCTION)
    rule.add(queries, {0: 2, 2: 2}, {0: 2})
    rule.add(rule.operands[1][2], {1: 2}, {0: 3}, WHOLE)
    rule.add(size, {0: 3, 1: 3}, {}, WHOLE)
    return rule.build()


def _present(op: CustomCallOp, names: Sequence[str]) -> Iterator[str]:
    return (name for name in names if flag(op, f"has_{name}"))


RULES: dict[str, Callable[[CustomCallOp], ShardingRule | None]] = {
    "tenstorrent.scaled_dot_product_attention": _attention,
    "tt.chunked_scaled_dot_product_attention": _chunked,
    "tt.flash_mla_prefill": _latent_prefill,
    "tt.indexer_score_dsa": _index_scores,
    "tt.paged_flash_mla_decode": _latent_decode,
    "tt.paged_scaled_dot_product_attention_decode": _paged_decode,
    "tt.scaled_dot_product_attention": _attention,
}
