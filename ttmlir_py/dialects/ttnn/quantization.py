"""Conversion between real numbers and their quantized storage."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.kinds import DATA_TYPE
from ttmlir_py.support.fields import operand, optional_prop, result
from ttmlir_py.support.properties import I32_ATTR


class DequantizeOp(PureOp):
    """Quantized numbers to real ones, by scale and zero point in tensors."""

    name = "ttnn.dequantize"
    input = operand()
    scale = operand()
    zero_point = operand()
    axis = optional_prop(I32_ATTR)
    output_dtype = optional_prop(DATA_TYPE)
    result = result()


class QuantizeOp(PureOp):
    """Real numbers to quantized ones, by scale and zero point in tensors."""

    name = "ttnn.quantize"
    input = operand()
    scale = operand()
    zero_point = operand()
    axis = optional_prop(I32_ATTR)
    output_dtype = optional_prop(DATA_TYPE)
    result = result()


class RequantizeOp(PureOp):
    """Quantized numbers to other parameters, all in tensors."""

    name = "ttnn.requantize"
    input = operand()
    in_scale = operand()
    in_zero_point = operand()
    out_scale = operand()
    out_zero_point = operand()
    axis = optional_prop(I32_ATTR)
    output_dtype = optional_prop(DATA_TYPE)
    result = result()
