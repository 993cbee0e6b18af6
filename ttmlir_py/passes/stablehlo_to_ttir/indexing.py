"""Lookups at computed positions in TTIR: gathers and slices with computed starts."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import indexing as stablehlo
from ttmlir_py.dialects.stablehlo.dynamic import DynamicGatherOp
from ttmlir_py.dialects.ttir import data_movement, indexing
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder
from ttmlir_py.passes.stablehlo_to_ttir.constants import integers_of
from ttmlir_py.passes.stablehlo_to_ttir.positions import (
    Indexing,
    addresses,
    as_rows,
    clamped,
    flattened,
    index_columns,
    inverse,
)
from ttmlir_py.support.element_types import I32, bit_width, is_float
from ttmlir_py.support.shapes import Shape, element_of, rank_of, shape_of, with_shape


def _gather(op: stablehlo.GatherOp, build: TTIRBuilder) -> SSAValue:
    return lowered_gather(op, op.slice_sizes, build)


def lowered_gather(
    op: stablehlo.GatherOp | DynamicGatherOp, sizes: Sequence[int], build: TTIRBuilder
) -> SSAValue:
    numbers = op.dimension_numbers
    indices_rank, vector_dim = rank_of(op.start_indices), numbers.index_vector_dim
    batch_dims = [d for d in range(indices_rank) if d != vector_dim]
    where = Indexing(
        shape_of(op.operand),
        tuple(sizes),
        {dim: i for i, dim in enumerate(numbers.start_index_map)},
        {
            dim: batch_dims.index(along)
            for dim, along in zip(
                numbers.operand_batching_dims, numbers.start_indices_batching_dims, strict=True
            )
        },
    )
    batch = tuple(shape_of(op.start_indices)[d] for d in batch_dims)
    columns = clamped(build, index_columns(build, op.start_indices, vector_dim), where)
    dropped = {*numbers.collapsed_slice_dims, *numbers.operand_batching_dims}
    if not batch and where.columns:
        found = _gather_box(build, op.operand, columns, where)
    elif _is_along_one_dim(where):
        found = _gather_along(build, op.operand, columns[0], batch, where)
    else:
        found = gathered_rows(build, op.operand, columns, batch, where)
    kept = [dim for dim in (*where.rows, *where.others) if dim not in dropped]
    found = build.reshape(found, (*batch, *(sizes[dim] for dim in kept)))
    return build.permute(found, _result_order(len(batch), kept, numbers.offset_dims))


def _result_order(batch_rank: int, kept: Sequence[int], offset_dims: Sequence[int]) -> list[int]:
    """Where in (batch, kept dimensions) every dimension of the result comes from."""
    batch = iter(range(batch_rank))
    offsets = iter(batch_rank + kept.index(dim) for dim in sorted(kept))
    rank = batch_rank + len(kept)
    return [next(offsets) if dim in offset_dims else next(batch) for dim in range(rank)]


def gathered_rows(
    build: TTIRBuilder,
    operand: SSAValue,
    columns: Sequence[SSAValue],
    batch: Shape,
    where: Indexing,
) -> SSAValue:
    """Rows of the flattened operand, one for every batch element and window place."""
    shape = (*batch, *where.windows)
    count, size = prod(shape), where.row_size
    rows = as_rows(build, operand, where)
    if not where.rows:
        return build.broadcast(rows, (count, size))
    index = flattened(build, addresses(build, columns, batch, where), shape, where)
    if size == 1:
        rows = build.reshape(rows, (where.row_count,))
        return build.gather(rows, build.reshape(index, (count,)), 0)
    if is_float(element_of(operand)):
        return _embedding(build, rows, build.reshape(index, _index_shape(batch, count)))
    index = build.broadcast(build.reshape(index, (count, 1)), (count, size))
    return build.gather(rows, index, 0)


def _index_shape(batch: Shape, count: int) -> Shape:
    """Row numbers stand in a matrix: the batch, a column, or one row."""
    if prod(batch) != count or len(batch) not in (1, 2):
        return (1, count)
    return batch if len(batch) == 2 else (count, 1)


def _embedding(build: TTIRBuilder, rows: SSAValue, index: SSAValue) -> SSAValue:
    type_ = with_shape(rows, (*shape_of(index), shape_of(rows)[1]))
    return build(indexing.EmbeddingOp(index, rows, result_types=[type_]))


def _gather_box(
    build: TTIRBuilder, operand: SSAValue, columns: Sequence[SSAValue], where: Indexing
) -> SSAValue:
    """One box, addressed by one index vector."""
    zero = build.like(columns[0], 0)
    starts = [
        columns[where.columns[dim]] if dim in where.columns else zero
        for dim in range(len(where.shape))
    ]
    box = _sliced(build, operand, starts, where.window)
    return build.permute(box, [*where.rows, *where.others])


def _is_along_one_dim(where: Indexing) -> bool:
    """Whether a batched gather picks single elements along one dimension."""
    return (
        bool(where.batching)
        and len(where.columns) == 1
        and all(where.window[dim] == 1 for dim in where.columns)
        and len(where.rows) == len(where.batching) + 1
        and len({*where.batching.values()}) == len(where.batching)
    )


def _gather_along(
    build: TTIRBuilder, operand: SSAValue, column: SSAValue, batch: Shape, where: Indexing
) -> SSAValue:
    """The lookup with an index of the operand's rank; in the order batch, then other dims."""
    (dim,) = where.columns
    free = [d for d in range(len(batch)) if d not in where.batching.values()]
    count = prod(batch[d] for d in free)
    batching = sorted(where.batching)
    along = [where.batching[d] for d in batching]
    index = build.permute(column, [*along, *free])
    index = build.reshape(index, (*(batch[d] for d in along), count))
    place = {d: i for i, d in enumerate((*batching, dim))}
    order = [place[d] for d in range(len(where.shape)) if d in place]
    index = build.permute(index, order)
    sizes = [where.shape[d] if d != dim else count for d in range(len(where.shape))]
    ones = [size if d in place else 1 for d, size in enumerate(sizes)]
    index = build.broadcast(build.reshape(index, ones), sizes)
    found = build.gather(operand, index, dim)
    found = build.permute(found, [*batching, dim, *where.others])
    rest = [where.shape[d] for d in where.others]
    found = build.reshape(found, (*(batch[d] for d in (*along, *free)), *rest))
    tail = range(len(batch), len(batch) + len(rest))
    return build.permute(found, [*inverse([*along, *free]), *tail])


