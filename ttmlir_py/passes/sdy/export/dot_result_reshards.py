"""Products that are better moved after they are computed.

Where operands agree and the result is wanted along the contracted axes, the product runs with the
operand's axes on that dimension, and the smaller result is moved instead of the operand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.axes import Axes, AxisRef
from ttmlir_py.dialects.sdy.shardings import set_sharding, sharding_of
from ttmlir_py.passes.sdy.export.conflict_reshards import ShardedOpView
from ttmlir_py.passes.sdy.insertion import Place, replace_other_uses
from ttmlir_py.support.shapes import size_of
from ttmlir_py.support.sharding_rule import FactorKind


class _Move(NamedTuple):
    """The factor along which the result is computed with other axes than it should have."""

    factor: int
    axes: Axes


def reshard_dot_result(view: ShardedOpView) -> None:
    """Move the result of a product rather than its operands, where that is what is left to do."""
    op = view.op
    (result,) = op.results
    wanted = sharding_of(result)
    move = _move(view) if wanted is not None else None
    if wanted is None or move is None:
        return
    factors = view.projection.results[0].factors
    contracted = [a for f in view.rule.of_kind(FactorKind.REDUCTION) for a in _axes(view, f)]
    if not contracted or list(factors[move.factor].axes) != contracted:
        return
    factors[move.factor].axes = move.axes
    set_sharding(result, view.sharding(len(op.operands)))
    place = Place.after(result, op.location)
    replace_other_uses(result, place(ReshardOp(result, sharding=wanted)))


def _move(view: ShardedOpView) -> _Move | None:
    """The only factor of the result that disagrees with the operands; None where others do."""
    moves: list[_Move] = []
    free: list[AxisRef] = []
    for factor, kind in enumerate(view.rule.kinds):
        holders = [i for i, t in enumerate(view.projection.operands) if factor in t.factors]
        if len({view.projection.operands[i].factors[factor].axes for i in holders}) != 1:
            return None
        axes = _axes(view, factor)
        if len(holders) == 1:
            if any(a.overlaps(b) for a in axes for b in free):
                return None
            free += axes
        if kind is FactorKind.REDUCTION:
            continue
        if view.projection.results[0].factors[factor].axes != axes:
            if not axes or _outgrows(view, holders):
                return None
            moves.append(_Move(factor, axes))
    return moves[0] if len(moves) == 1 else None


def _axes(view: ShardedOpView, factor: int) -> Axes:
    """The axes of a factor in the operands, which agree on it."""
    return next(t.factors[factor].axes for t in view.projection.operands if factor in t.factors)


def _outgrows(view: ShardedOpView, holders: Sequence[int]) -> bool:
    """Whether the result is larger than all operands that have a factor."""
    return size_of(view.op.results[0]) > max(size_of(view.op.operands[i]) for i in holders)
