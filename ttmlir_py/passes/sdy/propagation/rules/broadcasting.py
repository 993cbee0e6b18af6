"""Rules of CHLO's elementwise ops that broadcast their operands."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.chlo.elementwise_broadcast import BroadcastBinaryOp, BroadcastSelectOp
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf, builder_of, shapes_of
from ttmlir_py.support.shapes import Shape, shape_of
from ttmlir_py.support.sharding_rule import ShardingRule


def binary(op: BroadcastBinaryOp, conservative: bool) -> ShardingRule:
    """Dimensions go with those of the result; the smaller operand's may be placed."""
    rank = len(shape_of(op.result))
    placed = op.broadcast_dimensions
    return _rule(
        op,
        [
            tuple(placed) if placed is not None and len(shape) < rank else _last(shape, rank)
            for shape in shapes_of(op.operands)
        ],
    )


def select(op: BroadcastSelectOp, conservative: bool) -> ShardingRule:
    """Dimensions are aligned from the last one on."""
    rank = len(shape_of(op.result))
    return _rule(op, [_last(shape, rank) for shape in shapes_of(op.operands)])


def _last(shape: Shape, rank: int) -> tuple[int, ...]:
    return tuple(range(rank - len(shape), rank))


def _rule(op: Operation, places: list[tuple[int, ...]]) -> ShardingRule:
    """The rule by the place in the result of every operand's dimensions; of size 1, repeated."""
    builder, shapes = builder_of(op), shapes_of(op.operands)
    for dim, size in enumerate(shape_of(op.results[0])):
        operand_dims = [
            place.index(dim) if dim in place and shape[place.index(dim)] == size else None
            for place, shape in zip(places, shapes, strict=True)
        ]
        builder.factor(operand_dims, [dim], size)
    return builder.build()


RULES: dict[type[Operation], RuleOf] = {BroadcastBinaryOp: binary, BroadcastSelectOp: select}
