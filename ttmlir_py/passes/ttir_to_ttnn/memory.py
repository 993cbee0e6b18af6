"""Layout changes to TTNN: what a tensor is to become; the steps are decided later."""

from __future__ import annotations

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir import memory as ttir
from ttmlir_py.dialects.ttnn import memory as ttnn
from ttmlir_py.support.conversion import Builder, Lowering


def to_layout(op: ttir.ToLayoutOp, build: Builder) -> SSAValue:
    return build(ttnn.ToTensorSpecOp(op.input, result_types=op.result_types))


ROWS: dict[type[Operation], Lowering] = {ttir.ToLayoutOp: to_layout}
