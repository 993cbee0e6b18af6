"""The sharding rules of all ops: one open table, by family."""

from __future__ import annotations

from xdsl.ir import Operation

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

    One that the program gives to the op comes first.
    """
    given = op.attributes.get(SHARDING_RULE)
    if isinstance(given, OpShardingRule):
        return given.rule
    row = SHARDING_RULES.get(op)
    return None if row is None or not op.results else row(op, conservative)


def warn_if_unknown(op: Operation, diagnostics: DiagnosticEngine) -> None:
    """Say about the first op, and about the first custom call, that shardings stop at it."""
    if isinstance(op, CustomCallOp):
        if op.call_target_name not in calls.CUSTOM_CALL_RULES:
            target = f"custom call @{op.call_target_name} {_UNKNOWN}"
            diagnostics.warn_once("unknown custom call", op, target)
    elif op not in SHARDING_RULES and not needs_no_rule(op):
        name = operation_name(op)
        diagnostics.warn_once("unknown op", op, f"op '{name}' {_UNKNOWN}")


_UNKNOWN = "is unknown to SDY sharding rule registry"
