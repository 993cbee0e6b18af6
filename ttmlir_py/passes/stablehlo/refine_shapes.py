"""`stablehlo-refine-shapes`: sizes that arguments and constants tell, told by every type."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.passes.stablehlo.refinement.arguments import entry_function
from ttmlir_py.passes.stablehlo.refinement.functions import Functions
from ttmlir_py.passes.stablehlo.refinement.keys import Key
from ttmlir_py.passes.stablehlo.refinement.patterns import refine_body, shape_folds
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import diagnostics_of


@dataclass(frozen=True)
class StablehloRefineShapesPass(Pass):
    """Types know every size that follows from the main function's arguments and constants."""

    name = "stablehlo-refine-shapes"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        if not any(isinstance(inner, FuncOp) for inner in op.ops):
            return
        function = entry_function(op)
        folds = shape_folds()

        def refine(function: FuncOp, functions: Functions) -> None:
            refine_body(function, functions, folds)

        functions = Functions(op, refine)
        types = tuple(arg.type for arg in function.body.block.args)
        functions.refine(function, Key(0, (), types))
        engine = diagnostics_of(ctx)
        for place, message in functions.problems:
            engine.error(place, message)
