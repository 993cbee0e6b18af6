"""`stablehlo-pipeline`: from a program with shardings to the program of one chip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.passes import ModulePass

from ttmlir_py.passes.common.inline import InlinePass
from ttmlir_py.passes.common.populate_argument_types import PopulateArgumentTypesPass
from ttmlir_py.passes.stablehlo.aggressive_simplification import (
    StablehloAggressiveSimplificationPass,
)
from ttmlir_py.passes.stablehlo.analyze_mesh import AnalyzeMeshPass
from ttmlir_py.passes.stablehlo.apply_argument_shard_status import ApplyArgumentShardStatusPass
from ttmlir_py.passes.stablehlo.auto_sharding import AutoShardingPass
from ttmlir_py.passes.stablehlo.convert_xla_sdy_to_sdy import ConvertXlaSdyToSdyPass
from ttmlir_py.passes.stablehlo.fusing import StableHloFusingPass
from ttmlir_py.passes.stablehlo.lowering import steps_after_annotation
from ttmlir_py.passes.stablehlo.partially_convert_sdy_to_stablehlo import (
    PartiallyConvertSdyToStableHloPass,
)
from ttmlir_py.support.passes import Nested, Pipeline


@dataclass(frozen=True)
class StableHloPipeline(Pipeline):
    """Each public function is one manual computation over all axes of one mesh.

    Shardings spread from where they are given to all values, through loops and branches too; where
    values have to move stand StableHLO collectives.
    """

    name = "stablehlo-pipeline"

    mesh_shape: tuple[int, ...] = ()
    result_presharded: tuple[int, ...] = ()
    automatic_arg_analysis: bool = False
    enable_aggressive_simplification: bool = False
    enable_auto_sharding: bool = False
    dump_variants: bool = False
    dump_dir: str = ""
    argument_types: str = ""

    def steps(self) -> Sequence[ModulePass | Nested]:
        return [
            InlinePass(),
            PopulateArgumentTypesPass(self.argument_types),
            ConvertXlaSdyToSdyPass(),
            *(
                [StablehloAggressiveSimplificationPass()]
                if self.enable_aggressive_simplification
                else []
            ),
            StableHloFusingPass(),
            PartiallyConvertSdyToStableHloPass(),
            ApplyArgumentShardStatusPass(self.result_presharded),
            AnalyzeMeshPass(self.mesh_shape, self.automatic_arg_analysis),
            *self._search(),
            *steps_after_annotation(),
        ]

    def _search(self) -> Sequence[ModulePass]:
        if not self.enable_auto_sharding:
            return []
        return [AutoShardingPass(self.dump_variants, self.dump_dir)]
