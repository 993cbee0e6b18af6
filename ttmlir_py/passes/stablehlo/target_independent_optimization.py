"""`stablehlo-target-independent-optimization`: simplification and folding together."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.passes.stablehlo.simplify.constants import FoldOptions, joined
from ttmlir_py.passes.stablehlo.simplify.driver import (
    FOLD_OP_ELEMENT_LIMIT,
    apply,
    folds,
    simplifications,
)
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class StablehloTargetIndependentOptimizationPass(Pass):
    """No op is left that a constant, a simpler op, or none could stand for."""

    name = "stablehlo-target-independent-optimization"

    assume_no_undeclared_side_effects: bool = False
    fold_op_element_limit: int = FOLD_OP_ELEMENT_LIMIT
    optimize_float: bool = True

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        options = FoldOptions(
            self.fold_op_element_limit, self.optimize_float, self.assume_no_undeclared_side_effects
        )
        simpler = simplifications(self.fold_op_element_limit)
        # first alone: what can be told in fewer ops is not spelled out in constants
        apply(op, simpler, everywhere=True)
        apply(op, joined(folds(options), simpler), everywhere=True)
