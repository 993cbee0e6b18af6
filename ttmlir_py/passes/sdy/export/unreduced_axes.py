"""Partial values: the collectives that combine them, or that make partial values of whole ones."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.ir import Operation

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.axes import Axes, difference, sorted_and_merged
from ttmlir_py.dialects.sdy.collectives import (
    AllReduceOp,
    ReplicatedToUnreducedOp,
    ShardedToUnreducedOp,
)
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import DimSharding, TensorSharding
from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.passes.sdy.insertion import Place
from ttmlir_py.passes.sdy.propagation.projection import is_prefix, is_strict_prefix
from ttmlir_py.syntax.diagnostics import fail


def reduce_operand(op: Operation, index: int, target: TensorSharding | None, place: Place) -> None:
    """Combine the partial values of an operand along the axes that a target has not unreduced."""
    value = op.operands[index]
    source = sharding_of(value)
    if source is None or not source.unreduced:
        return
    mesh = _common_mesh(op, source, target)
    axes = difference(source.unreduced, target.unreduced if target else (), mesh)
    if not axes:
        return
    left = difference(source.unreduced, axes, mesh)
    op.operands[index] = place(
        AllReduceOp(
            value,
            reduction_axes=axes,
            reduction_op=source.reduction,
            out_sharding=source.with_unreduced(left, source.reduction),
        )
    )


def unreduce_operand(
    op: Operation, index: int, target: TensorSharding | None, place: Place
) -> bool:
    """Make partial values of an operand along the axes that only a target has unreduced.

    Whether there are any; then the operand has the target sharding.
    """
    value = op.operands[index]
    source = sharding_of(value)
    if source is None or target is None or not target.unreduced:
        return False
    mesh = _common_mesh(op, source, target)
    new = difference(target.unreduced, source.unreduced, mesh)
    if not new:
        return False
    if difference(source.unreduced, target.unreduced, mesh):
        fail(op, "has unreduced axes on both sides that the other side has not")
    steps = _plan(source, target, new, mesh)
    if steps.needs_reshard:
        value = place(ReshardOp(value, sharding=source.with_dims(steps.dims)))
    replicated = difference(new, [a for axes in steps.sharded for a in axes], mesh)
    if replicated:
        unreduced = sorted_and_merged((*source.unreduced, *replicated), mesh)
        between = target.with_dims(steps.dims).with_unreduced(unreduced, target.reduction)
        value = place(ReplicatedToUnreducedOp(value, axes=replicated, out_sharding=between))
    if any(steps.sharded):
        value = place(ShardedToUnreducedOp(value, axes=steps.sharded, out_sharding=target))
    op.operands[index] = value
    return True


@dataclass(frozen=True)
class _Steps:
    """The dimensions before axes are unreduced, and the axes each of them then gives up."""

    dims: tuple[DimSharding, ...]
    sharded: tuple[Axes, ...]
    needs_reshard: bool


def _plan(source: TensorSharding, target: TensorSharding, new: Axes, mesh: MeshAttr) -> _Steps:
    dims = list(target.dims)
    sharded: list[Axes] = [()] * len(dims)
    needs_reshard = False
    for index, (before, after) in enumerate(zip(source.dims, target.dims, strict=True)):
        if is_strict_prefix(after.axes, before.axes):
            given_up = difference(before.axes, after.axes, mesh)
            if difference(given_up, new, mesh):
                needs_reshard = True
            else:
                dims[index], sharded[index] = before, given_up
        elif not is_prefix(after.axes, before.axes):
            needs_reshard = True
    return _Steps(tuple(dims), tuple(sharded), needs_reshard)


def reduce_operands(op: Operation) -> None:
    """Combine the partial values of all operands along the axes that the results have whole."""
    unreduced = [s.unreduced for v in op.operands if (s := sharding_of(v)) and s.unreduced]
    if not unreduced:
        return
    if not op.results:
        fail(op, "has operands with unreduced axes, but no results")
    shardings = [sharding_of(result) for result in op.results]
    if len({s.unreduced if s else () for s in shardings}) > 1:
        fail(op, "has results with different unreduced axes")
    place = Place.before(op)
    for index in range(len(op.operands)):
        reduce_operand(op, index, shardings[0], place)


def _common_mesh(op: Operation, source: TensorSharding, target: TensorSharding | None) -> MeshAttr:
    mesh = mesh_of(op, source.mesh)
    assert mesh is not None, f"unknown mesh {source.mesh}"
    if target is not None and mesh_of(op, target.mesh) != mesh:
        fail(op, "has source and user shardings of different meshes for unreduced axes")
    return mesh


def reshard_to_unreduced(op: ReshardOp) -> bool:
    """Do a reshard that adds unreduced axes by collectives; whether it was one."""
    if not unreduce_operand(op, 0, op.sharding, Place.before(op)):
        return False
    op.result.replace_all_uses_with(op.input)
    op.detach()
    op.erase()
    return True
