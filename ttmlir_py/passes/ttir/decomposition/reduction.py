"""Logical reductions by arithmetic ones, and several dimensions one by one."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir.creation import ZerosOp
from ttmlir_py.dialects.ttir.elementwise_binary import NeOp
from ttmlir_py.dialects.ttir.reduction import (
    ArgmaxOp,
    ProdOp,
    ReduceAndOp,
    ReduceOrOp,
    ReductionOp,
    SumOp,
)
from ttmlir_py.passes.ttir.moves import permute, reshape
from ttmlir_py.support.element_types import BF16, I1
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of, normalize_dim, rank_of, shape_of, with_shape

READ_AS_TRUTH = {
    "func.return",
    "ttir.logical_and",
    "ttir.logical_not",
    "ttir.logical_or",
    "ttir.logical_xor",
    "ttir.reduce_and",
    "ttir.reduce_or",
}
"""Ops for which every number but zero is true."""


def and_is_product(op: Operation, rewriter: Rewriter) -> bool:
    """A product of zeros and ones is one where all are."""
    assert isinstance(op, ReduceAndOp)
    truths = _as_truths(op, rewriter)
    rewriter.replace(op, _reduction(ProdOp, op, truths))
    return True


def or_is_sum(op: Operation, rewriter: Rewriter) -> bool:
    """A sum of zeros and ones is not zero where any is one; users that want a one compare."""
    assert isinstance(op, ReduceOrOp)
    if not all(use.operation.name in READ_AS_TRUTH for use in op.result.uses):
        return compare_sum_with_zero(op, rewriter)
    truths = _as_truths(op, rewriter)
    rewriter.replace(op, _reduction(SumOp, op, truths))
    return True


def compare_sum_with_zero(op: Operation, rewriter: Rewriter) -> bool:
    assert isinstance(op, ReduceOrOp)
    truths = _as_truths(op, rewriter)
    (count,) = rewriter.insert_before(op, _reduction(SumOp, op, truths))
    zeros = ZerosOp(shape=shape_of(count), result_types=[count.type])
    (zero,) = rewriter.insert_before(op, zeros)
    rewriter.replace(op, NeOp(count, zero, result_types=op.result_types))
    return True


def product_by_dimension(op: Operation, rewriter: Rewriter) -> bool:
    """Several dimensions but not all: one product after the other, the last dimension first."""
    assert isinstance(op, ProdOp)
    rank = rank_of(op.input)
    if op.dim_arg is None or len(op.dim_arg) in (1, rank):
        return False
    value: SSAValue = op.input
    for dim in sorted((normalize_dim(dim, rank) for dim in op.dim_arg), reverse=True):
        shape = list(shape_of(value))
        shape[dim : dim + 1] = [1] if op.keep_dim else []
        product = ProdOp(
            value, keep_dim=op.keep_dim, dim_arg=(dim,), result_types=[with_shape(value, shape)]
        )
        (value,) = rewriter.insert_before(op, product)
    rewriter.replace(op, [value])
    return True


def argmax_of_one_dimension(op: Operation, rewriter: Rewriter) -> bool:
    """Several dimensions as one: put them last and join them."""
    assert isinstance(op, ArgmaxOp)
    if op.dim_arg is None or len(op.dim_arg) <= 1:
        return False
    shape = shape_of(op.input)
    reduced = sorted({normalize_dim(dim, len(shape)) for dim in op.dim_arg})
    kept = [dim for dim in range(len(shape)) if dim not in reduced]
    (last,) = rewriter.insert_before(op, permute(op.input, (*kept, *reduced)))
    joined = (*(shape[dim] for dim in kept), prod(shape[dim] for dim in reduced))
    (joined_value,) = rewriter.insert_before(op, reshape(last, joined))
    position = ArgmaxOp(
        joined_value,
        keep_dim=False,
        dim_arg=(len(kept),),
        result_types=[with_shape(op.result, joined[:-1])],
    )
    (found,) = rewriter.insert_before(op, position)
    rewriter.replace(op, reshape(found, shape_of(op.result)))
    return True


def _reduction(cls: type[ReductionOp], op: ReductionOp, value: SSAValue) -> ReductionOp:
    return cls(value, keep_dim=op.keep_dim, dim_arg=op.dim_arg, result_types=op.result_types)


def _as_truths(op: ReductionOp, rewriter: Rewriter) -> SSAValue:
    """Zeros and ones; booleans, which the device stores as bf16, are that already."""
    if element_of(op.input) in (BF16, I1):
        return op.input
    zeros = ZerosOp(shape=shape_of(op.input), result_types=[op.input.type])
    (zero,) = rewriter.insert_before(op, zeros)
    compare = NeOp(op.input, zero, result_types=[op.input.type])
    return rewriter.insert_before(op, compare)[0]


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    ArgmaxOp: (argmax_of_one_dimension,),
    ProdOp: (product_by_dimension,),
    ReduceAndOp: (and_is_product,),
    ReduceOrOp: (or_is_sum,),
}
