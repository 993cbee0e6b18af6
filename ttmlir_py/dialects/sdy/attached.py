"""Attributes of sdy on ops of other dialects: what they must obey there."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, Operation
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.rule import OpShardingRule, verify_rule
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.dialects.sdy.shardings import SHARDING, SHARDING_RULE
from ttmlir_py.dialects.sdy.verification import verify_sharding, verify_sharding_per_value


def verify_attached(op: Operation) -> None:
    """Raise VerifyException unless the shardings and the rule attached to an op fit it."""
    if isinstance(op, FuncOp):
        _verify_entries(op, op.arg_attrs, op.function_type.inputs.data, "arg")
        _verify_entries(op, op.res_attrs, op.function_type.outputs.data, "result")
    elif (sharding := op.attributes.get(SHARDING)) is not None:
        if not isinstance(sharding, ShardingPerValue):
            raise VerifyException(
                "should have a sharding attribute of type TensorShardingPerValueAttr"
            )
        verify_sharding_per_value(op, sharding, op.result_types, "result")
    if (rule := op.attributes.get(SHARDING_RULE)) is not None:
        if not isinstance(rule, OpShardingRule):
            raise VerifyException(
                "should have a sharding rule attribute of type OpShardingRuleAttr for attr named "
                f"'{SHARDING_RULE}'"
            )
        verify_rule(op, rule.rule)


def _verify_entries(
    function: FuncOp,
    entries: ArrayAttr[DictionaryAttr] | None,
    types: Sequence[Attribute],
    what: str,
) -> None:
    for index, entry in enumerate(entries.data if entries else ()):
        sharding = entry.data.get(SHARDING)
        if sharding is None:
            continue
        prefix = f"{what} {index} - "
        if not isinstance(sharding, TensorSharding):
            raise VerifyException(
                f"{prefix}should have a sharding attribute of type TensorShardingAttr"
            )
        verify_sharding(function, sharding, types[index], prefix)
