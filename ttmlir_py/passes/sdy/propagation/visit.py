"""What one visit of an op changed: which axes went from which of its tensors to which others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef
from ttmlir_py.dialects.sdy.debug_info import EdgeValueRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.passes.sdy.propagation.projection import (
    FactorSharding,
    TensorFactors,
    is_prefix,
    project,
)
from ttmlir_py.support.sharding_rule import Dims, ShardingRule

Shardings = Sequence[TensorSharding | None]


class Visit(NamedTuple):
    """An op, its operands and then its results, and their shardings before and after a step.

    Of a function one result is visited at a time: operand and result are the value returned.
    """

    op: Operation
    rule: ShardingRule
    mesh: MeshAttr
    values: Sequence[SSAValue | None]
    before: Shardings
    after: Shardings

    def moves(self) -> Iterator[tuple[int, AxisRef, int]]:
        """The tensor, the axis and the tensor it came from, for every axis that is new."""
        count = len(self.rule.operands)
        old = project(self.rule, self.before[:count], self.before[count:], self.mesh).tensors
        new = project(self.rule, self.after[:count], self.after[count:], self.mesh).tensors
        for index, dims in enumerate(self.rule.tensors):
            found: dict[AxisRef, int] = {}
            for factor, axes, part in _new_axes(dims, old[index], new[index], self.mesh):
                source = _source(old, factor, new[index].factors[factor])
                if part is not None:
                    found.pop(part, None)
                if source is not None:
                    found |= {axis: source for axis in axes if axis not in found}
            yield from ((index, axis, source) for axis, source in found.items())

    def reference(self, tensor: int) -> EdgeValueRef:
        """`operand-1`, `result-0`."""
        count = len(self.rule.operands)
        is_operand = tensor < count
        return EdgeValueRef(
            "operand" if is_operand else "result", tensor if is_operand else tensor - count
        )


def _new_axes(
    dims: Dims, old: TensorFactors, new: TensorFactors, mesh: MeshAttr
) -> Iterator[tuple[int, Axes, AxisRef | None]]:
    """For every factor the axes that are new, and the part of an axis that they complete."""
    for dim in dims:
        last: AxisRef | None = None
        for factor in dim:
            before, after = old.factors[factor].axes, new.factors[factor].axes
            if before == after or not after:
                continue
            kept = len(before) - (after[len(before) - 1] != before[-1] if before else 0)
            added = list(after[kept:])
            part = last if last is not None and added and last.can_merge(added[-1]) else None
            if part is not None:
                added[-1] = part.merge(added[-1], mesh)
            last = after[-1]
            yield factor, tuple(added), part


def _source(tensors: Sequence[TensorFactors], factor: int, new: FactorSharding) -> int | None:
    """The first tensor that had a factor's new axes."""
    for index, tensor in enumerate(tensors):
        entry = tensor.factors.get(factor)
        if entry is not None and is_prefix(new.axes, entry.axes):
            return index
    return None
