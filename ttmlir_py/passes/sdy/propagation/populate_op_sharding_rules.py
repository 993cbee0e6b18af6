"""`sdy-populate-op-sharding-rules`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.sdy.rule import OpShardingRule
from ttmlir_py.dialects.sdy.shardings import SHARDING_RULE
from ttmlir_py.passes.sdy.propagation.rules.registry import rule_of, warn_if_unknown
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import diagnostics_of


@dataclass(frozen=True)
class PopulateOpShardingRulesPass(Pass):
    """Every op that has a sharding rule carries it as an attribute."""

    name = "sdy-populate-op-sharding-rules"

    conservative_propagation: bool = False

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in op.walk():
            rule = rule_of(inner, conservative=self.conservative_propagation)
            if rule is not None:
                inner.attributes[SHARDING_RULE] = OpShardingRule(rule)
            else:
                warn_if_unknown(inner, diagnostics_of(ctx))
