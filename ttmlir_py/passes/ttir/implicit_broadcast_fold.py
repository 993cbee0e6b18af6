"""Explicit broadcasts before ops that broadcast by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.data_movement import BroadcastOp
from ttmlir_py.dialects.ttir.elementwise_binary import BinaryOp, GeluBwOp, WhereOp
from ttmlir_py.passes.ttir.moves import broadcast
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import Pattern, Rewriter, rewrite_greedily
from ttmlir_py.support.shapes import broadcast_shapes, shape_of, with_shape

BROADCASTING = (BinaryOp, WhereOp)
"""Ops that broadcast their operands against each other."""
MAX_RANK = 6
"""TTNN's elementwise ops broadcast the last dimensions only, up to this many."""


@dataclass(frozen=True)
class TTIRImplicitBroadcastFoldPass(Pass):
    """No op that broadcasts its operands is given the result of a broadcast."""

    name = "ttir-implicit-broadcast-fold"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, OpTable[Sequence[Pattern]](PATTERNS))


def broadcasts_operands(op: Operation) -> bool:
    """Whether an op broadcasts its operands against each other."""
    return isinstance(op, BROADCASTING) and not isinstance(op, GeluBwOp)


def use_broadcast_source(op: Operation, rewriter: Rewriter) -> bool:
    """Take the inputs of broadcasts instead of their results."""
    if not broadcasts_operands(op):
        return False
    changed = False
    for index, value in enumerate(op.operands):
        source = value.owner
        if isinstance(source, BroadcastOp) and _is_implicit(source):
            rewriter.modified(op)
            rewriter.modified(source)
            op.operands[index] = source.input
            changed = True
    if changed:
        restore_result_shape(op, rewriter)
    return changed


def restore_result_shape(op: Operation, rewriter: Rewriter) -> None:
    """Broadcast a result whose operands no longer have its shape between them."""
    (result,) = op.results
    shape = broadcast_shapes(*map(shape_of, op.operands))
    wanted = shape_of(result)
    if shape == wanted:
        return
    smaller = type(op).create(
        operands=list(op.operands),
        result_types=[with_shape(result, shape)],
        properties=dict(op.properties),
        attributes=dict(op.attributes),
    )
    (value,) = rewriter.insert_before(op, smaller)
    rewriter.replace(op, broadcast(value, wanted))


def _is_implicit(op: BroadcastOp) -> bool:
    return all(factor == 1 for factor in op.broadcast_dimensions[:-MAX_RANK])


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    BinaryOp: (use_broadcast_source,),
    WhereOp: (use_broadcast_source,),
}
