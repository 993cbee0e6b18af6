"""Buffers taken for tensors and back."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.bufferization import ToBufferOp, ToTensorOp
from xdsl.ir import Operation

from ttmlir_py.support.rewriting import Pattern, Rewriter


def fold_to_buffer(op: Operation, rewriter: Rewriter) -> bool:
    """The buffer of a tensor that a buffer of that type was taken for."""
    inner = op.operands[0].owner
    if not isinstance(inner, ToTensorOp) or inner.memref.type != op.results[0].type:
        return False
    rewriter.replace(op, [inner.memref])
    if not inner.tensor.first_use:
        rewriter.erase(inner)
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {ToBufferOp: (fold_to_buffer,)}