def _dynamic_slice(op: stablehlo.DynamicSliceOp, build: TTIRBuilder) -> SSAValue:
    return _sliced(build, op.operand, op.start_indices, op.slice_sizes)


def _sliced(
    build: TTIRBuilder, x: SSAValue, starts: Sequence[SSAValue], sizes: Sequence[int]
) -> SSAValue:
    """A box whose starts are moved so that it lies inside the tensor."""
    known = constant_starts(starts, shape_of(x), sizes)
    if known is not None:
        return build.slice(x, known, [start + n for start, n in zip(known, sizes, strict=True)])
    begins = start_vector(build, starts, shape_of(x), sizes)
    ends = build.add(begins, build.dense((len(sizes),), element_of(begins), sizes))
    type_ = with_shape(x, sizes)
    return build(data_movement.SliceDynamicOp(x, begins, ends, result_types=[type_]))


def constant_starts(
    starts: Sequence[SSAValue], shape: Sequence[int], sizes: Sequence[int]
) -> list[int] | None:
    """The clamped starts where all are known; a full dimension starts at 0 whatever is given."""
    found: list[int] = []
    for start, size, wanted in zip(starts, shape, sizes, strict=True):
        known = (0,) if size == wanted else integers_of(start)
        if known is None:
            return None
        found.append(min(max(known[0], 0), size - wanted))
    return found


def start_vector(
    build: TTIRBuilder, starts: Sequence[SSAValue], shape: Sequence[int], sizes: Sequence[int]
) -> SSAValue:
    """The clamped starts as one vector."""
    parts = [clamped_start(build, *each) for each in zip(starts, shape, sizes, strict=True)]
    return build.concat([build.reshape(part, (1,)) for part in parts], 0)


def clamped_start(build: TTIRBuilder, start: SSAValue, size: int, wanted: int) -> SSAValue:
    """A start moved so that `wanted` elements fit into `size`."""
    if bit_width(element_of(start)) < 32:
        start = build.typecast(start, I32)
    if size == wanted:
        return build.like(start, 0)
    return build.clamp(start, 0, size - wanted)


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.DynamicSliceOp: _dynamic_slice,
    stablehlo.GatherOp: _gather,
}
