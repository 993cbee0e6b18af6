"""Quantization in TTIR."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.stablehlo import quantization as stablehlo
from ttmlir_py.dialects.ttir import quantization as ttir
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Values, renamed
from ttmlir_py.support.element_types import is_float
from ttmlir_py.support.shapes import element_of


def _quantize(op: stablehlo.UniformQuantizeOp, build: TTIRBuilder) -> Values:
    """Real numbers are quantized, quantized ones requantized."""
    cls = ttir.QuantizeOp if is_float(element_of(op.operand)) else ttir.RequantizeOp
    return build.all(cls(op.operand, result_types=op.result_types))


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.UniformDequantizeOp: renamed(ttir.DequantizeOp),
    stablehlo.UniformQuantizeOp: _quantize,
}
