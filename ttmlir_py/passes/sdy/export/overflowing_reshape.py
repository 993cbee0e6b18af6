"""Reshapes with axes that the factors of a dimension cannot hold.

All axes of the more divided side are shared out anew on both sides; the reshape runs with what
both sides then have in common.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import gcd

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef, append_axis, merged
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.passes.sdy.export.conflict_reshards import ShardedOpView, insert_reshards
from ttmlir_py.passes.sdy.propagation.projection import TensorFactors, project_tensor
from ttmlir_py.support.sharding_rule import Dims


def overflows(view: ShardedOpView) -> bool:
    """Whether a tensor has axes that its factors cannot hold."""
    return any(e.overflow for t in view.projection.tensors for e in t.factors.values())


def resolve_overflow(view: ShardedOpView) -> Sequence[Axes]:
    """Let a reshape run with axes that fit both sides; returns those axes, by factor."""
    rule, mesh = view.rule, view.mesh
    operand, result = view.projection.tensors
    most = operand if _parts(operand, mesh) >= _parts(result, mesh) else result
    pool = [axis for factor in sorted(most.factors) for axis in _axes_with_overflow(most, factor)]
    fitting = [
        _refit(tensor, dims, rule.sizes, pool, view)
        for tensor, dims in zip((operand, result), rule.tensors, strict=True)
    ]
    chosen = [
        _common_prefix([t.factors[f].axes for t in fitting if f in t.factors])
        for f in range(len(rule.sizes))
    ]
    for factor, axes in enumerate(chosen):
        view.projection.assign(factor, axes)
    changed = [
        index
        for index, sharding in enumerate(view.shardings)
        if not view.sharding(index).is_equivalent(sharding)
    ]
    insert_reshards(view, changed)
    return chosen


def _refit(
    tensor: TensorFactors,
    dims: Dims,
    sizes: Sequence[int],
    pool: Sequence[AxisRef],
    view: ShardedOpView,
) -> TensorFactors:
    """The tensor with the axes of a pool; each goes to the first factor with room for it."""
    factors = [f for dim in dims for f in dim if f in tensor.factors]
    taken, left = _share_out(pool, [sizes[f] for f in factors], view.mesh)
    entries = {
        factor: replace(tensor.factors[factor], axes=axes, overflow=())
        for factor, axes in zip(factors, taken, strict=True)
    }
    if factors:
        entries[factors[-1]].overflow = left
    refitted = replace(tensor, factors={**tensor.factors, **entries})
    sharding = refitted.sharding(dims, sizes, view.mesh_name, view.mesh)
    return project_tensor(dims, sharding, sizes, view.mesh)


def _share_out(
    pool: Sequence[AxisRef], sizes: Sequence[int], mesh: MeshAttr
) -> tuple[Sequence[Axes], Axes]:
    """The axes for every factor, and those from the first one on that finds no room."""
    room = list(sizes)
    taken: list[list[AxisRef]] = [[] for _ in sizes]
    for number, axis in enumerate(pool):
        rest: AxisRef | None = axis
        for index in range(len(room)):
            size = rest.size_in(mesh) if rest else 1
            common = gcd(room[index], size)
            if rest is None or room[index] <= 1 or (common == 1 and size > 1):
                continue
            part, rest = _split(rest, common, mesh)
            append_axis(taken[index], part, mesh)
            room[index] //= common
        if rest is not None:
            return [tuple(axes) for axes in taken], merged((rest, *pool[number + 1 :]), mesh)
    return [tuple(axes) for axes in taken], ()


def _split(axis: AxisRef, size: int, mesh: MeshAttr) -> tuple[AxisRef, AxisRef | None]:
    whole = axis.size_in(mesh)
    if whole == size:
        return axis, None
    rest = AxisRef.part(axis.axis, axis.low * size, whole // size, mesh)
    return AxisRef.part(axis.axis, axis.low, size, mesh), rest


def _common_prefix(choices: Sequence[Axes]) -> Axes:
    prefix = choices[0] if choices else ()
    for other in choices[1:]:
        prefix = _longest_common(prefix, other)
    return prefix


def _longest_common(first: Axes, second: Axes) -> Axes:
    kept: list[AxisRef] = []
    for a, b in zip(first, second, strict=False):
        common = a.greatest_common_prefix(b)
        if common is None:
            break
        kept.append(common)
        if a != b:
            break
    return tuple(kept)


def _axes_with_overflow(tensor: TensorFactors, factor: int) -> Axes:
    return tensor.factors[factor].axes + tensor.factors[factor].overflow


def _parts(tensor: TensorFactors, mesh: MeshAttr) -> int:
    parts = 1
    for factor in tensor.factors:
        for axis in _axes_with_overflow(tensor, factor):
            parts *= axis.size_in(mesh)
    return parts
