"""`register-user-sharding-rule`: take over sharding rules that a front end wrote as text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.utils.exceptions import ParseError

from ttmlir_py.dialects.sdy.rule import OpShardingRule
from ttmlir_py.dialects.sdy.shardings import SHARDING_RULE
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.stablehlo.frontend_shardings import frontend_text
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import fail
from ttmlir_py.syntax.parser import Parser

_RULE_TEXT = "xla.sdy.custom_sharding_rule"


@dataclass(frozen=True)
class RegisterUserShardingRulePass(Pass):
    """A custom call with a rule among its front end attributes has it as `sdy.sharding_rule`."""

    name = "register-user-sharding-rule"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for call in [c for c in op.walk() if isinstance(c, CustomCallOp)]:
            text = (frontend_text(call.attributes, _RULE_TEXT) or "").strip()
            if text:
                call.attributes[SHARDING_RULE] = _parse(ctx, call, text)


def _parse(ctx: Context, call: CustomCallOp, text: str) -> OpShardingRule:
    try:
        attribute = Parser(ctx, text).parse_attribute()
    except ParseError:
        attribute = None
    if not isinstance(attribute, OpShardingRule):
        fail(
            call,
            f"failed to parse '{_RULE_TEXT}' frontend attribute as an #sdy.op_sharding_rule",
        )
    return OpShardingRule(replace(attribute.rule, custom=False))
