"""How chips look up, or update, the rows that they have of a tensor sharded along what is indexed.

A plan says along which axes the tensors of a gather or scatter are divided while each chip works
on its own rows, and along which axes the chips' results are then combined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from xdsl.ir import SSAValue

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef, without_overlap
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import ReductionOp
from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.dialects.stablehlo.indexing import GatherOp, ScatterOp
from ttmlir_py.passes.sdy.export.executable_rules import prepared_reduction_of
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.shapes import element_of, rank_of, shape_of, size_of


@dataclass(frozen=True)
class IndexingPlan:
    """The axes of every operand's dimensions and the result's, and those of partial results."""

    operands: tuple[tuple[Axes, ...], ...]
    result: tuple[Axes, ...]
    reduced: Axes
    reduction: ReductionOp = ReductionOp.SUM


def plan_gather(op: GatherOp, mesh: MeshAttr) -> IndexingPlan | None:
    """Every chip takes the rows it has, and the others' are added; None where a gather is less."""
    numbers, shape = op.dimension_numbers, shape_of(op.operand)
    source, target = axes_of(op.operand), axes_of(op.result)
    if not _divides(op.operand, source, mesh):
        return None
    batching = dict(
        zip(numbers.operand_batching_dims, numbers.start_indices_batching_dims, strict=True)
    )
    looked_up = [
        dim
        for dim, size in enumerate(op.slice_sizes)
        if size == 1 and shape[dim] > 1 and dim not in batching and dim in numbers.start_index_map
    ]
    reduced = tuple(axis for dim in looked_up for axis in source[dim])
    if _parts(reduced, mesh) == 1:
        return None
    whole = [dim for dim, size in enumerate(op.slice_sizes) if size == shape[dim]]
    kept = {*looked_up, *whole, *batching}
    operand = [axes if dim in kept else () for dim, axes in enumerate(source)]
    used = [axis for axes in operand for axis in axes]
    indices: list[Axes] = [()] * rank_of(op.start_indices)
    result: list[Axes] = [()] * rank_of(op.result)
    dropped = {*numbers.collapsed_slice_dims, *batching}
    windows = [dim for dim in range(len(shape)) if dim not in dropped]
    for dim, at in zip(windows, sorted(numbers.offset_dims), strict=True):
        result[at] = operand[dim] if dim in whole else ()
    rows = [dim for dim in range(len(result)) if dim not in numbers.offset_dims]
    vectors = _without(range(len(indices)), numbers.index_vector_dim)
    partner = {index: dim for dim, index in batching.items()}
    for index, at in zip(vectors, rows, strict=True):
        mine = operand[partner[index]] if index in partner else without_overlap(target[at], used)
        if shape_of(op.result)[at] % _parts(mine, mesh):
            mine = ()
        indices[index] = result[at] = mine
    plan = IndexingPlan((tuple(operand), tuple(indices)), tuple(result), reduced)
    table = _local_bytes(op.operand, source, mesh) * (_parts(reduced, mesh) - 1)
    return plan if _reduced_bytes(op.result, plan, target, mesh) < table else None


def _reduced_bytes(
    value: SSAValue, plan: IndexingPlan, target: Sequence[Axes], mesh: MeshAttr
) -> float:
    """What a chip sends to combine partial results; half where it needs a part of them only."""
    chips = _parts(plan.reduced, mesh)
    scattered = any(
        axis.overlaps(other) for axes in target for axis in axes for other in plan.reduced
    )
    times = 1 if scattered else 2
    return times * _local_bytes(value, plan.result, mesh) * (chips - 1) / chips


def plan_scatter(op: ScatterOp, mesh: MeshAttr) -> IndexingPlan | None:
    """Every chip updates the rows it has; updates of its own are added up with others' after."""
    if len(op.results) != 1:
        return None
    numbers, shape = op.scatter_dimension_numbers, shape_of(op.results[0])
    target, sent = axes_of(op.results[0]), axes_of(op.updates[0])
    indexed = numbers.scatter_dims_to_operand_dims
    updated = [dim for dim in numbers.inserted_window_dims if dim in indexed]
    if not any(target[dim] for dim in updated) or not _divides(op.results[0], target, mesh):
        return None
    batching = dict(
        zip(numbers.input_batching_dims, numbers.scatter_indices_batching_dims, strict=True)
    )
    dropped = {*numbers.inserted_window_dims, *batching}
    windows = [dim for dim in range(len(shape)) if dim not in dropped]
    sizes = shape_of(op.updates[0])
    pairs = list(zip(windows, sorted(numbers.update_window_dims), strict=True))
    whole = {dim for dim, at in pairs if sizes[at] == shape[dim]}
    kept = {*updated, *whole, *batching}
    result = tuple(axes if dim in kept else () for dim, axes in enumerate(target))
    updates: list[Axes] = [()] * len(sizes)
    indices: list[Axes] = [()] * rank_of(op.scatter_indices)
    for dim, at in pairs:
        updates[at] = result[dim] if dim in whole else ()
    rows = [at for at in range(len(sizes)) if at not in numbers.update_window_dims]
    vectors = _without(range(len(indices)), numbers.index_vector_dim)
    partner = {index: dim for dim, index in batching.items()}
    partial = _partial_rows(op, result, sent, rows, mesh)
    reduced: list[AxisRef] = []
    for index, at in zip(vectors, rows, strict=True):
        if index in partner:
            mine = result[partner[index]]
        else:
            mine = partial.get(at, ())
            reduced += mine
        indices[index] = updates[at] = mine
    reduction = prepared_reduction_of(op) or ReductionOp.SUM
    operands = (result, tuple(indices), tuple(updates))
    return IndexingPlan(operands, result, tuple(reduced), reduction)


def _partial_rows(
    op: ScatterOp,
    result: Sequence[Axes],
    sent: Sequence[Axes],
    rows: Sequence[int],
    mesh: MeshAttr,
) -> dict[int, Axes]:
    """The axes along which chips keep their own updates, where adding up results is less."""
    used = [axis for axes in result for axis in axes]
    partial = {at: without_overlap(sent[at], used) for at in rows}
    axes = [axis for entry in partial.values() for axis in entry]
    chips = _parts(axes, mesh)
    if prepared_reduction_of(op) is None or not _divides(op.updates[0], sent, mesh):
        return {}
    gathered = _local_bytes(op.updates[0], sent, mesh) * (chips - 1)
    added = 2 * _local_bytes(op.results[0], result, mesh) * (chips - 1) / chips
    return partial if added < gathered else {}


def axes_of(value: SSAValue) -> tuple[Axes, ...]:
    """The axes that divide each dimension of a value."""
    sharding = sharding_of(value)
    if sharding is None:
        return ((),) * rank_of(value)
    return tuple(dim.axes for dim in sharding.dims)


def _without(dims: Sequence[int], left_out: int) -> list[int]:
    return [dim for dim in dims if dim != left_out]


def _parts(axes: Sequence[AxisRef], mesh: MeshAttr) -> int:
    return prod(axis.size_in(mesh) for axis in axes)


def _divides(value: SSAValue, dims: Sequence[Axes], mesh: MeshAttr) -> bool:
    pairs = zip(shape_of(value), dims, strict=True)
    return all(size % _parts(axes, mesh) == 0 for size, axes in pairs)


def _local_bytes(value: SSAValue, dims: Sequence[Axes], mesh: MeshAttr) -> float:
    count = prod(_parts(axes, mesh) for axes in dims)
    return size_of(value) * bit_width(element_of(value)) / 8 / count
