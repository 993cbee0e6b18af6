"""`decompose-custom-call-tuples`: forward the parts of a tuple to those who take it apart."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.stablehlo.memory import GetTupleElementOp, TupleOp
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class DecomposeCustomCallTuplesPass(Pass):
    """No tuple is built only to be taken apart."""

    name = "decompose-custom-call-tuples"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for tuple_ in [t for t in op.walk() if isinstance(t, TupleOp)]:
            for use in list(tuple_.result.uses):
                part = use.operation
                if isinstance(part, GetTupleElementOp):
                    replace_op(part, [tuple_.operands[part.index]])
            if not tuple_.result.first_use:
                tuple_.detach()
                tuple_.erase()
