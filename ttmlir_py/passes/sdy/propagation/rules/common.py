"""What all families of rules share: the kind of a row, and a builder for an op's shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Operation, SSAValue

from ttmlir_py.support.shapes import Shape
from ttmlir_py.support.sharding_rule import RuleBuilder, ShardingRule

RuleOf = Callable[[Any, bool], ShardingRule | None]
"""The rule of an op; None where shardings do not spread through it.

The flag asks for conservative propagation: no halos and no strided shards.
"""


def shapes_of(values: Iterable[SSAValue]) -> tuple[Shape, ...]:
    """The shapes of values; tokens and the like count as scalars."""
    return tuple(v.type.get_shape() if isinstance(v.type, TensorType) else () for v in values)


def builder_of(op: Operation) -> RuleBuilder:
    """A builder with the shapes of an op's operands and results."""
    return RuleBuilder(shapes_of(op.operands), shapes_of(op.results))


def pointwise(op: Operation, conservative: bool) -> ShardingRule | None:
    """Dimension by dimension alike on all operands and results; scalars are left out."""
    if not op.results or not isinstance(op.results[0].type, TensorType):
        return None
    return pointwise_rule(shapes_of(op.operands), shapes_of(op.results))


@lru_cache(maxsize=4096)
def pointwise_rule(operands: tuple[Shape, ...], results: tuple[Shape, ...]) -> ShardingRule:
    """The pointwise rule of shapes; programs repeat few of them many times."""
    return RuleBuilder(operands, results).pointwise(results[0]).build()


def no_rule(op: Operation, conservative: bool) -> None:
    """Shardings do not spread through the op by a rule."""
