"""Sharding rules that users add: for targets of custom calls, and for ops of their own.

sharding_rule("my.matmul", "mk,kn->mn")

@sharding_rule("my.rotate")
def rotate(op):
    shape = op.operands[0].type.get_shape()
    return RuleBuilder([shape], [shape]).factor([0], [0], shape[0])
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from xdsl.ir import Operation

from ttmlir_py.passes.sdy.propagation.rules.common import shapes_of
from ttmlir_py.support.einsum import Einsum, EinsumError
from ttmlir_py.support.sharding_rule import FactorKind, RuleBuilder, ShardingRule
from ttmlir_py.syntax.diagnostics import fail

Answer = str | RuleBuilder | ShardingRule | None
"""A rule as an einsum text, as a builder or made; None lets no sharding through."""
UserRule = Callable[[Operation], Answer]


@dataclass(frozen=True)
class _EinsumRule:
    """A rule by its text, and what its letters mean besides."""

    text: str
    kinds: dict[str, FactorKind] = field(default_factory=dict[str, FactorKind])
    blocked: str = ""

    def __call__(self, op: Operation) -> ShardingRule:
        try:
            einsum = Einsum.parse(self.text)
            operands, results = shapes_of(op.operands), shapes_of(op.results)
            return einsum.rule(operands, results, self.kinds, self.blocked)
        except EinsumError as error:
            fail(op, f"does not fit its sharding rule: {error}")


def sharding_rule(
    name: str,
    einsum: str | None = None,
    *,
    need_replication: str = "",
    permutation: str = "",
    blocked: str = "",
) -> Callable[[UserRule], UserRule]:
    """Register the rule of a custom call's target, or of an op by its name.

    With an einsum text that is all; its letters may be listed as `need_replication` (has to be
    whole), `permutation` (is moved between chips) or `blocked` (lets no sharding through). Without,
    it decorates a function from the op to an einsum text, a builder or a rule.
    """
    if einsum is not None:
        letters = {*Einsum.parse(einsum).letters}
        for letter in {*need_replication, *permutation, *blocked} - letters:
            raise EinsumError(f"there is no letter '{letter}'", einsum)
        kinds = {
            **dict.fromkeys(need_replication, FactorKind.NEED_REPLICATION),
            **dict.fromkeys(permutation, FactorKind.PERMUTATION),
        }
        USER_RULES[name] = _EinsumRule(einsum, kinds, blocked)

    def register(rule: UserRule) -> UserRule:
        USER_RULES[name] = rule
        return rule

    return register


USER_RULES: dict[str, UserRule] = {}
"""Rules by the target of a custom call, or by the name of an op."""


def user_rule(op: Operation, name: str) -> ShardingRule | None:
    """What the rule registered for a name says of an op."""
    match USER_RULES[name](op):
        case str(text):
            return _EinsumRule(text)(op)
        case RuleBuilder() as builder:
            return builder.build()
        case rule:
            return rule
