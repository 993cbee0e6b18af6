"""Between real numbers and integers with a scale and a zero point."""

from __future__ import annotations

from typing import Any

import numpy as np

from ttmlir_py.dialects.quant.types import UniformQuantizedType
from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.runtime.kernels.operands import by_name
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.support.shapes import element_of


def _limits(element: Any) -> tuple[int, int]:
    """The least and largest integer that a result may hold."""
    if isinstance(element, UniformQuantizedType) and element.storage_range is not None:
        return element.storage_range
    info = np.iinfo(format_of(element).compute)
    return int(info.min), int(info.max)


def _typed(machine: Machine, element: Any, rank: int) -> tuple[Array, Array]:
    """Scale and zero point of a quantized type, shaped to broadcast."""
    shape = [1] * (machine.lead + rank)
    if element.quantized_dimension is not None:
        shape[machine.lead + element.quantized_dimension] = -1
    values = (element.scales, element.zero_points)
    scale, point = (np.asarray(value, np.float32).reshape(shape) for value in values)
    return scale, point


def _given(machine: Machine, op: Any, value: Array, rank: int) -> Array:
    """A scale or zero point from an operand, along the op's axis."""
    lead = machine.lead
    shape = [1] * rank
    if op.axis is not None and value.size > 1:
        shape[op.axis % rank] = -1
        return value.reshape((*value.shape[:lead], *shape)).astype(np.float32)
    flat = value.reshape((*value.shape[:lead], -1))[..., :1]
    return flat.reshape((*flat.shape[:lead], *shape)).astype(np.float32)


def _store(op: Any, x: Array, scale: Array, point: Array) -> Array:
    low, high = _limits(element_of(op.results[0]))
    return np.clip(np.rint(x / scale) + point, low, high)


def quantize(machine: Machine, op: Any, x: Array) -> Array:
    """Real or quantized numbers in the result type's quantization."""
    source, target = element_of(op.operands[0]), element_of(op.results[0])
    rank = x.ndim - machine.lead
    if isinstance(source, UniformQuantizedType):
        scale, point = _typed(machine, source, rank)
        x = (x.astype(np.float32) - point) * scale
    return _store(op, x, *_typed(machine, target, rank))


def dequantize(machine: Machine, op: Any, x: Array) -> Array:
    """The real numbers of quantized ones."""
    scale, point = _typed(machine, element_of(op.operands[0]), x.ndim - machine.lead)
    return (x.astype(np.float32) - point) * scale


def quantize_by(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Real numbers quantized by operands."""
    given = by_name(op, arrays)
    rank = given.input.ndim - machine.lead
    scale, point = (_given(machine, op, v, rank) for v in (given.scale, given.zero_point))
    return _store(op, given.input, scale, point)


def dequantize_by(machine: Machine, op: Any, *arrays: Array) -> Array:
    """The real numbers of ones quantized by operands."""
    given = by_name(op, arrays)
    rank = given.input.ndim - machine.lead
    scale, point = (_given(machine, op, v, rank) for v in (given.scale, given.zero_point))
    return (given.input.astype(np.float32) - point) * scale


def requantize_by(machine: Machine, op: Any, *arrays: Array) -> Array:
    """Quantized numbers under another scale and zero point."""
    given = by_name(op, arrays)
    rank = given.input.ndim - machine.lead
    values = (given.in_scale, given.in_zero_point, given.out_scale, given.out_zero_point)
    scale, point, new_scale, new_point = (_given(machine, op, v, rank) for v in values)
    return _store(op, (given.input.astype(np.float32) - point) * scale, new_scale, new_point)


KERNELS = {
    "dequantize_unrolled": dequantize_by,
    "quantize_unrolled": quantize_by,
    "requantize_unrolled": requantize_by,
    "ttir.dequantize": dequantize,
    "ttir.quantize": quantize,
    "ttir.requantize": quantize,
    "ttnn.dequantize": dequantize_by,
    "ttnn.quantize": quantize_by,
    "ttnn.requantize": requantize_by,
    "uniform_dequantize": dequantize,
    "uniform_quantize": quantize,
}
