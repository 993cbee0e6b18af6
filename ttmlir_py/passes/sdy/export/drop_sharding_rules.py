"""`sdy-drop-sharding-rules`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.sdy.rule import OpShardingRule
from ttmlir_py.dialects.sdy.shardings import SHARDING_RULE
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class DropShardingRulesPass(Pass):
    """Only custom sharding rules are left."""

    name = "sdy-drop-sharding-rules"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        drop_rules(op)


def drop_rules(module: ModuleOp) -> None:
    """Remove the rules that did not come with the program."""
    for op in module.walk():
        rule = op.attributes.get(SHARDING_RULE)
        if isinstance(rule, OpShardingRule) and not rule.rule.custom:
            del op.attributes[SHARDING_RULE]
