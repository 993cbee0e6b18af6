"""`sdy-pre-order-funcs`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.passes.sdy.calls import Functions
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class PreOrderFuncsPass(Pass):
    """Every function stands before those that it calls."""

    name = "sdy-pre-order-funcs"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for function in Functions(op).callers_first():
            function.detach()
            op.body.block.add_op(function)
