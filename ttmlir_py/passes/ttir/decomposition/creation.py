"""Ranges along one dimension of many."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.creation import ArangeOp
from ttmlir_py.passes.ttir.moves import broadcast, reshape
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of, normalize_dim, shape_of


def arange_is_one_dimensional(op: Operation, rewriter: Rewriter) -> bool:
    """Count along one dimension, then reshape and broadcast."""
    assert isinstance(op, ArangeOp)
    shape = shape_of(op.result)
    if len(shape) == 1:
        return False
    dim = normalize_dim(op.arange_dimension, len(shape))
    length = shape[dim]
    counting = ArangeOp(
        start=op.start,
        end=op.end,
        step=op.step,
        arange_dimension=0,
        result_types=[TensorType(element_of(op.result), (length,))],
    )
    (numbers,) = rewriter.insert_before(op, counting)
    placed = [length if i == dim else 1 for i in range(len(shape))]
    (numbers,) = rewriter.insert_before(op, reshape(numbers, placed))
    rewriter.replace(op, broadcast(numbers, shape))
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {ArangeOp: (arange_is_one_dimensional,)}
