"""`stablehlo-aggressive-folder`: ops on constants become constants."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.passes.stablehlo.simplify.constants import FoldOptions
from ttmlir_py.passes.stablehlo.simplify.driver import FOLD_OP_ELEMENT_LIMIT, apply, folds
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class StablehloAggressiveFolderPass(Pass):
    """What constants alone decide is a constant, of at most `fold-op-element-limit` elements.

    Tensors of one number have no limit. Without `optimize-float` only integers are computed; with
    `assume-no-undeclared-side-effects` loops that never run go although they call functions.
    """

    name = "stablehlo-aggressive-folder"

    assume_no_undeclared_side_effects: bool = False
    fold_op_element_limit: int = FOLD_OP_ELEMENT_LIMIT
    optimize_float: bool = True

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        options = FoldOptions(
            self.fold_op_element_limit, self.optimize_float, self.assume_no_undeclared_side_effects
        )
        apply(op, folds(options), everywhere=False)
