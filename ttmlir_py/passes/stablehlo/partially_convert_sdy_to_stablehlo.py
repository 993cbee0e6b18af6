"""`partially-convert-sdy-to-stablehlo`: replace the sdy ops that StableHLO has a word for."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue

from ttmlir_py.dialects.sdy import annotations as sdy
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.support.conversion import Builder, Lowering, convert
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class PartiallyConvertSdyToStableHloPass(Pass):
    """Constants are StableHLO's, not sdy's."""

    name = "partially-convert-sdy-to-stablehlo"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        convert(op, _LOWERINGS)


def _constant(op: sdy.ConstantOp, build: Builder) -> SSAValue:
    return build(ConstantOp(value=op.value, attributes=op.attributes))


_LOWERINGS: OpTable[Lowering] = OpTable({sdy.ConstantOp: _constant})
