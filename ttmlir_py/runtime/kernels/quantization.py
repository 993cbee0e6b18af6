"""Between real numbers and integers with a scale and a zero point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ttmlir_py.dialects.quant.types import UniformQuantizedType
from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.runtime.kernels.folding import combiner
from ttmlir_py.runtime.kernels.operands import by_name
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.support.shapes import element_of
from ttmlir_py.syntax.diagnostics import fail


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


_AS_STORED = frozenset(
    (
        *("stablehlo.bitcast_convert", "stablehlo.case", "stablehlo.composite"),
        *("stablehlo.constant", "stablehlo.custom_call", "stablehlo.get_dimension_size"),
        *("stablehlo.get_tuple_element", "stablehlo.if", "stablehlo.optimization_barrier"),
        *("stablehlo.tuple", "stablehlo.uniform_dequantize", "stablehlo.uniform_quantize"),
        "stablehlo.while",
    )
)
"""Ops of StableHLO that take quantized values as the integers that are stored."""


def on_real_numbers(op: Any, kernel: Callable[..., Any], *, moves: bool) -> Callable[..., Any]:
    """The kernel of an op of StableHLO, between real numbers and integers where it is quantized."""
    types = [*op.operand_types, *op.result_types]
    if not op.name.startswith("stablehlo.") or not any(map(_quantized, types)):
        return kernel
    return kernel if moves or op.name in _AS_STORED else _between(kernel)


def _quantized(type_: Any) -> UniformQuantizedType | None:
    element = getattr(type_, "element_type", None)
    return element if isinstance(element, UniformQuantizedType) else None


def _between(kernel: Callable[..., Any]) -> Callable[..., Any]:
    def run(machine: Machine, op: Any, *given: Any) -> Any:
        bodies = given[: len(given) - len(op.operands)]
        if any(combiner(body.block) is None for body in (bodies[0] if bodies else ())):
            fail(op, "cannot run its computation on quantized tensors")
        pairs = zip(given[len(bodies) :], op.operand_types, strict=True)
        results = kernel(machine, op, *bodies, *(_real(machine, x, type_) for x, type_ in pairs))
        if not isinstance(results, tuple):
            return _integers(machine, results, op.result_types[0])
        pairs = zip(results, op.result_types, strict=True)
        return tuple(_integers(machine, x, type_) for x, type_ in pairs)

    return run


def _real(machine: Machine, x: Array, type_: Any) -> Array:
    if (element := _quantized(type_)) is None:
        return x
    scale, point = _typed(machine, element, x.ndim - machine.lead)
    return (x.astype(np.float64) - point) * scale


def _integers(machine: Machine, x: Array, type_: Any) -> Array:
    if (element := _quantized(type_)) is None:
        return x
    scale, point = _typed(machine, element, x.ndim - machine.lead)
    return np.clip(np.rint(x / scale) + point, *_limits(element))


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
