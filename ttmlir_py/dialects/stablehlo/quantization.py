"""Between floating-point numbers and the integers that stand for them."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.constraints import (
    FLOAT_OR_ANY_QUANTIZED_TENSOR,
    FLOAT_TENSOR,
    QUANTIZED_TENSOR,
)
from ttmlir_py.dialects.stablehlo.elementwise_unary import UnaryOp
from ttmlir_py.dialects.stablehlo.inference import compatible_shapes
from ttmlir_py.dialects.stablehlo.quantization_rules import quantized
from ttmlir_py.support.fields import operand, result
from ttmlir_py.support.shapes import element_of, shape_of, with_element


class UniformDequantizeOp(UnaryOp):
    """The numbers that quantized elements stand for."""

    name = "stablehlo.uniform_dequantize"
    reports_inference = True

    operand = operand(QUANTIZED_TENSOR)
    result = result(FLOAT_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        source = quantized(self.operand)
        assert source is not None, f"{self.operand.type}"
        # uniform_dequantize_c1, uniform_dequantize_c2
        return [with_element(self.operand, source.expressed_type)]


class UniformQuantizeOp(UnaryOp):
    """The quantized elements that stand for numbers, or for other quantized elements."""

    name = "stablehlo.uniform_quantize"

    operand = operand(FLOAT_OR_ANY_QUANTIZED_TENSOR)
    result = result(QUANTIZED_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        return self.result_types

    def verify_extra(self) -> None:
        # uniform_quantize_c1
        if not compatible_shapes(shape_of(self.operand), shape_of(self.result)):
            raise VerifyException("requires the same shape for all operands and results")
        source, target = quantized(self.operand), quantized(self.result)
        assert target is not None, f"{self.result.type}"
        expected = element_of(self.operand) if source is None else source.expressed_type
        # uniform_quantize_c2
        if target.expressed_type != expected:
            raise VerifyException(
                f"Expressed type of result expected to be '{expected}', but got "
                f"'{target.expressed_type}'"
            )
