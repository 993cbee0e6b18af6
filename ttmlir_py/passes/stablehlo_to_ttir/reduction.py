"""Reductions and selections of the largest in TTIR."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import NamedTuple

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import elementwise_binary as stablehlo_binary
from ttmlir_py.dialects.stablehlo import reduction as stablehlo
from ttmlir_py.dialects.ttir import elementwise_binary as binary
from ttmlir_py.dialects.ttir import elementwise_unary as unary
from ttmlir_py.dialects.ttir import reduction as ttir
from ttmlir_py.passes.stablehlo_to_ttir.argmax import Extreme, extreme_of
from ttmlir_py.passes.stablehlo_to_ttir.builder import (
    BinaryClass,
    Lowering,
    TTIRBuilder,
    UnaryClass,
)
from ttmlir_py.passes.stablehlo_to_ttir.computations import combinations, vectorized
from ttmlir_py.passes.stablehlo_to_ttir.constants import Number, highest, is_splat, lowest
from ttmlir_py.support.element_types import is_boolean, is_float
from ttmlir_py.support.shapes import element_of, rank_of, shape_of


class Reduction(NamedTuple):
    """A reduction that TTIR has: its op, its binary op, and the number it starts from."""

    reduce: type[ttir.ReductionOp]
    combine: BinaryClass
    start: Callable[..., Number]


NUMERIC: dict[type[Operation], Reduction] = {
    stablehlo_binary.AddOp: Reduction(ttir.SumOp, binary.AddOp, lambda element: 0),
    stablehlo_binary.MaximumOp: Reduction(ttir.MaxOp, binary.MaximumOp, lowest),
    stablehlo_binary.MinimumOp: Reduction(ttir.MinOp, binary.MinimumOp, highest),
    stablehlo_binary.MultiplyOp: Reduction(ttir.ProdOp, binary.MultiplyOp, lambda element: 1),
}
_ALL = Reduction(ttir.ReduceAndOp, binary.LogicalAndOp, lambda element: 1)
_ANY = Reduction(ttir.ReduceOrOp, binary.LogicalOrOp, lambda element: 0)
BOOLEAN: dict[type[Operation], Reduction] = {
    stablehlo_binary.AddOp: _ANY,
    stablehlo_binary.AndOp: _ALL,
    stablehlo_binary.MaximumOp: _ANY,
    stablehlo_binary.MinimumOp: _ALL,
    stablehlo_binary.MultiplyOp: _ALL,
    stablehlo_binary.OrOp: _ANY,
}


def _reduce(op: stablehlo.ReduceOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    named = _named_reductions(op)
    if named is not None:
        return [
            _by_name(build, reduction, x, init, op.dimensions)
            for reduction, x, init in zip(named, op.inputs, op.init_values, strict=True)
        ]
    extreme = extreme_of(op)
    if extreme is not None:
        return _by_position(build, op, extreme)
    return _by_pairs(build, op)


def _named_reductions(op: stablehlo.ReduceOp) -> list[Reduction] | None:
    found = combinations(op.body)
    if found is None:
        return None
    tables = [BOOLEAN if is_boolean(element_of(x)) else NUMERIC for x in op.inputs]
    named = [table.get(cls) for table, cls in zip(tables, found, strict=True)]
    return [r for r in named if r is not None] if None not in named else None


def _by_name(
    build: TTIRBuilder, reduction: Reduction, x: SSAValue, init: SSAValue, dims: Sequence[int]
) -> SSAValue:
    """A reduction of TTIR, and the initial value where it is not the neutral one."""
    reduced = build.reduce(reduction.reduce, x, dims) if dims else x
    if is_splat(init, reduction.start(element_of(x))):
        return reduced
    start = build.broadcast_in_dim(init, shape_of(reduced), ())
    return build.binary(reduction.combine, start, reduced)


def _by_position(
    build: TTIRBuilder, op: stablehlo.ReduceOp, extreme: Extreme
) -> Sequence[SSAValue]:
    """The largest or smallest element and where it first stands."""
    x = op.inputs[0]
    reduce = ttir.MaxOp if extreme.largest else ttir.MinOp
    ranked = x if extreme.largest else build.unary(_turned(x), x)
    position = build(
        ttir.ArgmaxOp(
            ranked,
            keep_dim=False,
            dim_arg=tuple(op.dimensions),
            result_types=[op.results[1].type],
        )
    )
    used = op.results[0].first_use is not None
    value = build.reduce(reduce, x, op.dimensions) if used else ranked
    return [value, position] if used else [op.init_values[0], position]


def _turned(x: SSAValue) -> UnaryClass:
    """The op that turns an order round without overflow."""
    element = element_of(x)
    if is_boolean(element):
        return unary.LogicalNotOp
    return unary.NegOp if is_float(element) else unary.BitwiseNotOp


def _by_pairs(build: TTIRBuilder, op: stablehlo.ReduceOp) -> Sequence[SSAValue]:
    """Any computation: neighbours are combined until one element is left, in order."""
    kept = [d for d in range(rank_of(op.inputs[0])) if d not in op.dimensions]
    shape = [shape_of(op.inputs[0])[d] for d in kept]
    size = prod(shape_of(op.inputs[0])[d] for d in op.dimensions)
    order = [*kept, *sorted(op.dimensions)]
    values = [build.reshape(build.permute(x, order), [*shape, size]) for x in op.inputs]
    while size > 1:
        values = _half(build, op, values, size)
        size = (size + 1) // 2
    values = [build.reshape(x, shape) for x in values]
    starts = [build.broadcast_in_dim(init, shape, ()) for init in op.init_values]
    return vectorized(build, op.body, [*starts, *values]) if size else starts


def _half(
    build: TTIRBuilder, op: stablehlo.ReduceOp, values: Sequence[SSAValue], size: int
) -> list[SSAValue]:
    dim, even = rank_of(values[0]) - 1, size - size % 2
    left = [build.slice_dim(x, dim, 0, even, 2) for x in values]
    right = [build.slice_dim(x, dim, 1, even, 2) for x in values]
    combined = vectorized(build, op.body, [*left, *right])
    if even == size:
        return combined
    tails = [build.slice_dim(x, dim, even, size) for x in values]
    return [build.concat(pair, dim) for pair in zip(combined, tails, strict=True)]


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.ReduceOp: _reduce,
}
