"""Constants whose elements are all the same, and memory for nothing."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.creation import ConstantOp, EmptyOp, FullOp
from ttmlir_py.passes.ttir.dense_values import splat_number
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import shape_of


def splat_constant_is_full(op: Operation, rewriter: Rewriter) -> bool:
    """Fill values have 32 bits: a number that needs more stays a constant."""
    assert isinstance(op, ConstantOp)
    number = splat_number(op.value)
    if number is None or (isinstance(number, int) and not -(2**31) <= number < 2**31):
        return False
    full = FullOp(shape=shape_of(op.result), fill_value=number, result_types=op.result_types)
    rewriter.replace(op, full)
    return True


def erase_unused_empty(op: Operation, rewriter: Rewriter) -> bool:
    """Memory that nothing uses, which other passes keep for its effect."""
    assert isinstance(op, EmptyOp)
    if op.result.first_use is not None:
        return False
    rewriter.erase(op)
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    ConstantOp: (splat_constant_is_full,),
    EmptyOp: (erase_unused_empty,),
}
