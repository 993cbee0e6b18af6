"""Ranges of one dimension as slices."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.data_movement import ConcatOp
from ttmlir_py.dialects.ttir.indexing import IndexOp, IndexSelectOp
from ttmlir_py.passes.ttir.moves import slice_
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import normalize_dim, shape_of


def index_is_slice(op: Operation, rewriter: Rewriter) -> bool:
    """Bounds below zero count from the end."""
    assert isinstance(op, IndexOp)
    shape = shape_of(op.input)
    dim = normalize_dim(op.dim, len(shape))
    begin, end = (normalize_dim(bound, shape[dim]) for bound in (op.begin, op.end))
    begins = [begin if i == dim else 0 for i in range(len(shape))]
    ends = [end if i == dim else size for i, size in enumerate(shape)]
    steps = [op.step if i == dim else 1 for i in range(len(shape))]
    rewriter.replace(op, slice_(op.input, begins, ends, steps))
    return True


def index_select_is_slices(op: Operation, rewriter: Rewriter) -> bool:
    """One slice for every range, joined."""
    assert isinstance(op, IndexSelectOp)
    shape = shape_of(op.input)
    dim = normalize_dim(op.dim, len(shape))
    begin = normalize_dim(op.begin, shape[dim])
    stride = op.stride or shape[dim]
    parts = []
    for start in range(begin, shape[dim], stride):
        begins = [start if i == dim else 0 for i in range(len(shape))]
        ends = [start + op.length if i == dim else size for i, size in enumerate(shape)]
        parts.extend(rewriter.insert_before(op, slice_(op.input, begins, ends)))
    if len(parts) == 1:
        rewriter.replace(op, parts)
    else:
        rewriter.replace(op, ConcatOp(parts, dim=dim, result_types=op.result_types))
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    IndexOp: (index_is_slice,),
    IndexSelectOp: (index_select_is_slices,),
}
