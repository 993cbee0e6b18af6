"""Ops that together are one op of the device."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.contraction import LinearOp, MatmulOp
from ttmlir_py.passes.ttir.fusions import contraction, convolution, elementwise, reduction
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import Pattern, rewrite_greedily

Patterns = dict[type[Operation], Sequence[Pattern]]


@dataclass(frozen=True)
class TTIRFusingPass(Pass):
    """No group of ops is left that one TTIR op computes.

    Known: a product and its bias, a convolution and its bias, softmax with or without the
    subtraction of the maximum, relu, relu6, silu, and a reduction whose dimensions come back.
    """

    name = "ttir-fusing"
    enable_permute_matmul_fusion: bool = False

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, OpTable[Sequence[Pattern]](self.patterns()))

    def patterns(self) -> Patterns:
        """The fusions that the options ask for."""
        patterns: Patterns = {**elementwise.PATTERNS, **reduction.PATTERNS}
        for more in (contraction.PATTERNS, convolution.PATTERNS):
            for cls, found in more.items():
                patterns[cls] = (*patterns.get(cls, ()), *found)
        if self.enable_permute_matmul_fusion:
            patterns[LinearOp] = patterns[MatmulOp] = (contraction.transpose_as_flag,)
        return patterns
