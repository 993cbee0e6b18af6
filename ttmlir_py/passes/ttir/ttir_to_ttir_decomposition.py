"""TTIR ops that TTNN lacks, in the terms of those it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.contraction import DotGeneralOp
from ttmlir_py.dialects.ttir.reduction import ReduceAndOp, ReduceOrOp
from ttmlir_py.passes.ttir.decomposition import (
    contraction,
    convolution,
    creation,
    data_movement,
    elementwise,
    indexing,
    normalization,
    quantization,
    reduction,
)
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import Pattern, rewrite_greedily

Patterns = dict[type[Operation], Sequence[Pattern]]

FOR_TTNN: Patterns = {
    **contraction.PATTERNS,
    **convolution.PATTERNS,
    **creation.PATTERNS,
    **data_movement.PATTERNS,
    **elementwise.PATTERNS,
    **indexing.PATTERNS,
    **normalization.PATTERNS,
    **quantization.PATTERNS,
    **reduction.PATTERNS,
}
FOR_CPU: Patterns = {
    **{cls: contraction.PATTERNS[cls] for cls in (DotGeneralOp,)},
    ReduceAndOp: reduction.PATTERNS[ReduceAndOp],
    ReduceOrOp: (reduction.compare_sum_with_zero,),
}


class Target(Enum):
    """What the ops that stay are for."""

    TTNN = "ttnn"
    TTMETAL = "ttmetal"
    CPU_FALLBACK = "cpu-fallback"


@dataclass(frozen=True)
class TTIRToTTIRDecompositionPass(Pass):
    """No op is left that the target lacks and that simpler TTIR ops can express."""

    name = "ttir-to-ttir-decomposition"
    config: Target = Target.TTNN

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        patterns = FOR_CPU if self.config is Target.CPU_FALLBACK else FOR_TTNN
        rewrite_greedily(op, OpTable[Sequence[Pattern]](patterns))
