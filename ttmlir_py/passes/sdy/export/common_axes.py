"""The axes that an op computes with: one list for every factor, agreed on by all its tensors.

They are what all tensors have already, if they agree. Otherwise the shardings of large tensors win
over those of small ones, so that little has to be moved.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import prod
from typing import NamedTuple

from ttmlir_py.dialects.sdy.axes import (
    Axes,
    AxisRef,
    append_axis,
    sorted_and_merged,
    without_overlap,
)
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.passes.sdy.export.factor_axes import (
    TensorAxes,
    factor_axes,
    legal_in_compound_dims,
    unproject,
)
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule

_PRECEDENCE = {
    FactorKind.PASS_THROUGH: 3,
    FactorKind.REDUCTION: 2,
    FactorKind.PERMUTATION: 1,
    FactorKind.NEED_REPLICATION: 0,
}


class Computation(NamedTuple):
    """The axes of operands and results that an op runs with, and those it leaves partial."""

    operands: tuple[tuple[Axes, ...], ...]
    results: tuple[tuple[Axes, ...], ...]
    reduced: Axes


@lru_cache(maxsize=4096)
def computation_of(
    rule: ShardingRule,
    axes: tuple[tuple[Axes, ...], ...],
    sizes: tuple[int, ...],
    mesh: MeshAttr,
) -> Computation:
    """How to run an op whose tensors have axes and element counts; programs repeat themselves."""
    tensors = [
        factor_axes(dims, factors, rule.sizes, mesh)
        for dims, factors in zip(axes, rule.tensors, strict=True)
    ]
    chosen = legal_in_compound_dims(
        common_axes(rule, tensors, sizes, mesh, not_handed=rule.blocked), rule, mesh
    )
    reduced = [axis for factor in rule.of_kind(FactorKind.REDUCTION) for axis in chosen[factor]]
    return Computation(
        tuple(unproject(chosen, dims, rule.sizes, mesh) for dims in rule.operands),
        tuple(unproject(chosen, dims, rule.sizes, mesh) for dims in rule.results),
        sorted_and_merged(reduced, mesh),
    )


def common_axes(
    rule: ShardingRule,
    tensors: Sequence[TensorAxes],
    sizes: Sequence[int],
    mesh: MeshAttr,
    *,
    not_handed: Collection[int] = (),
) -> Sequence[Axes]:
    """The axes for every factor; `sizes` are the element counts of the tensors.

    A factor that must be whole gives its axes to others, unless it is one of `not_handed`.
    """
    agreed = _agreed(rule, tensors)
    if agreed is not None:
        return agreed
    chosen = _of_larger_tensor(rule, tensors, sizes, mesh)
    if chosen is None:
        chosen = _Choice(rule, tensors, sizes, mesh).run()
        _hand_to_batch(rule, chosen, mesh, not_handed)
    return chosen


def _agreed(rule: ShardingRule, tensors: Sequence[TensorAxes]) -> list[Axes] | None:
    """What all tensors have, if they agree and no axis is used twice."""
    if any(tensor.overflows for tensor in tensors):
        return None
    agreed: list[Axes] = []
    seen: list[AxisRef] = []
    for factor, kind in enumerate(rule.kinds):
        choices = {t.factors[factor] for t in tensors if factor in t.factors} or {()}
        axes = choices.pop()
        if choices or (axes and kind is FactorKind.NEED_REPLICATION):
            return None
        if any(axis.overlaps(other) for axis in axes for other in seen):
            return None
        seen += axes
        agreed.append(axes)
    return agreed


def _non_scalar(rule: ShardingRule) -> list[int]:
    return [index for index, dims in enumerate(rule.tensors) if dims]


def _of_larger_tensor(
    rule: ShardingRule, tensors: Sequence[TensorAxes], sizes: Sequence[int], mesh: MeshAttr
) -> list[Axes] | None:
    """For ops of two tensors: keep the sharding of the larger one, and move the other."""
    indices = _non_scalar(rule)
    whole = FactorKind.NEED_REPLICATION in rule.kinds
    if len(indices) != 2 or whole or rule.has_compound_dims:
        return None

    def preference(index: int) -> tuple[bool, int, int]:
        axes = tensors[index].factors
        moves = any(axes[f] for f in rule.of_kind(FactorKind.PERMUTATION) if f in axes)
        return not moves, sizes[index], prod(_size(a, mesh) for a in axes.values())

    first, second = indices
    best = max(first, second, key=preference)
    other = second if best == first else first
    chosen: list[Axes] = [()] * len(rule.sizes)
    for factor, axes in tensors[best].factors.items():
        chosen[factor] = axes
    used = [axis for axes in chosen for axis in axes]
    for factor, axes in tensors[other].factors.items():
        if factor not in tensors[best].factors:
            chosen[factor] = without_overlap(axes, used)
    return chosen


@dataclass(frozen=True)
class _Candidate:
    """Axes that a factor could be divided along."""

    factor: int
    axes: Axes
    weight: int
    precedence: int
    gain: int

    @property
    def key(self) -> tuple[object, ...]:
        order = tuple(axis.sort_key for axis in self.axes)
        return (self.weight, self.precedence, self.gain, self.factor, order)


class _Choice:
    """Gives factors axes one by one: what most elements are sharded by already comes first."""

    def __init__(
        self,
        rule: ShardingRule,
        tensors: Sequence[TensorAxes],
        sizes: Sequence[int],
        mesh: MeshAttr,
    ) -> None:
        self.rule, self.mesh = rule, mesh
        self.chosen: list[Axes] = [()] * len(rule.sizes)
        self.waits_for = _major_neighbours(rule)
        self.candidates = [
            _Candidate(
                factor,
                axes,
                sum(
                    size
                    for tensor, size in zip(tensors, sizes, strict=True)
                    if tensor.factors.get(factor, ())[: len(axes)] == axes
                ),
                _PRECEDENCE[rule.kinds[factor]],
                _size(axes, mesh),
            )
            for factor, axes in _prefixes(tensors)
        ]

    def run(self) -> list[Axes]:
        while valid := [c for c in self.candidates if not self.waits_for[c.factor]]:
            self._choose(max(valid, key=lambda candidate: candidate.key))
        return self.chosen

    def _choose(self, best: _Candidate) -> None:
        self.chosen[best.factor] = best.axes
        if _size(best.axes, self.mesh) == self.rule.sizes[best.factor]:
            for waiting in self.waits_for:
                waiting.discard(best.factor)
        updated = [self._after(best, candidate) for candidate in self.candidates]
        self.candidates = [candidate for candidate in updated if candidate is not None]

    def _after(self, best: _Candidate, candidate: _Candidate) -> _Candidate | None:
        """What is left of a candidate; None where it adds nothing any more."""
        given = self.chosen[candidate.factor]
        axes = candidate.axes
        if candidate.factor != best.factor:
            axes = without_overlap(axes, best.axes)
        elif axes[: len(given)] != given:
            return None
        if len(axes) <= len(given):
            return None
        return replace(
            candidate, axes=axes, gain=_size(axes, self.mesh) // max(_size(given, self.mesh), 1)
        )


def _prefixes(tensors: Sequence[TensorAxes]) -> list[tuple[int, Axes]]:
    found = {
        (factor, axes[:length])
        for tensor in tensors
        for factor, axes in tensor.factors.items()
        for length in range(1, len(axes) + 1)
    }
    return sorted(found, key=lambda item: (item[0], tuple(axis.sort_key for axis in item[1])))


def _major_neighbours(rule: ShardingRule) -> list[set[int]]:
    """For every factor the ones right before it in compound dimensions."""
    waits_for: list[set[int]] = [set() for _ in rule.sizes]
    for dims in rule.tensors:
        for dim in dims:
            for major, minor in pairwise(dim):
                waits_for[minor].add(major)
    return waits_for


def _hand_to_batch(
    rule: ShardingRule, chosen: list[Axes], mesh: MeshAttr, not_handed: Collection[int]
) -> None:
    """Factors that must be whole give their axes to factors that all tensors have."""
    non_scalar = _non_scalar(rule)

    def is_everywhere(factor: int) -> bool:
        return all(any(factor in dim for dim in rule.tensors[i]) for i in non_scalar)

    passing = [f for f in rule.of_kind(FactorKind.PASS_THROUGH) if is_everywhere(f)]
    for whole in rule.of_kind(FactorKind.NEED_REPLICATION):
        axes, chosen[whole] = list(chosen[whole]), ()
        for factor in passing if is_everywhere(whole) and whole not in not_handed else ():
            taken = list(chosen[factor])
            while axes and _fits(rule.sizes[factor], [*taken, axes[0]], mesh):
                append_axis(taken, axes.pop(0), mesh)
            chosen[factor] = tuple(taken)


def _fits(size: int, axes: Sequence[AxisRef], mesh: MeshAttr) -> bool:
    return size > 0 and size % _size(axes, mesh) == 0


def _size(axes: Sequence[AxisRef], mesh: MeshAttr) -> int:
    return prod(axis.size_in(mesh) for axis in axes)
