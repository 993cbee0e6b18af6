"""The sharding rules of all ops: one open table, by family."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.sdy.rule import OpShardingRule
from ttmlir_py.dialects.sdy.shardings import SHARDING_RULE
from ttmlir_py.passes.sdy.propagation.rules import (
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
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.sharding_rule import ShardingRule

SHARDING_RULES: OpTable[RuleOf] = OpTable(
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
