"""Conversion between real numbers and their quantized storage."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.support.fields import operand, optional_prop, result
from ttmlir_py.support.properties import I32_ATTR


class DequantizeOp(PureOp):
    """Quantized numbers to real ones."""

    name = "ttir.dequantize"
    input = operand()
    result = result()


class DequantizeUnrolledOp(PureOp):
    """Quantized numbers to real ones, by scale and zero point in tensors."""

    name = "ttir.dequantize_unrolled"
    input = operand()
    scale = operand()
    zero_point = operand()
    axis = optional_prop(I32_ATTR)
    result = result()


class QuantizeOp(PureOp):
    """Real numbers to quantized ones, as the result type says."""

    name = "ttir.quantize"
    input = operand()
    result = result()


class QuantizeUnrolledOp(PureOp):
    """Real numbers to quantized ones, by scale and zero point in tensors."""

    name = "ttir.quantize_unrolled"
    input = operand()
    scale = operand()
    zero_point = operand()
    axis = optional_prop(I32_ATTR)
    result = result()


class RequantizeOp(PureOp):
    """Quantized numbers to other quantization parameters."""

    name = "ttir.requantize"
    input = operand()
    result = result()


class RequantizeUnrolledOp(PureOp):
    """Quantized numbers to other parameters, all in tensors."""

    name = "ttir.requantize_unrolled"
    input = operand()
    in_scale = operand()
    in_zero_point = operand()
    out_scale = operand()
    out_zero_point = operand()
    axis = optional_prop(I32_ATTR)
    result = result()
