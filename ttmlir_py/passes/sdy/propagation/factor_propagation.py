"""Spreading of axes along the factors of one op, basic and aggressive.

Basic: an axis spreads along a factor only if every tensor of the op can take it.
Aggressive: every tensor takes what it can; between factors that want one axis, the larger
source tensor wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import gcd, prod
from typing import NamedTuple

from ttmlir_py.dialects.sdy.annotations import PropagationDirection
from ttmlir_py.dialects.sdy.axes import Axes, AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.passes.sdy.propagation.projection import (
    FactorSharding,
    Projection,
    TensorFactors,
    is_prefix,
    is_strict_prefix,
)
from ttmlir_py.support.sharding_rule import ShardingRule

Narrow = Callable[[AxisRef, int], AxisRef | None]
"""The usable part of an axis, given how far the factor is divided already."""


@dataclass(frozen=True)
class FactorContext:
    """What spreading along an op's factors depends on besides the shardings."""

    rule: ShardingRule
    directions: tuple[PropagationDirection, ...]
    mesh: MeshAttr
    is_elementwise: bool = False
    conservative: bool = False


def propagate_basic(projection: Projection, context: FactorContext) -> list[bool]:
    """Expand the projection factor by factor; which tensors changed."""
    changed = [False] * len(projection.tensors)
    for factor in range(len(context.rule.sizes)):
        axes = compatible_axes(projection, factor, context.directions[factor])
        axes = _usable_everywhere(projection, factor, axes, context) if axes else axes
        if axes:
            expanded = projection.expand(factor, axes)
            changed = [a or b for a, b in zip(changed, expanded, strict=True)]
    return changed


def propagate_aggressive(projection: Projection, context: FactorContext) -> list[bool]:
    """Expand the projection tensor by tensor, results first; which tensors changed."""
    axes = [
        compatible_axes(projection, factor, direction)
        for factor, direction in enumerate(context.directions)
    ]
    if not any(axes):
        return [False] * len(projection.tensors)
    order = [f for f in _order_of_preference(projection, axes, context) if axes[f]]
    results = [
        _expand_tensor(tensor, order, axes, context, _unlimited) for tensor in projection.results
    ]

    def limit(factor: int, wanted: Axes) -> Axes:
        """An operand of an elementwise op takes no more than the result has."""
        for result in projection.results:
            entry = result.factors.get(factor)
            if entry is not None and is_strict_prefix(entry.axes, wanted):
                wanted = entry.axes
        return wanted

    limited = limit if context.is_elementwise else _unlimited
    operands = [
        _expand_tensor(tensor, order, axes, context, limited) for tensor in projection.operands
    ]
    return operands + results


def compatible_axes(projection: Projection, factor: int, direction: PropagationDirection) -> Axes:
    """The longest axes that no tensor contradicts; only sources in `direction` make them longer."""
    match direction:
        case PropagationDirection.NONE:
            return ()
        case PropagationDirection.BACKWARD:
            first, second = projection.results, projection.operands
        case _:
            first, second = projection.operands, projection.results
    found, can_expand = _fold(first, factor, (), True)
    if direction is not PropagationDirection.BOTH:
        can_expand = False
    return _fold(second, factor, found, can_expand)[0]


def _fold(
    tensors: Iterable[TensorFactors], factor: int, axes: Axes, can_expand: bool
) -> tuple[Axes, bool]:
    for tensor in tensors:
        entry = tensor.factors.get(factor)
        if entry is not None:
            axes, can_expand = _common_major(axes, entry.axes, can_expand)
    return axes, can_expand


def _common_major(old: Axes, new: Axes, can_expand: bool) -> tuple[Axes, bool]:
    """What two lists agree on, longer than `old` only if allowed; and whether it may grow still."""
    common: list[AxisRef] = []
    for index, (a, b) in enumerate(zip(old, new, strict=False)):
        if a == b:
            common.append(a)
        elif b.prefix_of(a):
            if index + 1 < len(new):
                return (*common, b), False
            common.append(a)
        elif a.prefix_of(b):
            if not can_expand or index + 1 < len(old):
                return (*common, a), False
            common.append(b)
        else:
            return tuple(common), False
    count = len(common)
    tail = new[count:] if can_expand else ()
    return (*common, *old[count:], *tail), can_expand


