"""Reductions over nothing or of equal elements, and selections of one element out of one."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, prod

from xdsl.ir import Attribute, Operation

from ttmlir_py.dialects.ttir.creation import ZerosOp
from ttmlir_py.dialects.ttir.reduction import MaxOp, MinOp, ProdOp, ReductionOp, SumOp, TopkOp
from ttmlir_py.passes.ttir.canonicalize.choice import TRUTHS
from ttmlir_py.passes.ttir.canonicalize.elementwise import fill_number, filled_like, fits
from ttmlir_py.support.element_types import BF16, F16, F32, is_float
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of, normalize_dim, rank_of, shape_of

# Binary digits of a float's significand.
_DIGITS: dict[Attribute, int] = {BF16: 8, F16: 11, F32: 24}


def fold_reduction_over_ones(op: Operation, rewriter: Rewriter) -> bool:
    """Reducing dimensions of size one, kept, changes nothing."""
    assert isinstance(op, ReductionOp)
    if not op.keep_dim or op.input.type != op.result.type:
        return False
    rewriter.replace(op, [op.input])
    return True


def fold_sum_of_fill(op: Operation, rewriter: Rewriter) -> bool:
    """A number times how often it is added, where every sum on the way is exact."""
    assert isinstance(op, SumOp)
    number, element = fill_number(op.input), element_of(op.result)
    size = prod(shape_of(op.result))
    if number is None or element_of(op.input) != element or size == 0:
        return False
    total = number * (prod(shape_of(op.input)) // size)
    if not (_sums_exactly(number, total, element) if is_float(element) else fits(total, element)):
        return False
    rewriter.replace(op, filled_like(op.result, total))
    return True


def _sums_exactly(number: float, total: float, element: Attribute) -> bool:
    """Whether all multiples of a number up to a total have few enough digits for a type.

    A float is a whole number of units, powers of two; the total must be so few units that the
    type tells all smaller counts apart.
    """
    digits = _DIGITS.get(element)
    if digits is None or not isfinite(number):
        return False
    if total == 0:
        return True
    unit = 1.0 / float(number).as_integer_ratio()[1]
    return unit >= 2.0**-100 and abs(total) / unit <= 2**digits


def product_of_truths(op: Operation, rewriter: Rewriter) -> bool:
    """The product of zeros and ones is the least of them, where there are any."""
    assert isinstance(op, ProdOp)
    if not isinstance(op.input.owner, TRUTHS) or 0 in shape_of(op.input):
        return False
    least = MinOp(op.input, keep_dim=op.keep_dim, dim_arg=op.dim_arg, result_types=op.result_types)
    rewriter.replace(op, least)
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
    ProdOp: (fold_reduction_over_ones, product_of_truths),
    SumOp: (fold_reduction_over_ones, fold_sum_of_fill),
    TopkOp: (fold_topk_of_one,),
}
