"""`convert-arith-to-stablehlo`: constant tensors of the arith dialect become StableHLO's."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.arith import ConstantOp
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, ModuleOp
from xdsl.ir import SSAValue

from ttmlir_py.dialects.stablehlo import creation as stablehlo
from ttmlir_py.support.conversion import Builder, convert
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class ConvertArithToStablehloPass(Pass):
    """No `arith.constant` of a tensor is left; scalar index arithmetic stays."""

    name = "convert-arith-to-stablehlo"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        convert(op, OpTable({ConstantOp: _constant}))


def _constant(op: ConstantOp, build: Builder) -> SSAValue | None:
    if not isinstance(op.value, DenseIntOrFPElementsAttr):
        return None
    return build(stablehlo.ConstantOp(value=op.value, result_types=[op.result.type]))
