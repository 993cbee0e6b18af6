"""Conversion between real numbers and their quantized storage."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.rules.quantization import conversion_types, require_quantized
from ttmlir_py.dialects.ttcore.shared import quantization as shared
from ttmlir_py.support.fields import operand, result
from ttmlir_py.support.shapes import element_of


class DequantizeOp(shared.DequantizeOp):
    """Quantized numbers to real ones."""

    name = "ttir.dequantize"


class DequantizeUnrolledOp(shared.DequantizeUnrolledOp):
    """Quantized numbers to real ones, by scale and zero point in tensors."""

    name = "ttir.dequantize_unrolled"


class QuantizeOp(shared.QuantizeOp):
    """Real numbers to quantized ones, as the result type says."""

    name = "ttir.quantize"


class QuantizeUnrolledOp(shared.QuantizeUnrolledOp):
    """Real numbers to quantized ones, by scale and zero point in tensors."""

    name = "ttir.quantize_unrolled"


class RequantizeOp(PureOp):
    """Quantized numbers to other quantization parameters."""

    name = "ttir.requantize"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require_quantized("Input", element_of(self.input))
        require_quantized("Output", element_of(self.result))
        return conversion_types(self)


class RequantizeUnrolledOp(shared.RequantizeUnrolledOp):
    """Quantized numbers to other parameters, all in tensors."""

    name = "ttir.requantize_unrolled"
