"""Reshards around one op whose tensors disagree: all come to have the same axes along a factor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.axes import Axes, difference, sorted_and_merged
from ttmlir_py.dialects.sdy.collectives import AllReduceOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import ReductionOp, TensorSharding
from ttmlir_py.dialects.sdy.shardings import (
    set_sharding,
    sharding_of,
    sharding_or,
    sharding_through_barriers,
)
from ttmlir_py.dialects.stablehlo.indexing import DynamicUpdateSliceOp
from ttmlir_py.passes.sdy.export.common_axes import common_axes
from ttmlir_py.passes.sdy.export.executable_rules import prepared_reduction_of
from ttmlir_py.passes.sdy.export.factor_axes import TensorAxes
from ttmlir_py.passes.sdy.insertion import Place, replace_other_uses
from ttmlir_py.passes.sdy.propagation.projection import Projection, project
from ttmlir_py.passes.sdy.propagation.rules.registry import rule_of
from ttmlir_py.support.shapes import shape_of, size_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule
from ttmlir_py.syntax.diagnostics import fail


@dataclass
class ShardedOpView:
    """An op on one mesh, with its rule and its shardings along the rule's factors."""

    op: Operation
    rule: ShardingRule
    projection: Projection
    shardings: Sequence[TensorSharding | None]
    """Of operands, then results."""
    mesh_name: str | MeshAttr
    mesh: MeshAttr

    @classmethod
    def of(cls, op: Operation) -> ShardedOpView | None:
        """None for ops without a rule of the project, or without one mesh for all tensors."""
        rule = rule_of(op)
        if rule is None or rule.custom:
            return None
        operands = [sharding_through_barriers(value) for value in op.operands]
        results = [sharding_through_barriers(value) for value in op.results]
        shardings = (*operands, *results)
        name = _most_common_mesh(op, shardings)
        mesh = mesh_of(op, name) if name is not None else None
        if name is None or mesh is None or mesh.is_maximal:
            return None
        projection = project(rule, operands, results, mesh, closed_if_missing=True)
        return cls(op, rule, projection, shardings, name, mesh)

    @property
    def values(self) -> Sequence[SSAValue]:
        """The op's operands, then its results."""
        return (*self.op.operands, *self.op.results)

    def sharding(self, index: int) -> TensorSharding:
        """What the projection says now of an operand or, counted on, a result."""
        tensor, dims = self.projection.tensors[index], self.rule.tensors[index]
        return tensor.sharding(dims, self.rule.sizes, self.mesh_name, self.mesh)


def resolve_conflicts(view: ShardedOpView) -> Sequence[Axes]:
    """Let an op run with the same axes along each factor everywhere; returns those axes."""
    rule = runnable_rule(view)
    tensors = [
        TensorAxes({factor: entry.axes for factor, entry in tensor.factors.items()})
        for tensor in view.projection.tensors
    ]
    changed = [
        any(entry.overflow for entry in tensor.factors.values())
        for tensor in view.projection.tensors
    ]
    sizes = [size_of(v) if isinstance(v.type, TensorType) else 0 for v in view.values]
    chosen = common_axes(rule, tensors, sizes, view.mesh)
    for factor, axes in enumerate(chosen):
        for index, is_new in enumerate(view.projection.assign(factor, axes)):
            changed[index] |= is_new
    insert_reshards(view, [index for index, is_new in enumerate(changed) if is_new])
    return chosen


def runnable_rule(view: ShardedOpView) -> ShardingRule:
    """The rule in which what cannot be divided must be whole.

    That are reductions that no collective can finish, dimensions that the op's own rule says
    nothing about, and an update's dimensions that are written into larger ones.
    """
    rule = view.rule
    whole = set(_dims_without_factors(view))
    if isinstance(view.op, DynamicUpdateSliceOp):
        kept = {factor for dims in rule.results for dim in dims for factor in dim}
        whole |= set(range(len(rule.sizes))) - kept
    if prepared_reduction_of(view.op) is None and _stated_reduction(view) is None:
        whole |= set(rule.of_kind(FactorKind.REDUCTION))
    kinds = [
        FactorKind.NEED_REPLICATION if factor in whole else kind
        for factor, kind in enumerate(rule.kinds)
    ]
    return replace(rule, kinds=tuple(kinds))


