"""Canonicalization of StableHLO ops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from xdsl.ir import Operation, OpResult

from ttmlir_py.dialects.stablehlo.control_flow import CaseOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.support.rewriting import Rewriter


def inline_known_branch(op: CaseOp, rewriter: Rewriter) -> bool:
    """A case whose index is a constant is the branch that it selects: the last one by default."""
    index = op.index
    if not isinstance(index, OpResult) or not isinstance(index.op, ConstantOp):
        return False
    number = int.from_bytes(index.op.value.data.data, "little", signed=True)
    branch = op.regions[number if 0 <= number < len(op.regions) else -1].block
    ending = branch.last_op
    if ending is None or op.parent is None:
        return False
    returned = list(ending.operands)
    ending.detach()
    ending.erase()
    for inner in list(branch.ops):
        inner.detach()
        op.parent.insert_op_before(inner, op)
        rewriter.modified(inner)
    rewriter.replace(op, returned)
    return True


PATTERNS: dict[type[Operation], Sequence[Callable[[Any, Rewriter], bool]]] = {
    CaseOp: (inline_known_branch,)
}
