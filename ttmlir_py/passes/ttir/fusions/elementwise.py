"""Activations, and softmax ending in its division."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir.data_movement import BroadcastOp
from ttmlir_py.dialects.ttir.elementwise_binary import (
    DivOp,
    MaximumOp,
    MinimumOp,
    MultiplyOp,
    SubtractOp,
)
from ttmlir_py.dialects.ttir.elementwise_unary import (
    ExpOp,
    Relu6Op,
    ReluOp,
    SigmoidOp,
    SiluOp,
)
from ttmlir_py.dialects.ttir.reduction import MaxOp, ReductionOp, SoftmaxOp, SumOp
from ttmlir_py.passes.ttir.canonicalize.elementwise import fill_number
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import normalize_dim, rank_of


def maximum_with_zero_is_relu(op: Operation, rewriter: Rewriter) -> bool:
    assert isinstance(op, MaximumOp)
    for value, other in ((op.lhs, op.rhs), (op.rhs, op.lhs)):
        if fill_number(_source(other)) == 0 and value.type == op.result.type:
            rewriter.replace(op, ReluOp(value, result_types=op.result_types))
            return True
    return False


def minimum_of_relu_with_six_is_relu6(op: Operation, rewriter: Rewriter) -> bool:
    assert isinstance(op, MinimumOp)
    for value, other in ((op.lhs, op.rhs), (op.rhs, op.lhs)):
        relu = value.owner
        if (
            isinstance(relu, ReluOp)
            and fill_number(_source(other)) == 6
            and value.type == op.result.type
            and relu.result.has_one_use()
        ):
            rewriter.replace(op, Relu6Op(relu.input, result_types=op.result_types))
            return True
    return False


def product_with_own_sigmoid_is_silu(op: Operation, rewriter: Rewriter) -> bool:
    """`x * sigmoid(x)`."""
    assert isinstance(op, MultiplyOp)
    for value, other in ((op.lhs, op.rhs), (op.rhs, op.lhs)):
        sigmoid = other.owner
        if isinstance(sigmoid, SigmoidOp) and sigmoid.input is value and other.has_one_use():
            rewriter.replace(op, SiluOp(value, result_types=op.result_types))
            return True
    return False


def division_by_own_sum_is_softmax(op: Operation, rewriter: Rewriter) -> bool:
    """`exp(x) / sum(exp(x))`, kept stable where `x` is `y - max(y)`."""
    assert isinstance(op, DivOp)
    exponential = op.lhs.owner
    total = _source(op.rhs).owner
    if not isinstance(exponential, ExpOp) or not isinstance(total, SumOp):
        return False
    dim = _single_kept_dim(total)
    users = {use.operation for use in exponential.result.uses}
    if total.input is not exponential.result or dim is None or len(users) != 2:
        return False
    if exponential.result.type != op.result.type or not total.result.has_one_use():
        return False
    source = _before_maximum(exponential.input, dim)
    softmax = SoftmaxOp(
        source if source is not None else exponential.input,
        dimension=dim,
        numeric_stable=source is not None,
        result_types=op.result_types,
    )
    rewriter.replace(op, softmax)
    return True


def _before_maximum(value: SSAValue, dim: int) -> SSAValue | None:
    """`y`, where a value is `y - max(y)` along a dimension."""
    difference = value.owner
    if not isinstance(difference, SubtractOp) or not value.has_one_use():
        return None
    largest = _source(difference.rhs).owner
    if not isinstance(largest, MaxOp) or largest.input is not difference.lhs:
        return None
    same = _single_kept_dim(largest) == dim and difference.lhs.type == value.type
    return difference.lhs if same else None


def _single_kept_dim(op: ReductionOp) -> int | None:
    """The one dimension that a reduction reduces and keeps."""
    if not op.keep_dim or op.dim_arg is None or len(op.dim_arg) != 1:
        return None
    return normalize_dim(op.dim_arg[0], rank_of(op.input))


def _source(value: SSAValue) -> SSAValue:
    """A value before its broadcast."""
    op = value.owner
    return op.input if isinstance(op, BroadcastOp) else value


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    DivOp: (division_by_own_sum_is_softmax,),
    MaximumOp: (maximum_with_zero_is_relu,),
    MinimumOp: (minimum_of_relu_with_six_is_relu6,),
    MultiplyOp: (product_with_own_sigmoid_is_silu,),
}
