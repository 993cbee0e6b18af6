"""`stablehlo-to-ttir-pipeline`: from StableHLO on local shapes to TTIR in a device module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.passes import ModulePass

from ttmlir_py.registry import pass_class
from ttmlir_py.support.passes import Nested, Pipeline


@dataclass(frozen=True)
class StablehloToTtirPipeline(Pipeline):
    """The program is TTIR inside a device module, without calls to private functions."""

    name = "stablehlo-to-ttir-pipeline"
    enable_arith_to_stablehlo: bool = True
    enable_composite_to_call: bool = True
    enable_aggressive_simplification: bool = True
    enable_cpu_fallback: bool = True

    def steps(self) -> Sequence[ModulePass | Nested]:
        names = [
            *["convert-arith-to-stablehlo"] * self.enable_arith_to_stablehlo,
            *["stablehlo-aggressive-simplification"] * self.enable_aggressive_simplification,
            "legalize-stablehlo-composite-to-ttir",
            *["stablehlo-legalize-composite-to-call"] * self.enable_composite_to_call,
            "inline",
        ]
        convert = _pass("convert-stablehlo-to-ttir")
        first = [*map(_instance, names)]
        if not self.enable_cpu_fallback:
            return [*first, convert(), _instance("cse")]
        partial = convert(enable_partial_conversion=True)
        inner = Nested("builtin.module", [])
        del inner
        return [
            *first,
            partial,
            _instance("cse"),
            _instance("ttcore-wrap-device-module"),
            Nested("ttcore.device_module", [convert()]),
        ]


def _pass(name: str) -> type[ModulePass]:
    found = pass_class(name)
    assert found is not None, f"there is no pass {name}"
    return found


def _instance(name: str) -> ModulePass:
    return _pass(name)()
