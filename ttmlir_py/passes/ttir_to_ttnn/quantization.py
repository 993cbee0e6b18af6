"""Quantization to TTNN."""

from __future__ import annotations

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir import quantization as ttir
from ttmlir_py.dialects.ttnn import quantization as ttnn
from ttmlir_py.passes.ttir_to_ttnn.namesake import translated
from ttmlir_py.passes.ttnn.tensor_types import stored_layout
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.op import Op


def _lowering(target: type[Op]) -> Lowering:
    def lower(op: Op, build: Builder) -> SSAValue:
        dtype = stored_layout(op.results[0]).data_type
        return build(translated(op, target, output_dtype=dtype))

    return lower


ROWS: dict[type[Operation], Lowering] = {
    ttir.DequantizeUnrolledOp: _lowering(ttnn.DequantizeOp),
    ttir.QuantizeUnrolledOp: _lowering(ttnn.QuantizeOp),
    ttir.RequantizeUnrolledOp: _lowering(ttnn.RequantizeOp),
}