def _dims_without_factors(view: ShardedOpView) -> Iterator[int]:
    """The factors of size one that fill dimensions for which a rule has none."""
    for value, dims in zip(view.values, view.rule.tensors, strict=True):
        for size, factors in zip(shape_of(value) if dims else (), dims, strict=True):
            is_filled = all(
                view.rule.sizes[factor] == 1 and view.rule.kinds[factor] is FactorKind.PASS_THROUGH
                for factor in factors
            )
            if size > 1 and is_filled:
                yield from factors


def _stated_reduction(view: ShardedOpView) -> ReductionOp | None:
    """How partial values combine, where the first result's sharding has unreduced axes."""
    sharding = sharding_of(view.op.results[0]) if view.op.results else None
    return sharding.reduction if sharding and sharding.unreduced else None


def insert_reshards(view: ShardedOpView, changed: Collection[int]) -> None:
    """Reshard operands and results that changed, or that are on a mesh of other devices."""
    op, before = view.op, Place.before(view.op)
    assert op.next_op is not None, f"{op} ends its block"
    after = Place(op.next_op, op.location)
    count = len(op.operands)
    for index, sharding in enumerate(view.shardings):
        if index not in changed and not _on_other_devices(view, sharding):
            continue
        target = view.sharding(index)
        if index < count:
            op.operands[index] = before(ReshardOp(op.operands[index], sharding=target))
            continue
        result = op.results[index - count]
        wanted = sharding_or(result, view.mesh_name, closed=True)
        replace_other_uses(result, after(ReshardOp(result, sharding=wanted)))
        set_sharding(result, target)


def _on_other_devices(view: ShardedOpView, sharding: TensorSharding | None) -> bool:
    if sharding is None or sharding.is_fully_replicated:
        return False
    mesh = mesh_of(view.op, sharding.mesh)
    return mesh is not None and mesh.device_ids != view.mesh.device_ids


def reduce_results(view: ShardedOpView, reduced: Sequence[Axes]) -> None:
    """Combine the partial values of results along reduced axes that are not to stay unreduced."""
    op = view.op
    if not op.results:
        return
    first = sharding_of(op.results[0])
    every = [axis for axes in reduced for axis in axes]
    axes = difference(every, first.unreduced if first else (), view.mesh)
    if not axes:
        return
    assert op.next_op is not None, f"{op} ends its block"
    place = Place(op.next_op, op.location)
    for result in op.results:
        sharding = sharding_or(result, view.mesh_name, closed=True)
        all_reduce = AllReduceOp(
            result,
            reduction_axes=sorted_and_merged(axes, view.mesh),
            reduction_op=_stated_reduction(view) or prepared_reduction_of(op) or ReductionOp.SUM,
            out_sharding=sharding,
        )
        replace_other_uses(result, place(all_reduce))


def reduced_axes(view: ShardedOpView, chosen: Sequence[Axes]) -> Sequence[Axes]:
    """The axes along which an op that runs with chosen ones leaves partial values."""
    return [chosen[factor] for factor in view.rule.of_kind(FactorKind.REDUCTION)]


def agreed_reduced_axes(view: ShardedOpView) -> Sequence[Axes]:
    """The axes along which an op leaves partial values, where its result says that it does."""
    first = sharding_of(view.op.results[0]) if view.op.results else None
    if first is None or not first.unreduced:
        return ()
    found: list[Axes] = []
    for factor in view.rule.of_kind(FactorKind.REDUCTION):
        tensors = [t for t in view.projection.tensors if factor in t.factors]
        choices = {tensor.factors[factor].axes for tensor in tensors}
        if len(choices) > 1:
            fail(
                view.op,
                "has unreduced axes in its result while its operands have incompatible "
                "shardings along reduction factors",
            )
        found += choices
    return found


def _most_common_mesh(
    op: Operation, shardings: Sequence[TensorSharding | None]
) -> str | MeshAttr | None:
    """The mesh that most sharded tensors are on; None unless all meshes have the same axes."""
    given = [s for s in shardings if s is not None]
    meshes = [(s.mesh, mesh_of(op, s.mesh)) for s in given]
    filled = [(name, mesh) for name, mesh in meshes if mesh is not None and not mesh.is_empty]
    if not filled:
        return meshes[0][0] if meshes else None
    if any(not mesh.same_axes(filled[0][1]) for _, mesh in filled):
        return None
    counts = Counter(s.mesh for s in given if not s.is_fully_replicated)
    if counts:
        return counts.most_common(1)[0][0]
    iota = [name for name, mesh in filled if not mesh.device_ids]
    return (iota or [name for name, _ in filled])[-1 if iota else 0]
