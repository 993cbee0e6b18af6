"""Writes at computed positions in TTIR: scatters and updates of slices."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import elementwise_binary as stablehlo_binary
from ttmlir_py.dialects.stablehlo import indexing as stablehlo
from ttmlir_py.dialects.ttcore.attributes import ReduceType
from ttmlir_py.dialects.ttir import indexing
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.passes.stablehlo_to_ttir.computations import combinations, returned
from ttmlir_py.passes.stablehlo_to_ttir.indexing import clamped_start, constant_starts
from ttmlir_py.passes.stablehlo_to_ttir.positions import (
    Indexing,
    addresses,
    as_rows,
    flattened,
    from_rows,
    index_columns,
    inside,
)
from ttmlir_py.support.element_types import is_boolean
from ttmlir_py.support.shapes import Shape, element_of, rank_of, shape_of

NUMERIC: dict[type[Operation], ReduceType] = {
    stablehlo_binary.AddOp: ReduceType.SUM,
    stablehlo_binary.MaximumOp: ReduceType.MAX,
    stablehlo_binary.MinimumOp: ReduceType.MIN,
    stablehlo_binary.MultiplyOp: ReduceType.PROD,
}
BOOLEAN: dict[type[Operation], ReduceType] = {
    stablehlo_binary.AddOp: ReduceType.MAX,
    stablehlo_binary.AndOp: ReduceType.MIN,
    stablehlo_binary.MaximumOp: ReduceType.MAX,
    stablehlo_binary.MinimumOp: ReduceType.MIN,
    stablehlo_binary.MultiplyOp: ReduceType.MIN,
    stablehlo_binary.OrOp: ReduceType.MAX,
}


def _scatter(op: stablehlo.ScatterOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    reductions = _reductions(op)
    numbers = op.scatter_dimension_numbers
    vector_dim = numbers.index_vector_dim
    batch_dims = [d for d in range(rank_of(op.scatter_indices)) if d != vector_dim]
    where = _indexing(op, batch_dims)
    batch = tuple(shape_of(op.scatter_indices)[d] for d in batch_dims)
    if not where.rows and not batch and set(reductions) == {ReduceType.INVALID}:
        return list(op.updates)
    columns = index_columns(build, op.scatter_indices, vector_dim) if where.columns else []
    coordinates = addresses(build, columns, batch, where)
    shape = (*batch, *where.windows)
    index = flattened(build, coordinates, shape, where)
    valid = inside(build, coordinates, where)
    if valid is not None:
        outside = build.like(index, where.row_count)
        index = build.where(build.broadcast(valid, shape), index, outside)
    return [
        _scatter_one(build, op, x, update, index, kind, where)
        for x, update, kind in zip(op.inputs, op.updates, reductions, strict=True)
    ]


def _reductions(op: stablehlo.ScatterOp) -> list[ReduceType]:
    region = op.update_computation
    count = len(op.inputs)
    if list(returned(region)) == list(region.block.args[count:]):
        return [ReduceType.INVALID] * count
    tables = [BOOLEAN if is_boolean(element_of(x)) else NUMERIC for x in op.inputs]
    found = combinations(region) or []
    kinds = [table.get(cls) for table, cls in zip(tables, found, strict=False)]
    known = [kind for kind in kinds if kind is not None]
    if len(known) != count:
        raise Unsupported("its computation is neither a replacement nor a known reduction")
    return known


def _indexing(op: stablehlo.ScatterOp, batch_dims: Sequence[int]) -> Indexing:
    numbers = op.scatter_dimension_numbers
    shape = shape_of(op.inputs[0])
    taken = {*numbers.inserted_window_dims, *numbers.input_batching_dims}
    sizes = iter(shape_of(op.updates[0])[d] for d in numbers.update_window_dims)
    window = tuple(1 if dim in taken else next(sizes) for dim in range(len(shape)))
    pairs = zip(numbers.input_batching_dims, numbers.scatter_indices_batching_dims, strict=True)
    return Indexing(
        shape,
        window,
        {dim: i for i, dim in enumerate(numbers.scatter_dims_to_operand_dims)},
        {dim: batch_dims.index(along) for dim, along in pairs},
    )


def _scatter_one(
    build: TTIRBuilder,
    op: stablehlo.ScatterOp,
    x: SSAValue,
    update: SSAValue,
    index: SSAValue,
    kind: ReduceType,
    where: Indexing,
) -> SSAValue:
    """Updates written along one dimension: the addressed one, or the rows of several.

    A spare place at the end takes the updates that lie outside.
    """
    alone = len(where.rows) == 1
    target = x if alone else as_rows(build, x, where)
    dim = where.rows[0] if alone else 0
    size = shape_of(target)[dim]
    if where.columns:
        margin = [n if d != dim else 1 for d, n in enumerate(shape_of(target))]
        target = build.concat([target, build.full(margin, element_of(x), 0)], dim)
    updates = _updates(build, op, update, target, dim, where)
    ones = [n if d == dim else 1 for d, n in enumerate(shape_of(updates))]
    index = build.broadcast(build.reshape(index, ones), shape_of(updates))
    written = scattered(build, target, index, updates, dim, kind)
    written = build.slice_dim(written, dim, 0, size)
    return written if alone else from_rows(build, written, where)


def _updates(
    build: TTIRBuilder,
    op: stablehlo.ScatterOp,
    update: SSAValue,
    target: SSAValue,
    dim: int,
    where: Indexing,
) -> SSAValue:
    """Updates in the target's layout: batch and window places all along one dimension."""
    numbers = op.scatter_dimension_numbers
    taken = {*numbers.inserted_window_dims, *numbers.input_batching_dims}
    windowed = [d for d in range(len(where.shape)) if d not in taken]
    place = dict(zip(windowed, numbers.update_window_dims, strict=True))
    batch = [d for d in range(rank_of(update)) if d not in numbers.update_window_dims]
    inner = [place[d] for d in where.rows if d in place]
    others = [d for d in where.others if d in place]
    before = [place[d] for d in others if d < dim]
    behind = [place[d] for d in others if d >= dim]
    moved = build.permute(update, [*before, *batch, *inner, *behind])
    shape = list(shape_of(target))
    shape[dim] = prod(shape_of(update)[d] for d in (*batch, *inner))
    return build.reshape(moved, shape)


