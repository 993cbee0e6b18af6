"""The sharding rules of all ops: one open table, by family."""

from __future__ import annotations

from dataclasses import dataclass, field

from xdsl.ir import Attribute, Operation

from ttmlir_py.dialects.sdy.rule import OpShardingRule
from ttmlir_py.dialects.sdy.shardings import SHARDING_RULE
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.sdy.propagation.rules import (
    broadcasting,
    calls,
    collectives,
    contraction,
    convolution,
    data_movement,
    deprecated,
    elementwise,
    indexing,
    linear_algebra,
    normalization,
    random,
    reduction,
    sorting,
)
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf
from ttmlir_py.passes.sdy.propagation.rules.user import USER_RULES, user_rule
from ttmlir_py.passes.sdy.propagation.rules.without import needs_no_rule
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.sharding_rule import ShardingRule
from ttmlir_py.syntax.diagnostics import DiagnosticEngine, operation_name

SHARDING_RULES: OpTable[RuleOf] = OpTable(
    broadcasting.RULES,
    calls.RULES,
    collectives.RULES,
    contraction.RULES,
    convolution.RULES,
    data_movement.RULES,
    deprecated.RULES,
    elementwise.RULES,
    indexing.RULES,
    linear_algebra.RULES,
    normalization.RULES,
    random.RULES,
    reduction.RULES,
    sorting.RULES,
)
"""Op class -> how to find its rule. Ops without a row let no sharding through."""


def rule_of(op: Operation, *, conservative: bool = False) -> ShardingRule | None:
    """The sharding rule of an op; None where shardings do not spread through it.

    One that the program gives to the op comes first, then one that users have added.
    """
    given = op.attributes.get(SHARDING_RULE)
    if isinstance(given, OpShardingRule):
        return given.rule
    if USER_RULES and (name := _name(op)) in USER_RULES:
        return user_rule(op, name)
    row = SHARDING_RULES.get(op)
    return None if row is None or not op.results else row(op, conservative)


def _name(op: Operation) -> str:
    """The name under which users give rules: of the target, where the op calls one."""
    return op.call_target_name if isinstance(op, CustomCallOp) else operation_name(op)


@dataclass
class RuleFinder:
    """Finds the rules of a module's ops; alike in types and properties, they have one rule."""

    conservative: bool
    _found: dict[tuple[object, ...], tuple[ShardingRule | None, tuple[Attribute, ...]]] = field(
        default_factory=dict[tuple[object, ...], tuple[ShardingRule | None, tuple[Attribute, ...]]]
    )
    _rules: dict[ShardingRule, ShardingRule] = field(
        default_factory=dict[ShardingRule, ShardingRule]
    )

    def rule(self, op: Operation) -> ShardingRule | None:
        """The rule of an op; equal ones are one object."""
        if SHARDING_RULE in op.attributes or USER_RULES or SHARDING_RULES.get(op) in _LOOK_AROUND:
            return self._interned(rule_of(op, conservative=self.conservative))
        parts = (
            *(value.type for value in op.operands),
            *op.properties.values(),
            *(value.type for value in op.results),
        )
        key = (type(op), len(op.operands), *map(id, parts))
        found = self._found.get(key)
        if found is None:
            # The parts are kept, so that their identities are not given to others.
            rule = self._interned(rule_of(op, conservative=self.conservative))
            found = self._found[key] = (rule, parts)
        return found[0]

    def _interned(self, rule: ShardingRule | None) -> ShardingRule | None:
        return None if rule is None else self._rules.setdefault(rule, rule)


_LOOK_AROUND: frozenset[RuleOf | None] = frozenset(
    {
        calls.custom_call,
        data_movement.concatenate,
        indexing.dynamic_update_slice,
        indexing.scatter,
    }
)
"""Rules that depend on more than the op's types and properties."""


def warn_if_unknown(op: Operation, diagnostics: DiagnosticEngine) -> None:
    """Say about the first op, and about the first custom call, that shardings stop at it."""
    if _name(op) in USER_RULES:
        return
    if isinstance(op, CustomCallOp):
        if op.call_target_name not in calls.CUSTOM_CALL_RULES:
            target = f"custom call @{op.call_target_name} {_UNKNOWN}"
            diagnostics.warn_once("unknown custom call", op, target)
    elif op not in SHARDING_RULES and not needs_no_rule(op):
        name = operation_name(op)
        diagnostics.warn_once("unknown op", op, f"op '{name}' {_UNKNOWN}")


_UNKNOWN = "is unknown to SDY sharding rule registry"
