"""`register-custom-sharding-rule`: the sharding rules of Tenstorrent's own ops."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.sdy.rule import OpShardingRule
from ttmlir_py.dialects.sdy.shardings import SHARDING_RULE
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.stablehlo.sharding_rules import attention, kv_cache, moe, rows
from ttmlir_py.support.passes import Pass

_RULES = {**attention.RULES, **kv_cache.RULES, **moe.RULES, **rows.RULES}
"""Rules by the target of the call; other targets work on whole tensors."""


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
