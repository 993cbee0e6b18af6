"""`stablehlo-remove-dynamism`: a program of unknown sizes made one of known sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.passes import ModulePass

from ttmlir_py.passes.common.cse import CSEPass
from ttmlir_py.passes.common.symbol_dce import SymbolDcePass
from ttmlir_py.passes.stablehlo.canonicalize_dynamism import StablehloCanonicalizeDynamismPass
from ttmlir_py.passes.stablehlo.check_shape_assertions import StablehloCheckShapeAssertionsPass
from ttmlir_py.passes.stablehlo.refine_arguments import StablehloRefineArgumentsPass
from ttmlir_py.passes.stablehlo.refine_shapes import StablehloRefineShapesPass
from ttmlir_py.support.passes import Pipeline


@dataclass(frozen=True)
class StablehloRemoveDynamismPipeline(Pipeline):
    """Sizes follow from those of the arguments, given by `types`, and no op computes them.

    Assertions on sizes are checked. With `all-dialects=false`, only StableHLO and CHLO may
    compute sizes, as upstream.
    """

    name = "stablehlo-remove-dynamism"

    types: str = ""
    all_dialects: bool = True

    def steps(self) -> Sequence[ModulePass]:
        return (
            StablehloRefineArgumentsPass(self.types),
            *((CSEPass(),) if self.all_dialects else ()),  # a size computed twice is one size
            StablehloRefineShapesPass(self.all_dialects),
            StablehloCheckShapeAssertionsPass(),
            StablehloCanonicalizeDynamismPass(),
            SymbolDcePass(),
        )
