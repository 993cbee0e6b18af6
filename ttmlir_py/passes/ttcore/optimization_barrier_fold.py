"""Barriers that kept optimizations apart, once these are done."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.ttcore.control_flow import OptimizationBarrierOp
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class TTCoreOptimizationBarrierFoldPass(Pass):
    """No optimization barrier is left: its operands have taken its place."""

    name = "ttcore-optimization-barrier-fold"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for barrier in list(op.walk()):
            if isinstance(barrier, OptimizationBarrierOp):
                replace_op(barrier, list(barrier.operands))
