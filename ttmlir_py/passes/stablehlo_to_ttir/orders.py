"""What a computation on scalars decides, found by trying it on every order its arguments can have.

A computation of comparisons, selections, minima, maxima and logic depends on nothing but how its
arguments compare with each other and with its constants. So a few samples below, at, between and
above the constants decide what it is, whatever form a front end has given it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product
from typing import Any

from xdsl.ir import Operation, Region, SSAValue

from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection
from ttmlir_py.passes.stablehlo_to_ttir.computations import returned
from ttmlir_py.passes.stablehlo_to_ttir.constants import Number, splat_of
from ttmlir_py.support.shapes import shape_of

_DIRECTIONS: dict[ComparisonDirection, Callable[[Any, Any], bool]] = {
    ComparisonDirection.EQ: operator.eq,
    ComparisonDirection.GE: operator.ge,
    ComparisonDirection.GT: operator.gt,
    ComparisonDirection.LE: operator.le,
    ComparisonDirection.LT: operator.lt,
    ComparisonDirection.NE: operator.ne,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "stablehlo.and": lambda a, b: a and b,
    "stablehlo.maximum": max,
    "stablehlo.minimum": min,
    "stablehlo.not": operator.not_,
    "stablehlo.or": lambda a, b: a or b,
    "stablehlo.select": lambda condition, a, b: a if condition else b,
    "stablehlo.xor": lambda a, b: bool(a) != bool(b),
}


def evaluate(region: Region, arguments: Sequence[Number]) -> tuple[Number, ...] | None:
    """What the computation returns; None where it does more than compare and select."""
    values: dict[SSAValue, Number] = dict(zip(region.block.args, arguments, strict=True))
    for op in region.block.ops:
        if op is region.block.last_op:
            break
        value = _evaluate_op(op, values)
        if value is None:
            return None
        values[op.results[0]] = value
    return tuple(values[value] for value in returned(region))


def _evaluate_op(op: Operation, values: dict[SSAValue, Number]) -> Number | None:
    if op.regions or len(op.results) != 1 or shape_of(op.results[0]):
        return None
    if (constant := splat_of(op.results[0])) is not None:
        return constant
    arguments = [_known(value, values) for value in op.operands]
    if None in arguments:
        return None
    if op.name == "stablehlo.compare":
        direction: ComparisonDirection = op.comparison_direction  # pyright: ignore
        return _DIRECTIONS[direction](*arguments)
    function = _FUNCTIONS.get(op.name)
    return None if function is None else function(*arguments)


def _known(value: SSAValue, values: dict[SSAValue, Number]) -> Number | None:
    return values[value] if value in values else splat_of(value)


def samples(region: Region) -> list[Number]:
    """Numbers below, at, between and above the computation's constants."""
    constants = {splat_of(result) for op in region.block.ops for result in op.results}
    known = sorted(n for n in constants if n is not None and abs(n) < 1 << 62)
    if not known:
        return [1, 2]
    between = [(a + b) / 2 for a, b in pairwise(known)]
    return [known[0] - 2, known[0] - 1, *known, *between, known[-1] + 1, known[-1] + 2]


def finds_first(region: Region, *, largest: bool) -> bool:
    """Whether a computation on two (value, position) pairs keeps the larger or smaller value.

    The first pair has the smaller position, and stays where the values are equal.
    """
    better = operator.gt if largest else operator.lt
    for left, right in product(samples(region), repeat=2):
        wanted = (right, 1) if better(right, left) else (left, 0)
        if evaluate(region, (left, 0, right, 1)) != wanted:
            return False
    return True


class Key:
    """An operand of a sort that its comparator looks at, and the order."""

    def __init__(self, operand: int, *, descending: bool) -> None:
        self.operand = operand
        self.descending = descending


def sort_keys(region: Region) -> list[Key] | None:
    """The operands by which a comparator orders, first the one that counts most, or None."""
    count = len(region.block.args) // 2
    equal = evaluate(region, [1] * (2 * count))
    if equal is None or equal[0]:
        return None
    keys = _keys_by_weight(region, count)
    if not keys or not all(_agrees(region, keys, pairs) for pairs in _pairs(region, keys, count)):
        return None
    return keys


def _keys_by_weight(region: Region, count: int) -> list[Key]:
    """The operands that decide alone, ordered by which one decides against which."""
    keys: list[Key] = []
    for operand in range(count):
        before = _compare(region, {operand: (1, 2)}, count)
        after = _compare(region, {operand: (2, 1)}, count)
        if before != after:
            keys.append(Key(operand, descending=not before))
    wins = {key: sum(_outweighs(region, key, other, count) for other in keys) for key in keys}
    return sorted(keys, key=lambda key: -wins[key])


def _outweighs(region: Region, key: Key, other: Key, count: int) -> bool:
    if key is other:
        return False
    first = (2, 1) if key.descending else (1, 2)
    last = (1, 2) if other.descending else (2, 1)
    return _compare(region, {key.operand: first, other.operand: last}, count)


def _compare(region: Region, pairs: dict[int, tuple[Number, Number]], count: int) -> bool:
    arguments = [number for i in range(count) for number in pairs.get(i, (1, 1))]
    result = evaluate(region, arguments)
    return bool(result and result[0])


def _pairs(
    region: Region, keys: Sequence[Key], count: int
) -> Iterator[dict[int, tuple[Number, Number]]]:
    numbers = samples(region)
    if len(keys) > 1:
        numbers = numbers[:3]
    pairs = [(a, b) for a in numbers for b in numbers]
    for chosen in product(pairs, repeat=len(keys)):
        yield {key.operand: pair for key, pair in zip(keys, chosen, strict=True)}


def _agrees(region: Region, keys: Sequence[Key], pairs: dict[int, tuple[Number, Number]]) -> bool:
    count = len(region.block.args) // 2
    return _compare(region, pairs, count) == _comes_before(keys, pairs)


def _comes_before(keys: Sequence[Key], pairs: dict[int, tuple[Number, Number]]) -> bool:
    for key in keys:
        left, right = pairs[key.operand]
        if left != right:
            return (left > right) if key.descending else (left < right)
    return False