def _usable_everywhere(
    projection: Projection, factor: int, axes: Axes, context: FactorContext
) -> Axes:
    size = context.rule.sizes[factor]

    def narrow(axis: AxisRef, divided: int) -> AxisRef | None:
        found: AxisRef | None = axis
        for tensor in projection.tensors:
            found = found and _without_other_factors(found, tensor, factor)
            entry = tensor.factors.get(factor)
            if found and entry is not None:
                found = _within_factor(found, tensor, entry, divided, size, context.mesh)
        return found

    return _truncated(axes, narrow, context)


def _truncated(axes: Axes, narrow: Narrow, context: FactorContext) -> Axes:
    """The axes up to the first that is not usable as a whole, with its usable part."""
    kept: list[AxisRef] = []
    divided = 1
    for axis in axes:
        usable = narrow(axis, divided)
        if usable is None or (context.conservative and usable.sub is not None):
            break
        kept.append(usable)
        if usable != axis:
            break
        divided *= axis.size_in(context.mesh)
    return tuple(kept)


def _without_other_factors(axis: AxisRef, tensor: TensorFactors, factor: int) -> AxisRef | None:
    for other, entry in tensor.factors.items():
        if other != factor and (entry.axes or entry.overflow):
            found = _without(axis, (*entry.overflow, *entry.axes))
            if found is None:
                return None
            axis = found
    return axis


def _without(axis: AxisRef, others: Iterable[AxisRef]) -> AxisRef | None:
    found: AxisRef | None = axis
    for other in others:
        found = found and found.prefix_without_overlap(other)
    return found


def _within_factor(
    axis: AxisRef,
    tensor: TensorFactors,
    entry: FactorSharding,
    divided: int,
    size: int,
    mesh: MeshAttr,
) -> AxisRef | None:
    """The part of an axis that the factor has already or could take next."""
    found = _without(axis, (*tensor.replicated, *tensor.unreduced))
    if found is None or any(own.contains(found) for own in entry.axes):
        return found
    if not entry.is_closed and not entry.overflow:
        if entry.is_minor_most:
            return found
        if size % divided == 0:
            axis_size = found.size_in(mesh)
            common = gcd(size // divided, axis_size)
            if common == axis_size:
                return found
            if common != 1:
                return AxisRef.part(found.axis, found.low, common)
    if entry.axes and entry.axes[-1].prefix_of(found):
        return entry.axes[-1]
    return None


class _Source(NamedTuple):
    """The largest tensor that a factor's axes come from."""

    size: int = -1
    tensor: int = -1


def _order_of_preference(
    projection: Projection, axes: Sequence[Axes], context: FactorContext
) -> list[int]:
    """Factors by size of their source; in elementwise ops also by how far they are divided."""
    sources = [_Source()] * len(axes)
    for index, tensor in enumerate(projection.tensors):
        size = prod(context.rule.sizes[factor] for factor in tensor.factors)
        for factor, entry in tensor.factors.items():
            is_source = axes[factor] and is_prefix(axes[factor], entry.axes)
            if is_source and size > sources[factor].size:
                sources[factor] = _Source(size, index)

    def preference(factor: int) -> tuple[int, int, int, int]:
        parts = prod(axis.size_in(context.mesh) for axis in axes[factor])
        source = sources[factor]
        return (-source.size, -parts if context.is_elementwise else 0, source.tensor, factor)

    return sorted(range(len(axes)), key=preference)


def _unlimited(factor: int, axes: Axes) -> Axes:
    return axes


def _expand_tensor(
    tensor: TensorFactors,
    order: Sequence[int],
    axes: Sequence[Axes],
    context: FactorContext,
    limit: Callable[[int, Axes], Axes],
) -> bool:
    changed = False
    for factor in order:
        entry = tensor.factors.get(factor)
        if entry is None:
            continue
        wanted = _usable_in_tensor(tensor, factor, entry, axes[factor], context)
        if wanted:
            changed |= tensor.expand(factor, limit(factor, wanted))
    return changed


def _usable_in_tensor(
    tensor: TensorFactors, factor: int, entry: FactorSharding, axes: Axes, context: FactorContext
) -> Axes:
    size, mesh = context.rule.sizes[factor], context.mesh

    def within(axis: AxisRef, divided: int) -> AxisRef | None:
        return _within_factor(axis, tensor, entry, divided, size, mesh)

    def across(axis: AxisRef, divided: int) -> AxisRef | None:
        return _without_other_factors(axis, tensor, factor)

    wanted = _truncated(axes, within, context)
    if not is_strict_prefix(entry.axes, wanted):
        return ()
    return _truncated(wanted, across, context)
