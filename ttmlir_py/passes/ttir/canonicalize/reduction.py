"""Reductions over nothing, and selections of one element out of one."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.creation import ZerosOp
from ttmlir_py.dialects.ttir.reduction import MaxOp, MinOp, ProdOp, ReductionOp, SumOp, TopkOp
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import normalize_dim, rank_of, shape_of


def fold_reduction_over_ones(op: Operation, rewriter: Rewriter) -> bool:
    """Reducing dimensions of size one, kept, changes nothing."""
    assert isinstance(op, ReductionOp)
    if not op.keep_dim or op.input.type != op.result.type:
        return False
    rewriter.replace(op, [op.input])
    return True


def fold_topk_of_one(op: Operation, rewriter: Rewriter) -> bool:
    """The first of one element is that element, at position 0."""
    assert isinstance(op, TopkOp)
    dim = normalize_dim(op.dim, rank_of(op.input_tensor))
    if shape_of(op.input_tensor)[dim] != 1 or op.values.type != op.input_tensor.type:
        return False
    zeros = ZerosOp(shape=shape_of(op.indices), result_types=[op.indices.type])
    (indices,) = rewriter.insert_before(op, zeros)
    rewriter.replace(op, [op.input_tensor, indices])
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    MaxOp: (fold_reduction_over_ones,),
    MinOp: (fold_reduction_over_ones,),
    ProdOp: (fold_reduction_over_ones,),
    SumOp: (fold_reduction_over_ones,),
    TopkOp: (fold_topk_of_one,),
}
