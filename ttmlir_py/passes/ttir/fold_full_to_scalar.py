"""Filled tensors that are only broadcast against others need one element."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.creation import FilledOp
from ttmlir_py.passes.ttir.implicit_broadcast_fold import (
    broadcasts_operands,
    restore_result_shape,
)
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.properties import I32_ARRAY
from ttmlir_py.support.rewriting import Pattern, Rewriter, rewrite_greedily
from ttmlir_py.support.shapes import rank_of, size_of, with_shape


@dataclass(frozen=True)
class TTIRFoldFullToScalarPass(Pass):
    """A filled tensor whose users all broadcast their operands has one element."""

    name = "ttir-fold-full-to-scalar"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, OpTable[Sequence[Pattern]](PATTERNS))


def shrink_fill(op: Operation, rewriter: Rewriter) -> bool:
    """Fill one element; users that took their shape from the fill are broadcast again."""
    assert isinstance(op, FilledOp)
    users = list(dict.fromkeys(use.operation for use in op.result.uses))
    if size_of(op.result) == 1 or not all(map(broadcasts_operands, users)):
        return False
    ones = (1,) * rank_of(op.result)
    scalar = type(op).create(
        result_types=[with_shape(op.result, ones)],
        properties={**op.properties, "shape": I32_ARRAY.encode(ones)},
    )
    rewriter.replace(op, scalar)
    for user in users:
        restore_result_shape(user, rewriter)
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {FilledOp: (shrink_fill,)}
