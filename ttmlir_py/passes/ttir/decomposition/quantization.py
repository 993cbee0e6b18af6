"""Quantization with its scales and zero points in tensors rather than types."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, TensorType
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.quant.types import UniformQuantizedType
from ttmlir_py.dialects.ttir.creation import ConstantOp
from ttmlir_py.dialects.ttir.quantization import (
    DequantizeOp,
    DequantizeUnrolledOp,
    QuantizeOp,
    QuantizeUnrolledOp,
    RequantizeOp,
    RequantizeUnrolledOp,
)
from ttmlir_py.support.element_types import F32, SI32
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of


def unroll_quantize(op: Operation, rewriter: Rewriter) -> bool:
    assert isinstance(op, QuantizeOp)
    numbers = _parameters(op, op.result, rewriter)
    axis = _axis(op.result)
    unrolled = QuantizeUnrolledOp(op.input, *numbers, axis=axis, result_types=op.result_types)
    rewriter.replace(op, unrolled)
    return True


def unroll_dequantize(op: Operation, rewriter: Rewriter) -> bool:
    assert isinstance(op, DequantizeOp)
    numbers = _parameters(op, op.input, rewriter)
    axis = _axis(op.input)
    unrolled = DequantizeUnrolledOp(op.input, *numbers, axis=axis, result_types=op.result_types)
    rewriter.replace(op, unrolled)
    return True


def unroll_requantize(op: Operation, rewriter: Rewriter) -> bool:
    """One axis serves both sides: they must agree on it."""
    assert isinstance(op, RequantizeOp)
    axis = _axis(op.input)
    if axis != _axis(op.result):
        return False
    before = _parameters(op, op.input, rewriter)
    after = _parameters(op, op.result, rewriter)
    unrolled = RequantizeUnrolledOp(
        op.input, *before, *after, axis=axis, result_types=op.result_types
    )
    rewriter.replace(op, unrolled)
    return True


def _quantized(value: SSAValue) -> UniformQuantizedType:
    element = element_of(value)
    assert isinstance(element, UniformQuantizedType)
    return element


def _axis(value: SSAValue) -> int | None:
    return _quantized(value).quantized_dimension


def _parameters(op: Operation, value: SSAValue, rewriter: Rewriter) -> tuple[SSAValue, SSAValue]:
    """Constants for a type's scales and zero points: one each, or one per index of its axis."""
    element = _quantized(value)
    count = (len(element.scales),)
    scales = DenseIntOrFPElementsAttr.from_list(TensorType(F32, count), element.scales)
    zeros = DenseIntOrFPElementsAttr.from_list(TensorType(SI32, count), element.zero_points)
    (scale,) = rewriter.insert_before(op, ConstantOp(value=scales))
    (zero_point,) = rewriter.insert_before(op, ConstantOp(value=zeros))
    return scale, zero_point


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    DequantizeOp: (unroll_dequantize,),
    QuantizeOp: (unroll_quantize,),
    RequantizeOp: (unroll_requantize,),
}
