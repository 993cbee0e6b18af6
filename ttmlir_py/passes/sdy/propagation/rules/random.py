"""Rules of random number generation."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.stablehlo.random import RngBitGeneratorOp
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf, builder_of
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule


def rng_bit_generator(op: RngBitGeneratorOp, conservative: bool) -> ShardingRule:
    """The state has to be whole; the output may have any sharding."""
    builder = builder_of(op)
    for dim, size in enumerate(shape_of(op.operands[0])):
        builder.factor([dim], [dim, None], size, FactorKind.NEED_REPLICATION, blocked=True)
    for dim, size in enumerate(shape_of(op.results[1])):
        builder.factor([None], [None, dim], size)
    return builder.build()


RULES: dict[type[Operation], RuleOf] = {RngBitGeneratorOp: rng_bit_generator}
