"""`stablehlo-legalize-composite-to-call`: composites become calls of what spells them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import CallOp
from xdsl.ir import SSAValue

from ttmlir_py.dialects.stablehlo.calls import CompositeOp
from ttmlir_py.support.conversion import Builder, convert
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class LegalizeCompositeToCallPass(Pass):
    """No composite is left but those named by `except`."""

    name = "stablehlo-legalize-composite-to-call"

    kept: tuple[str, ...] = field(default=(), metadata={"option": "except"})

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        def call(op: CompositeOp, build: Builder) -> Sequence[SSAValue] | None:
            if op.composite_name in self.kept:
                return None
            return build.all(CallOp(op.decomposition, op.inputs, op.result_types))

        convert(op, OpTable({CompositeOp: call}))
