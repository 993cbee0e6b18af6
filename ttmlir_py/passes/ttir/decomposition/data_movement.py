"""Reversals as lookups, padding that cuts off as slices, sizes as constants."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.dialects.builtin import BytesAttr, DenseIntOrFPElementsAttr, TensorType
from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.creation import ConstantOp, FullOp
from ttmlir_py.dialects.ttir.data_movement import GetDimensionSizeOp, PadOp, ReverseOp
from ttmlir_py.dialects.ttir.indexing import EmbeddingOp
from ttmlir_py.passes.ttir.moves import inverse, permute, reshape, slice_
from ttmlir_py.support.element_types import SI32
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import shape_of


def reverse_is_lookup(op: Operation, rewriter: Rewriter) -> bool:
    """Reversed dimensions as rows of a table, looked up from the last to the first."""
    assert isinstance(op, ReverseOp)
    shape = shape_of(op.input)
    reversed_dims = sorted(op.dimensions)
    order = [*reversed_dims, *(dim for dim in range(len(shape)) if dim not in reversed_dims)]
    (front,) = rewriter.insert_before(op, permute(op.input, order))
    rows = prod(shape[dim] for dim in reversed_dims)
    columns = prod(shape) // rows if rows else 0
    (table,) = rewriter.insert_before(op, reshape(front, (rows, columns)))
    type_ = TensorType(SI32, (rows,))
    data = b"".join(row.to_bytes(4, "little") for row in reversed(range(rows)))
    numbers = DenseIntOrFPElementsAttr(type_, BytesAttr(data))
    (index,) = rewriter.insert_before(op, ConstantOp(value=numbers, result_types=[type_]))
    lookup = EmbeddingOp(index, table, result_types=[table.type])
    (found,) = rewriter.insert_before(op, lookup)
    (back,) = rewriter.insert_before(op, reshape(found, shape_of(front)))
    rewriter.replace(op, permute(back, inverse(order)))
    return True


def negative_padding_is_slice(op: Operation, rewriter: Rewriter) -> bool:
    """Cut off what negative padding removes, then add the rest."""
    assert isinstance(op, PadOp)
    if all(count >= 0 for count in op.padding):
        return False
    before, after = op.padding[0::2], op.padding[1::2]
    shape = shape_of(op.input)
    begins = [max(0, -count) for count in before]
    ends = [size - max(0, -count) for size, count in zip(shape, after, strict=True)]
    (kept,) = rewriter.insert_before(op, slice_(op.input, begins, ends))
    padding = tuple(max(0, count) for count in op.padding)
    if not any(padding):
        rewriter.replace(op, [kept])
    else:
        pad = PadOp(kept, padding=padding, value=op.value, result_types=op.result_types)
        rewriter.replace(op, pad)
    return True


def dimension_size_is_constant(op: Operation, rewriter: Rewriter) -> bool:
    assert isinstance(op, GetDimensionSizeOp)
    size = shape_of(op.operand)[op.dimension]
    if size < 0:
        return False
    full = FullOp(shape=shape_of(op.result), fill_value=size, result_types=op.result_types)
    rewriter.replace(op, full)
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    GetDimensionSizeOp: (dimension_size_is_constant,),
    PadOp: (negative_padding_is_slice,),
    ReverseOp: (reverse_is_lookup,),
}
