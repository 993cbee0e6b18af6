"""Limits: between two numbers rather than two tensors, once rather than twice."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir.elementwise_binary import ClampScalarOp, ClampTensorOp
from ttmlir_py.dialects.ttir.elementwise_unary import Relu6Op
from ttmlir_py.passes.ttir.canonicalize.elementwise import fill_number
from ttmlir_py.support.element_types import is_float
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of


def clamp_between_fills(op: Operation, rewriter: Rewriter) -> bool:
    """Two tensors that are one number each limit as the numbers do."""
    assert isinstance(op, ClampTensorOp)
    low, high = _limit(op, op.min), _limit(op, op.max)
    if low is None or high is None or op.input.type != op.result.type:
        return False
    rewriter.replace(op, ClampScalarOp(op.input, min=low, max=high, result_types=op.result_types))
    return True


def _limit(op: ClampTensorOp, bound: SSAValue) -> float | None:
    number, element = fill_number(bound), element_of(op.result)
    if number is None or element_of(bound) != element or number != number:
        return None
    return float(number) if is_float(element) else int(number)


def clamp_once(op: Operation, rewriter: Rewriter) -> bool:
    """Limits within limits are the tighter of both, where they overlap."""
    assert isinstance(op, ClampScalarOp)
    first = op.input.owner
    if not isinstance(first, ClampScalarOp) or not first.result.has_one_use():
        return False
    low, high = max(first.min, op.min), min(first.max, op.max)
    if not low <= high or not first.input.type == op.input.type == op.result.type:
        return False
    rewriter.replace(
        op, ClampScalarOp(first.input, min=low, max=high, result_types=op.result_types)
    )
    return True


def clamp_is_relu6(op: Operation, rewriter: Rewriter) -> bool:
    """Between 0 and 6."""
    assert isinstance(op, ClampScalarOp)
    if (op.min, op.max) != (0, 6) or not is_float(element_of(op.result)):
        return False
    rewriter.replace(op, Relu6Op(op.input, result_types=op.result_types))
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    ClampScalarOp: (clamp_once, clamp_is_relu6),
    ClampTensorOp: (clamp_between_fills,),
}
