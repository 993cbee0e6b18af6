"""Elementwise functions that TTNN lacks, by those it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir.creation import FullOp
from ttmlir_py.dialects.ttir.elementwise_binary import (
    AddOp,
    DivOp,
    GtOp,
    LogicalRightShiftOp,
    LtOp,
    MultiplyOp,
    RightShiftOp,
    SubtractOp,
    WhereOp,
)
from ttmlir_py.dialects.ttir.elementwise_unary import (
    AbsOp,
    BitwiseNotOp,
    CeilOp,
    Exp2Op,
    Expm1Op,
    ExpOp,
    FloorOp,
    FracOp,
    SeluOp,
    SoftsignOp,
    SquareOp,
    TruncOp,
    UnaryOp,
)
from ttmlir_py.support.element_types import bit_width, is_integer, is_unsigned
from ttmlir_py.support.op import Op
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of, rank_of, with_shape


class _Steps:
    """Inserts ops before one, all of the type of its result."""

    def __init__(self, op: Op, rewriter: Rewriter) -> None:
        self.op = op
        self.rewriter = rewriter

    def __call__(self, cls: type[Op], *operands: SSAValue) -> SSAValue:
        new = cls(*operands, result_types=self.op.result_types)
        return self.rewriter.insert_before(self.op, new)[0]

    def number(self, value: float) -> SSAValue:
        """A number to broadcast against the result."""
        (result,) = self.op.results
        ones = (1,) * rank_of(result)
        value = int(value) if is_integer(element_of(result)) else float(value)
        full = FullOp(shape=ones, fill_value=value, result_types=[with_shape(result, ones)])
        return self.rewriter.insert_before(self.op, full)[0]


Formula = Callable[[_Steps, UnaryOp], SSAValue]


def _by(formula: Formula) -> Pattern:
    def pattern(op: Operation, rewriter: Rewriter) -> bool:
        assert isinstance(op, UnaryOp)
        rewriter.replace(op, [formula(_Steps(op, rewriter), op)])
        return True

    return pattern


def exp2(do: _Steps, op: UnaryOp) -> SSAValue:
    return do(ExpOp, do(MultiplyOp, op.input, do.number(log(2))))


def frac(do: _Steps, op: UnaryOp) -> SSAValue:
    return do(SubtractOp, op.input, trunc(do, op))


def softsign(do: _Steps, op: UnaryOp) -> SSAValue:
    return do(DivOp, op.input, do(AddOp, do(AbsOp, op.input), do.number(1)))


def square(do: _Steps, op: UnaryOp) -> SSAValue:
    return do(MultiplyOp, op.input, op.input)


def trunc(do: _Steps, op: UnaryOp) -> SSAValue:
    negative = do(LtOp, op.input, do.number(0))
    return do(WhereOp, negative, do(CeilOp, op.input), do(FloorOp, op.input))


def selu_by_exponential(op: Operation, rewriter: Rewriter) -> bool:
    """`scale * x` above zero, `scale * alpha * (e^x - 1)` below."""
    assert isinstance(op, SeluOp)
    do = _Steps(op, rewriter)
    below = do(MultiplyOp, do(Expm1Op, op.input), do.number(op.alpha))
    chosen = do(WhereOp, do(GtOp, op.input, do.number(0)), op.input, below)
    rewriter.replace(op, [do(MultiplyOp, chosen, do.number(op.scale))])
    return True


def arithmetic_shift_by_logical(op: Operation, rewriter: Rewriter) -> bool:
    """Numbers whose highest bit is set are shifted with all bits flipped, so that ones move in."""
    assert isinstance(op, RightShiftOp)
    do = _Steps(op, rewriter)
    shifted = do(LogicalRightShiftOp, op.lhs, op.rhs)
    element = element_of(op.lhs)
    flipped = do(BitwiseNotOp, op.lhs)
    of_negative = do(BitwiseNotOp, do(LogicalRightShiftOp, flipped, op.rhs))
    if is_unsigned(element):
        high = do(GtOp, op.lhs, do.number(2 ** (bit_width(element) - 1) - 1))
    else:
        high = do(LtOp, op.lhs, do.number(0))
    rewriter.replace(op, [do(WhereOp, high, of_negative, shifted)])
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    Exp2Op: (_by(exp2),),
    FracOp: (_by(frac),),
    RightShiftOp: (arithmetic_shift_by_logical,),
    SeluOp: (selu_by_exponential,),
    SoftsignOp: (_by(softsign),),
    SquareOp: (_by(square),),
    TruncOp: (_by(trunc),),
}
