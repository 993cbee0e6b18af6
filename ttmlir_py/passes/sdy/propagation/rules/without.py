"""Ops that no sharding rule can speak for, by the reason."""

from __future__ import annotations

from xdsl.ir import Operation
from xdsl.traits import IsTerminator

WITHOUT_RULE: dict[str, str] = {
    "shardings pass along data-flow edges": "func.call stablehlo.case "
    "stablehlo.optimization_barrier stablehlo.while",
    "its branches have rules": "stablehlo.if",
    "nothing spreads from or to it": "arith.constant builtin.module func.func "
    "builtin.unrealized_conversion_cast chlo.constant chlo.constant_like stablehlo.constant "
    "stablehlo.create_token stablehlo.iota stablehlo.partition_id stablehlo.replica_id "
    "stablehlo.rng",
    "a tuple is no tensor": "stablehlo.get_tuple_element stablehlo.tuple",
    "its body is written for whole slices": "chlo.scan",
    "a function is called, whose own ops have rules": "stablehlo.composite",
    "shapes are static where shardings spread": "stablehlo.dynamic_broadcast_in_dim "
    "stablehlo.dynamic_conv stablehlo.dynamic_gather stablehlo.dynamic_iota "
    "stablehlo.dynamic_pad stablehlo.dynamic_reshape stablehlo.get_dimension_size "
    "stablehlo.real_dynamic_slice stablehlo.set_dimension_size",
    "tokens, the host's streams, and ops that run beside others": "stablehlo.after_all "
    "stablehlo.async_done stablehlo.async_start stablehlo.infeed stablehlo.outfeed "
    "stablehlo.recv stablehlo.send",
    "a terminator": "stablehlo.return",
}
"""Reason -> ops. Ops of `sdy`, whose task is sharding, are handled by themselves."""

_NAMES = frozenset(name for names in WITHOUT_RULE.values() for name in names.split())


def needs_no_rule(op: Operation) -> bool:
    """Whether it is known why shardings do not spread through an op by a rule."""
    return (
        op.name in _NAMES
        or op.name.startswith("sdy.")
        or op.has_trait(IsTerminator, value_if_unregistered=False)
    )
