"""The pass that lowers TTIR to TTNN by the tables of all families."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.passes.common.illegal import illegal
from ttmlir_py.passes.ttir_to_ttnn import (
    attention,
    collectives,
    contraction,
    convolution,
    creation,
    data_movement,
    elementwise,
    indexing,
    kv_cache,
    memory,
    moe,
    normalization,
    pooling,
    quantization,
    reduction,
    training,
)
from ttmlir_py.support.conversion import Lowering, convert
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import CompileError

FAMILIES = (
    attention,
    collectives,
    contraction,
    convolution,
    creation,
    data_movement,
    elementwise,
    indexing,
    kv_cache,
    memory,
    moe,
    normalization,
    pooling,
    quantization,
    reduction,
    training,
)
LOWERINGS = OpTable[Lowering](*(family.ROWS for family in FAMILIES))


@dataclass(frozen=True)
class ConvertTTIRToTTNNPass(Pass):
    """No TTIR op is left: every one has become TTNN ops."""

    name = "convert-ttir-to-ttnn"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        convert(op, LOWERINGS)
        left = next(filter(_is_ttir, op.walk()), None)
        if left is not None:
            raise CompileError([illegal(left)])


def _is_ttir(op: Operation) -> bool:
    return op.name.startswith("ttir.")
