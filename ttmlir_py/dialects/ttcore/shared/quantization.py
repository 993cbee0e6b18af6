"""Conversion between real numbers and their quantized storage."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.rules.quantization import (
    conversion_types,
    require_float,
    require_quantized,
    require_same_granularity,
    verify_parameters,
)
from ttmlir_py.support.fields import operand, optional_prop, result
from ttmlir_py.support.properties import I32_ATTR
from ttmlir_py.support.shapes import element_of


class DequantizeOp(PureOp):
    """Quantized numbers to real ones."""

    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require_quantized("Input", element_of(self.input))
        require_float("Output", element_of(self.result))
        return conversion_types(self)


class DequantizeUnrolledOp(DequantizeOp):
    """Quantized numbers to real ones, by scale and zero point in tensors."""

    scale = operand()
    zero_point = operand()
    axis = optional_prop(I32_ATTR)

    def verify_extra(self) -> None:
        verify_parameters(self, self.axis)


class QuantizeOp(PureOp):
    """Real numbers to quantized ones."""

    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require_float("Input", element_of(self.input))
        require_quantized("Output", element_of(self.result))
        return conversion_types(self)


class QuantizeUnrolledOp(QuantizeOp):
    """Real numbers to quantized ones, by scale and zero point in tensors."""

    scale = operand()
    zero_point = operand()
    axis = optional_prop(I32_ATTR)

    def verify_extra(self) -> None:
        verify_parameters(self, self.axis)


class RequantizeUnrolledOp(PureOp):
    """Quantized numbers to other parameters, all in tensors."""

    input = operand()
    in_scale = operand()
    in_zero_point = operand()
    out_scale = operand()
    out_zero_point = operand()
    axis = optional_prop(I32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require_same_granularity(element_of(self.input), element_of(self.result))
        return conversion_types(self)

    def verify_extra(self) -> None:
        verify_parameters(self, self.axis)
