"""Changes of element type: by value and by bits."""

from __future__ import annotations

from typing import Any

import numpy as np
from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.quant.types import UniformQuantizedType
from ttmlir_py.runtime.formats import Array, DType, format_of
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.shapes import element_of


def convert(machine: Machine, op: Any, x: Array) -> Array:
    """The same values in another type: toward zero and clamped for integers."""
    type_ = op.results[0].type
    element = element_of(type_) if isinstance(type_, TensorType) else type_
    return to_dtype(machine.xp, x, format_of(element).compute)


def to_dtype(xp: Any, x: Array, dtype: DType) -> Array:
    """Values converted as StableHLO and the device do."""
    if x.dtype == dtype:
        return x
    if x.dtype.kind == "c" and dtype.kind != "c":
        return to_dtype(xp, xp.real(x), dtype)
    if dtype.kind == "b":
        return x != 0
    if x.dtype.kind == "f" and dtype.kind in "iu":
        return _float_to_integer(xp, x, dtype)
    return x.astype(dtype)


def _float_to_integer(xp: Any, x: Array, dtype: DType) -> Array:
    info = np.iinfo(dtype)
    inside = xp.where((x >= info.min) & (x < float(info.max) + 1), x, 0).astype(dtype)
    high = xp.where(x > info.min, dtype.type(info.max), dtype.type(info.min))
    outside = xp.where(xp.isnan(x), dtype.type(0), high)
    return xp.where((x >= info.min) & (x < float(info.max) + 1), inside, outside)


def bitcast_convert(machine: Machine, op: Any, x: Array) -> Array:
    """The same bits as another type; narrower elements become or leave a last dimension."""
    source, target = (_stored(element_of(v)) for v in (op.operands[0], op.results[0]))
    shape, wide, narrow = x.shape, bit_width(source), bit_width(target)
    if narrow < wide:
        shape = (*shape, wide // narrow)
    elif narrow > wide:
        shape = shape[:-1]
    stored = np.ascontiguousarray(x.astype(format_of(source).storage))
    if min(wide, narrow) < 8:
        return _regrouped_bits(stored, wide, narrow, format_of(target).storage).reshape(shape)
    bits = np.frombuffer(stored.tobytes(), format_of(target).storage).reshape(shape)
    return bits.astype(format_of(target).compute)


def _stored(element: Attribute) -> Attribute:
    return element.storage_type if isinstance(element, UniformQuantizedType) else element


def _regrouped_bits(stored: Array, wide: int, narrow: int, dtype: DType) -> Array:
    """Elements of some bits each, the lowest bit first, taken as elements of other widths."""
    octets = np.frombuffer(stored.tobytes(), np.uint8).reshape((stored.size, -1))
    bits = np.unpackbits(octets, axis=1, bitorder="little")[:, :wide]
    groups = bits.reshape((-1, narrow))
    spare = 8 * dtype.itemsize - narrow
    filler = groups[:, -1:] if dtype.kind == "i" else np.zeros_like(groups[:, :1])
    whole = np.concatenate([groups, np.repeat(filler, spare, axis=1)], axis=1)
    packed = np.packbits(whole, axis=1, bitorder="little")
    return np.frombuffer(packed.tobytes(), dtype)


def reduce_precision(machine: Machine, op: Any, x: Array) -> Array:
    """Floats rounded to fewer exponent and mantissa bits, and back."""
    wide = np.finfo(x.dtype)
    bits = np.ascontiguousarray(x).view(f"u{x.dtype.itemsize}").reshape(x.shape)
    one = bits.dtype.type(1)
    spare = bits.dtype.type(max(wide.nmant - op.mantissa_bits, 0))
    if spare:
        half = (one << (spare - one)) - one + ((bits >> spare) & one)
        bits = (bits + half) & ~((one << spare) - one)
    rounded = bits.view(x.dtype)
    if op.exponent_bits < wide.nexp:
        rounded = _clip_exponent(rounded, op.exponent_bits)
    # Without mantissa bits a NaN has no form of its own and becomes an infinity.
    no_number = x if op.mantissa_bits else np.copysign(x.dtype.type(np.inf), x)
    return np.where(np.isnan(x), no_number, rounded)


def _clip_exponent(x: Array, exponent_bits: int) -> Array:
    """Overflow to infinity and underflow to zero outside an exponent's range."""
    bias = (1 << (exponent_bits - 1)) - 1
    exponent = np.frexp(x)[1] - 1
    too_large, too_small = exponent > bias, (exponent < 1 - bias) & np.isfinite(x)
    x = np.where(too_large, np.copysign(x.dtype.type(np.inf), x), x)
    return np.where(too_small, np.copysign(x.dtype.type(0), x), x)


KERNELS = {
    "bitcast_convert": bitcast_convert,
    "convert": convert,
    "reduce_precision": reduce_precision,
    "typecast": convert,
}
