"""`stablehlo-to-ttir-pipeline`: from StableHLO on local shapes to TTIR in a device module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.passes import ModulePass

from ttmlir_py.passes.common.cse import CSEPass
from ttmlir_py.passes.common.inline import InlinePass
from ttmlir_py.passes.stablehlo.aggressive_simplification import (
    StablehloAggressiveSimplificationPass,
)
from ttmlir_py.passes.stablehlo.complex_data_type_conversion import (
    StablehloComplexDataTypeConversionPass,
)
from ttmlir_py.passes.stablehlo.complex_math_expander import StablehloComplexMathExpanderPass
from ttmlir_py.passes.stablehlo.complex_to_parts import StablehloComplexToPartsPass
from ttmlir_py.passes.stablehlo.legalize_composite_to_call import LegalizeCompositeToCallPass
from ttmlir_py.passes.stablehlo_to_ttir.arith_to_stablehlo import ConvertArithToStablehloPass
from ttmlir_py.passes.stablehlo_to_ttir.composites import LegalizeStablehloCompositeToTtirPass
from ttmlir_py.passes.stablehlo_to_ttir.convert import ConvertStablehloToTtirPass
from ttmlir_py.passes.ttcore.wrap_device_module import TTCoreWrapDeviceModulePass
from ttmlir_py.support.passes import Nested, Pipeline


@dataclass(frozen=True)
class StablehloToTtirPipeline(Pipeline):
    """The program is TTIR inside a device module; every call is inlined.

    Ops without a TTIR form are an error: nothing is hoisted to
    the host, so `enable-cpu-fallback` only says whether there is a device module.
    """

    name = "stablehlo-to-ttir-pipeline"

    enable_arith_to_stablehlo: bool = True
    enable_composite_to_call: bool = True
    enable_aggressive_simplification: bool = True
    enable_cpu_fallback: bool = True

    def steps(self) -> Sequence[ModulePass | Nested]:
        steps: list[ModulePass | Nested] = []
        if self.enable_arith_to_stablehlo:
            steps.append(ConvertArithToStablehloPass())
        if self.enable_aggressive_simplification:
            steps.append(StablehloAggressiveSimplificationPass())
        steps += [
            StablehloComplexMathExpanderPass(),
            StablehloComplexToPartsPass(),
            StablehloComplexDataTypeConversionPass(),
        ]
        steps.append(LegalizeStablehloCompositeToTtirPass())
        if self.enable_composite_to_call:
            steps.append(LegalizeCompositeToCallPass())
        convert = ConvertStablehloToTtirPass(enable_partial_conversion=self.enable_cpu_fallback)
        steps += [InlinePass(), convert, CSEPass()]
        if self.enable_cpu_fallback:
            steps.append(TTCoreWrapDeviceModulePass())
            steps.append(Nested("ttcore.device_module", [ConvertStablehloToTtirPass()]))
        return steps
