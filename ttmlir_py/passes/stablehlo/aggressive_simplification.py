"""`stablehlo-aggressive-simplification`: the program told in fewer and simpler ops."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.passes.stablehlo.simplify import data_movement, dynamic, elementwise, regions
from ttmlir_py.passes.stablehlo.simplify.constants import choose_elements
from ttmlir_py.passes.stablehlo.simplify.generic import Simplifications
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import rewrite_greedily

FAMILIES = (data_movement, dynamic, elementwise, regions)
FOLD_OP_ELEMENT_LIMIT = 65536


@dataclass(frozen=True)
class StablehloAggressiveSimplificationPass(Pass):
    """No op is left that a simpler one, or none, could stand for.

    Constants of more than `fold-op-element-limit` elements are not computed.
    """

    name = "stablehlo-aggressive-simplification"

    fold_op_element_limit: int = FOLD_OP_ELEMENT_LIMIT

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        tables = [family.PATTERNS for family in FAMILIES]
        rewrite_greedily(op, Simplifications(*tables, choose_elements(self.fold_op_element_limit)))
