"""What else an op could have computed with, and what that would have cost.

An op's tensors come with shardings that need not agree. It could compute with any of them, moving
the others to it, or on whole tensors; the cheapest of those that it did not is the alternative.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.axes import Axes
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.passes.sdy.explain.story import Alternative
from ttmlir_py.passes.sdy.export.axis_parts import dims_of, sharded_size
from ttmlir_py.passes.sdy.export.executable_rules import reduction_of
from ttmlir_py.passes.sdy.export.factor_axes import factor_axes, unproject
from ttmlir_py.passes.sdy.export.reshard_plan import plan_reshard
from ttmlir_py.passes.sdy.export.reshard_steps import AllGather, AllToAll, CollectivePermute
from ttmlir_py.passes.sdy.propagation.rules.registry import rule_of
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.shapes import Shape, element_of, rank_of, shape_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule

Layout = tuple[tuple[Axes, ...], ...]
"""The axes of all dimensions of an op's operands and results."""


@dataclass(frozen=True)
class Choice:
    """An op before reshards are inserted: its rule, and the layout that its tensors come in."""

    op: Operation
    rule: ShardingRule
    mesh: MeshAttr
    given: Layout

    @classmethod
    def of(cls, op: Operation) -> Choice | None:
        """The choice that an op has; None for ops without a rule or without shardings."""
        values = (*op.operands, *op.results)
        sharding = next((s for v in values if (s := sharding_of(v)) and [*s.dim_axes]), None)
        mesh = None if sharding is None else mesh_of(op, sharding.mesh)
        if mesh is None or mesh.is_maximal or not op.operands:
            return None
        rule = rule_of(op, conservative=True)
        return None if rule is None else cls(op, rule, mesh, tuple(map(_axes, values)))

    def others(self, chosen: Layout | None = None) -> dict[str, int]:
        """What each layout but the chosen one would cost."""
        layouts = self._layouts()
        return {text: self._bytes(layout) for text, layout in layouts if layout != chosen}

    def alternative(self, chosen_bytes: int) -> Alternative | None:
        """The cheapest layout that the op does not compute with; None where there is no other."""
        chosen = tuple(map(_axes, (*self.op.operands, *self.op.results)))
        return cheapest(self.others(chosen), chosen_bytes)

    def _layouts(self) -> Iterator[tuple[str, Layout]]:
        count = len(self.op.operands)
        for index, dims in enumerate(self.given):
            if any(dims):
                layout = self._like(index)
                if layout is not None:
                    number = index if index < count else index - count
                    what = "operand" if index < count else "result"
                    yield f"compute with the axes of {what} {number}", layout
        yield "compute on whole tensors", tuple(((),) * len(dims) for dims in self.given)

    def _like(self, index: int) -> Layout | None:
        """The layout in which a tensor stays as it is; None where shards would be uneven."""
        rule, sizes = self.rule, self.rule.sizes
        found = factor_axes(self.given[index], rule.tensors[index], sizes, self.mesh).factors
        factors: list[Axes] = [found.get(factor, ()) for factor in range(len(sizes))]
        for factor, kind in enumerate(rule.kinds):
            divided = kind in (FactorKind.PASS_THROUGH, FactorKind.REDUCTION)
            combines = kind is not FactorKind.REDUCTION or reduction_of(self.op) is not None
            if not divided or not combines:
                factors[factor] = ()
        layout = tuple(unproject(factors, dims, sizes, self.mesh) for dims in rule.tensors)
        values = (*self.op.operands, *self.op.results)
        pairs = zip(values, layout, strict=True)
        return layout if all(_divides(value, dims, self.mesh) for value, dims in pairs) else None

    def _bytes(self, layout: Layout) -> int:
        """What a chip receives if the op computes with a layout."""
        count, total = len(self.op.operands), 0.0
        for index, value in enumerate((*self.op.operands, *self.op.results)):
            before, after = self.given[index], layout[index]
            if index >= count:
                before, after = after, before
            if isinstance(value.type, TensorType):
                total += moved_bytes(value, before, after, self.mesh)
        chips = prod(axis.size_in(self.mesh) for axis in self._reduced(layout))
        for value, dims in zip(self.op.results, layout[count:], strict=True):
            total += 2 * _local_bytes(value, dims, self.mesh) * (chips - 1) / chips
        return round(total)

    def _reduced(self, layout: Layout) -> Axes:
        """The axes along which the op's results are partial."""
        for factor in self.rule.of_kind(FactorKind.REDUCTION):
            for dims, axes in zip(self.rule.operands, layout, strict=False):
                for dim, factors in enumerate(dims):
                    if factors == (factor,) and axes[dim]:
                        return axes[dim]
        return ()


def cheapest(others: Mapping[str, int], chosen_bytes: int) -> Alternative | None:
    text = min(others, key=lambda text: others[text], default=None)
    return None if text is None else Alternative(text, others[text], chosen_bytes)


def moved_bytes(
    value: SSAValue, before: Sequence[Axes], after: Sequence[Axes], mesh: MeshAttr
) -> float:
    """What a chip receives for a tensor to change its axes."""
    if tuple(before) == tuple(after):
        return 0
    whole = TensorSharding.fully_replicated(mesh, len(before))
    source = dims_of(whole.with_axes(before), mesh)
    target = dims_of(whole.with_axes(after), mesh)
    total, now = 0.0, source
    for step in plan_reshard(source, target, shape_of(value)):
        had = prod(map(sharded_size, now))
        has = prod(map(sharded_size, step.result))
        match step:
            case AllGather():
                total += 1 / has - 1 / had
            case AllToAll(axes, _, _):
                total += (1 - 1 / sharded_size(axes)) / had
            case CollectivePermute():
                total += 1 / had
            case _:
                pass
        now = step.result
    return total * _bytes(value, shape_of(value))


def _axes(value: SSAValue) -> tuple[Axes, ...]:
    sharding = sharding_of(value) if isinstance(value.type, TensorType) else None
    if sharding is not None:
        return tuple(dim.axes for dim in sharding.dims)
    return ((),) * (rank_of(value) if isinstance(value.type, TensorType) else 0)


def _divides(value: SSAValue, dims: Sequence[Axes], mesh: MeshAttr) -> bool:
    if not isinstance(value.type, TensorType):
        return True
    pairs = zip(shape_of(value), dims, strict=True)
    return all(size % prod(axis.size_in(mesh) for axis in axes) == 0 for size, axes in pairs)


def _bytes(value: SSAValue, shape: Shape) -> float:
    return prod(shape) * bit_width(element_of(value)) / 8


def _local_bytes(value: SSAValue, dims: Sequence[Axes], mesh: MeshAttr) -> float:
    parts = prod(axis.size_in(mesh) for axes in dims for axis in axes)
    return _bytes(value, shape_of(value)) / parts if isinstance(value.type, TensorType) else 0
