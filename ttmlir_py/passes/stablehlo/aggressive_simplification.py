"""`stablehlo-aggressive-simplification`: the program told in fewer and simpler ops."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.passes.stablehlo.simplify.driver import (
    FOLD_OP_ELEMENT_LIMIT,
    apply,
    simplifications,
)
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class StablehloAggressiveSimplificationPass(Pass):
    """No op is left that a simpler one, or none, could stand for.

    Selections of more than `fold-op-element-limit` constant elements are not computed.
    """

    name = "stablehlo-aggressive-simplification"

    fold_op_element_limit: int = FOLD_OP_ELEMENT_LIMIT

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        apply(op, simplifications(self.fold_op_element_limit), everywhere=True)
