"""`register-custom-sharding-rule`: the sharding rules of Tenstorrent's own ops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, DictionaryAttr, IntegerAttr, ModuleOp
from xdsl.ir import Attribute

from ttmlir_py.dialects.sdy.rule import OpShardingRule
from ttmlir_py.dialects.sdy.shardings import SHARDING_RULE
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import rank_of, shape_of
from ttmlir_py.support.sharding_rule import FactorKind, RuleBuilder, ShardingRule

_WHOLE = FactorKind.NEED_REPLICATION


@dataclass(frozen=True)
class RegisterCustomShardingRulePass(Pass):
    """Custom calls of Tenstorrent's ops have their rule as `sdy.sharding_rule`."""

    name = "register-custom-sharding-rule"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for call in [c for c in op.walk() if isinstance(c, CustomCallOp)]:
            rule_of = _RULES.get(call.call_target_name)
            if rule_of is None or SHARDING_RULE in call.attributes:
                continue
            rule = rule_of(call)
            if rule is not None:
                call.attributes[SHARDING_RULE] = OpShardingRule(rule)


def drop_rules(module: ModuleOp) -> None:
    """Remove the rules from custom calls."""
    for call in module.walk():
        if isinstance(call, CustomCallOp):
            call.attributes.pop(SHARDING_RULE, None)


class _Rule:
    """A rule under construction, and the shapes it speaks of."""

    def __init__(self, op: CustomCallOp) -> None:
        self.operands = [shape_of(value) for value in op.operands]
        self.results = [shape_of(value) for value in op.results]
        self.builder = RuleBuilder(self.operands, self.results)

    def add(
        self,
        size: int,
        operands: dict[int, int],
        results: dict[int, int],
        kind: FactorKind = FactorKind.PASS_THROUGH,
    ) -> None:
        """A factor by the dimension that it has in some operands and results."""
        self.builder.factor(
            [operands.get(index) for index in range(len(self.operands))],
            [results.get(index) for index in range(len(self.results))],
            size,
            kind,
        )

    def everywhere(self, dim: int, size: int, kind: FactorKind = FactorKind.PASS_THROUGH) -> None:
        """A factor of one dimension of all operands and results."""
        numbers = dict.fromkeys(range(len(self.operands)), dim)
        self.add(size, numbers, dict.fromkeys(range(len(self.results)), dim), kind)

    def build(self) -> ShardingRule:
        return self.builder.build()


def _attribute(op: CustomCallOp, name: str) -> Attribute | None:
    stored = op.attributes.get("tt.composite_attributes")
    return stored.data.get(name) if isinstance(stored, DictionaryAttr) else None


def _rms_norm(op: CustomCallOp) -> ShardingRule:
    """What is normalized has to be whole; the weights go with it."""
    rule = _Rule(op)
    normalized = _attribute(op, "normalized_shape")
    shape = rule.operands[0]
    count = len(normalized) if isinstance(normalized, DenseIntOrFPElementsAttr) else 1
    first = len(shape) - count
    for dim, size in enumerate(shape):
        if dim < first:
            rule.add(size, {0: dim}, {0: dim})
        else:
            weights = dict.fromkeys(range(1, len(rule.operands)), dim - first)
            rule.add(size, {0: dim, **weights}, {0: dim}, _WHOLE)
    return rule.build()


def _attention(op: CustomCallOp) -> ShardingRule | None:
    """Batch and heads pass; sequences and the sizes of heads have to be whole."""
    rule = _Rule(op)
    query, key, value, *masks = rule.operands
    if len(query) == 3:
        rule.add(query[0], {0: 0, 1: 0, 2: 0}, {0: 0})
        for dim in (1, 2):
            rule.everywhere(dim, query[dim], _WHOLE)
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
    rule.add(query[2], {0: 2}, {0: 2}, _WHOLE)
    rule.add(key[2], {1: 2, 2: 2}, {}, _WHOLE)
    rule.add(query[3], {0: 3, 1: 3}, {}, _WHOLE)
    rule.add(value[3], {2: 3}, {0: 3}, _WHOLE)
    return rule.build()


def _pick(op: CustomCallOp) -> ShardingRule:
    """Rows pass; the dimension that is picked from has to be whole."""
    rule = _Rule(op)
    source = rule.operands[0]
    dim = _attribute(op, "dim")
    picked = dim.value.data % len(source) if isinstance(dim, IntegerAttr) else len(source) - 1
    kept = [d for d in range(len(source)) if d != picked]
    for result_dim, source_dim in enumerate(kept):
        target = source_dim if rank_of(op.results[0]) == len(source) else result_dim
        rule.add(
            source[source_dim], {0: source_dim}, dict.fromkeys(range(len(rule.results)), target)
        )
    rule.add(source[picked], {0: picked}, {}, _WHOLE)
    return rule.build()


def _gather(op: CustomCallOp) -> ShardingRule | None:
    """Along the gathered dimension the table has to be whole; the indices need not."""
    rule = _Rule(op)
    dim = _attribute(op, "dim")
    if not isinstance(dim, IntegerAttr):
        return None
    table, indices = rule.operands
    gathered = dim.value.data % len(table)
    for d, size in enumerate(indices):
        if d == gathered:
            rule.add(table[d], {0: d}, {}, _WHOLE)
            rule.add(size, {1: d}, {0: d})
        elif size == table[d]:
            rule.add(size, {0: d, 1: d}, {0: d})
        else:
            rule.everywhere(d, size, _WHOLE)
    return rule.build()


def _sampling(op: CustomCallOp) -> ShardingRule:
    """Every row is sampled by itself."""
    rule = _Rule(op)
    rule.everywhere(0, rule.operands[0][0])
    rule.add(rule.operands[0][1], {0: 1, 1: 1}, {}, _WHOLE)
    return rule.build()


_RULES: dict[str, Callable[[CustomCallOp], ShardingRule | None]] = {
    "tenstorrent.argmax": _pick,
    "tenstorrent.gather": _gather,
    "tenstorrent.gather_dim": _gather,
    "tenstorrent.rms_norm": _rms_norm,
    "tenstorrent.scaled_dot_product_attention": _attention,
    "tenstorrent.topk": _pick,
    "tenstorrent.topk_indices": _pick,
    "tenstorrent.topk_values": _pick,
    "tt.sampling": _sampling,
    "tt.scaled_dot_product_attention": _attention,
}
"""Rules by the target of the call; other targets work on whole tensors."""
