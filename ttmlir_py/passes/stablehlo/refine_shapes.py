"""`stablehlo-refine-shapes`: sizes that arguments and constants tell, told by every type."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.passes.stablehlo.refinement import index_arithmetic, values
from ttmlir_py.passes.stablehlo.refinement.arguments import entry_function
from ttmlir_py.passes.stablehlo.refinement.functions import Functions
from ttmlir_py.passes.stablehlo.refinement.keys import Key
from ttmlir_py.passes.stablehlo.refinement.patterns import refine_body
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import CompileError, diagnostics_of, op_error


@dataclass(frozen=True)
class StablehloRefineShapesPass(Pass):
    """Types know every size that follows from the main function's arguments and constants.

    With `all-dialects`, also the sizes that floats and ops of arith, shape and tensor compute are
    known, and a function called with several sizes is there once for each of them.
    """

    name = "stablehlo-refine-shapes"

    all_dialects: bool = False

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        if not any(isinstance(inner, FuncOp) for inner in op.ops):
            return
        function = entry_function(op)
        functions = Functions(
            op,
            partial(refine_body, all_dialects=self.all_dialects),
            specialize=self.all_dialects,
            dialects=values.DIALECTS | (index_arithmetic.DIALECTS if self.all_dialects else set()),
        )
        types = tuple(arg.type for arg in function.body.block.args)
        functions.refine(function, Key(0, (), types))
        problems = [op_error(place, message) for place, message in functions.problems]
        if problems and self.all_dialects:
            raise CompileError(problems)
        # upstream goes on, so that the verifier tells what came of it
        diagnostics_of(ctx).diagnostics.extend(problems)
