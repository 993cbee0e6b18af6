"""Gradients of pools in TTIR: every window's value goes back to the element it was taken from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import elementwise_binary as stablehlo_binary
from ttmlir_py.dialects.stablehlo import reduction as stablehlo
from ttmlir_py.dialects.ttir import elementwise_binary as binary
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.passes.stablehlo_to_ttir.computations import combinations, vectorized
from ttmlir_py.passes.stablehlo_to_ttir.constants import Number, highest, is_splat, lowest
from ttmlir_py.passes.stablehlo_to_ttir.data_movement import pad_interior, pad_or_crop
from ttmlir_py.passes.stablehlo_to_ttir.orders import evaluate
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.shapes import Shape, element_of, shape_of


def _select_and_scatter(op: stablehlo.SelectAndScatterOp, build: TTIRBuilder) -> SSAValue:
    """The place in its window that each window selects, then a sum over all places."""
    if combinations(op.scatter) != [stablehlo_binary.AddOp]:
        raise Unsupported("its scatter computation is not addition")
    shape = shape_of(op.operand)
    ones = (1,) * len(shape)
    sizes, strides = op.window_dimensions or ones, op.window_strides or ones
    padding = op.padding or ((0, 0),) * len(shape)
    low, high = [pair[0] for pair in padding], [pair[1] for pair in padding]
    margin = build.full((), element_of(op.operand), _never_selected(op))
    padded = pad_or_crop(build, op.operand, low, high, margin)
    chosen = _chosen_places(build, op, padded, sizes, strides)
    zero = build.full((), element_of(op.source), 0)
    total: SSAValue | None = None
    for number, place in enumerate(_places(sizes)):
        here = build.compare(binary.EqOp, chosen, build.like(chosen, number))
        part = build.where(here, op.source, build.like(op.source, 0))
        part = _put_back(build, part, place, strides, shape_of(padded), zero)
        total = part if total is None else build.add(total, part)
    assert total is not None, "a window has at least one element"
    ends = [before + size for before, size in zip(low, shape, strict=True)]
    total = build.slice(total, low, ends)
    if is_splat(op.init_value, 0):
        return total
    return build.add(total, build.broadcast_in_dim(op.init_value, shape, ()))


def _never_selected(op: stablehlo.SelectAndScatterOp) -> Number:
    """The number that loses against every other in the select computation."""
    chosen = evaluate(op.select, (2, 1)), evaluate(op.select, (1, 2))
    if chosen == ((True,), (False,)):
        return lowest(element_of(op.operand))
    if chosen == ((False,), (True,)):
        return highest(element_of(op.operand))
    raise Unsupported("its select computation is no order")


def _places(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    return product(*(range(size) for size in sizes))


def _chosen_places(
    build: TTIRBuilder,
    op: stablehlo.SelectAndScatterOp,
    padded: SSAValue,
    sizes: Sequence[int],
    strides: Sequence[int],
) -> SSAValue:
    """For every window the number of the place that wins, in row-major order."""
    counts = shape_of(op.source)
    best: SSAValue | None = None
    chosen = build.full(counts, I32, 0)
    for number, place in enumerate(_places(sizes)):
        ends = [p + (n - 1) * s + 1 for p, n, s in zip(place, counts, strides, strict=True)]
        x = build.slice(padded, place, ends, strides)
        if best is None:
            best = x
            continue
        (keeps,) = vectorized(build, op.select, [best, x])
        best = build.where(keeps, best, x)
        chosen = build.where(keeps, chosen, build.full(counts, I32, number))
    return chosen


def _put_back(
    build: TTIRBuilder,
    part: SSAValue,
    place: Sequence[int],
    strides: Sequence[int],
    shape: Shape,
    zero: SSAValue,
) -> SSAValue:
    """Windows' values at one place of their windows, zero elsewhere."""
    spread = pad_interior(build, part, [stride - 1 for stride in strides], zero)
    behind = [n - p - m for n, p, m in zip(shape, place, shape_of(spread), strict=True)]
    return pad_or_crop(build, spread, place, behind, zero)


LOWERINGS: dict[type[Operation], Lowering] = {stablehlo.SelectAndScatterOp: _select_and_scatter}
