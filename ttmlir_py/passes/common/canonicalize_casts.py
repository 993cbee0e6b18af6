"""Casts between type systems that lead back to where they came from."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import UnrealizedConversionCastOp
from xdsl.ir import Operation

from ttmlir_py.support.rewriting import Pattern, Rewriter


def fold_cast(op: Operation, rewriter: Rewriter) -> bool:
    """A cast to the operands' own types, or back to the types that another cast started from."""
    if list(op.operand_types) == list(op.result_types):
        rewriter.replace(op, list(op.operands))
        return True
    inner = op.operands[0].owner if op.operands else None
    if not isinstance(inner, UnrealizedConversionCastOp) or inner is op:
        return False
    if list(inner.results) != list(op.operands):
        return False
    if list(inner.operand_types) != list(op.result_types):
        return False
    rewriter.replace(op, list(inner.operands))
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {UnrealizedConversionCastOp: (fold_cast,)}