def scattered(
    build: TTIRBuilder,
    x: SSAValue,
    index: SSAValue,
    updates: SSAValue,
    dim: int,
    kind: ReduceType = ReduceType.INVALID,
) -> SSAValue:
    """Elements written at places along one dimension, by an index of the updates' shape."""
    return build(
        indexing.ScatterOp(
            x, index, updates, dim=dim, scatter_reduce_type=kind, result_types=[x.type]
        )
    )


def _dynamic_update_slice(op: stablehlo.DynamicUpdateSliceOp, build: TTIRBuilder) -> SSAValue:
    shape, sizes = shape_of(op.operand), shape_of(op.update)
    if shape == sizes:
        return op.update
    starts = constant_starts(op.start_indices, shape, sizes)
    if starts is not None:
        return _replaced_box(build, op.operand, op.update, starts, 0)
    return _written_box(build, op, shape, sizes)


def _replaced_box(
    build: TTIRBuilder, x: SSAValue, box: SSAValue, starts: Sequence[int], dim: int
) -> SSAValue:
    """The box at a known place: what lies before it, the box, what lies behind, joined."""
    if shape_of(x) == shape_of(box):
        return box
    size, start, end = shape_of(x)[dim], starts[dim], starts[dim] + shape_of(box)[dim]
    middle = _replaced_box(build, build.slice_dim(x, dim, start, end), box, starts, dim + 1)
    parts = [middle]
    if start:
        parts.insert(0, build.slice_dim(x, dim, 0, start))
    if end < size:
        parts.append(build.slice_dim(x, dim, end, size))
    return build.concat(parts, dim)


def _written_box(
    build: TTIRBuilder, op: stablehlo.DynamicUpdateSliceOp, shape: Shape, sizes: Shape
) -> SSAValue:
    """The box at a computed place: its rows scattered over the dimensions it does not fill."""
    partial = [dim for dim, size in enumerate(shape) if sizes[dim] != size]
    starts = {
        dim: clamped_start(build, op.start_indices[dim], shape[dim], sizes[dim]) for dim in partial
    }
    if len(partial) == 1:
        (dim,) = partial
        index = _run(build, starts[dim], dim, sizes)
        return scattered(build, op.operand, index, op.update, dim)
    where = Indexing(shape, sizes, {dim: i for i, dim in enumerate(partial)}, {})
    coordinates = addresses(build, list(starts.values()), (), where)
    index = flattened(build, coordinates, tuple(where.windows), where)
    updates = build.permute(op.update, [*where.rows, *where.others])
    updates = build.reshape(updates, (prod(where.windows), where.row_size))
    index = build.broadcast(build.reshape(index, (prod(where.windows), 1)), shape_of(updates))
    written = scattered(build, as_rows(build, op.operand, where), index, updates, 0)
    return from_rows(build, written, where)


def _run(build: TTIRBuilder, start: SSAValue, dim: int, sizes: Shape) -> SSAValue:
    """`start`, `start + 1`, ... along one dimension of a tensor of these sizes."""
    ones = [1] * len(sizes)
    index = build.reshape(start, ones)
    if sizes[dim] > 1:
        ones[dim] = sizes[dim]
        index = build.add(index, build.arange(ones, dim, element_of(start)))
    return build.broadcast(index, sizes)


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.DynamicUpdateSliceOp: _dynamic_update_slice,
    stablehlo.ScatterOp: _scatter,
}
