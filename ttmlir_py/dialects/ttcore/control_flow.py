"""Ops about the order of others."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute, OpTraits
from xdsl.traits import MemoryReadEffect, MemoryWriteEffect

from ttmlir_py.support.fields import variadic_operand, variadic_result
from ttmlir_py.support.op import Op


class OptimizationBarrierOp(Op):
    """Its operands; nothing is moved or simplified across it."""

    name = "ttcore.optimization_barrier"
    traits = OpTraits(lambda: (MemoryReadEffect(), MemoryWriteEffect()))
    inputs = variadic_operand()
    outputs = variadic_result()

    def infer(self) -> Sequence[Attribute]:
        return [value.type for value in self.inputs]
