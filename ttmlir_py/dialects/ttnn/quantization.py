"""Conversion between real numbers and their quantized storage."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.kinds import DATA_TYPE
from ttmlir_py.dialects.ttcore.shared import quantization as shared
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.support.fields import optional_prop


class DequantizeOp(shared.DequantizeUnrolledOp, PureOp):
    """Quantized numbers to real ones, by scale and zero point in tensors."""

    name = "ttnn.dequantize"
    output_dtype = optional_prop(DATA_TYPE)


class QuantizeOp(shared.QuantizeUnrolledOp, PureOp):
    """Real numbers to quantized ones, by scale and zero point in tensors."""

    name = "ttnn.quantize"
    output_dtype = optional_prop(DATA_TYPE)


class RequantizeOp(shared.RequantizeUnrolledOp, PureOp):
    """Quantized numbers to other parameters, all in tensors."""

    name = "ttnn.requantize"
    output_dtype = optional_prop(DATA_TYPE)
