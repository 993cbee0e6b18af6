"""Number formats: which array type computes an element type, and how a result is rounded to it.

Narrow floats (bf16, f16, 8-bit floats, block formats) are computed in f32 and rounded here, at
the boundary of an op, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import ml_dtypes
import numpy as np
import numpy.typing as npt
from xdsl.dialects.builtin import AnyFloat, ComplexType, Float16Type, IndexType, IntegerType
from xdsl.ir import Attribute

from ttmlir_py.dialects.quant.types import UniformQuantizedType
from ttmlir_py.support.element_types import bit_width, is_boolean, is_unsigned

Array = npt.NDArray[Any]
DType = np.dtype[Any]

BLOCK_LENGTH = 16
"""How many values along the last dimension share one exponent in a block format."""


@dataclass(frozen=True)
class Format:
    """How the runtime holds one element type.

    `compute` is the type of arrays inside a program, `storage` that of a program's inputs and
    outputs, `narrow` takes an array to the nearest values that the element type has.
    """

    compute: DType
    storage: DType
    narrow: Callable[[Array], Array] | None = None

    def round(self, array: Array) -> Array:
        """The array as `compute`, every value one of the element type's."""
        if array.dtype != self.compute:
            array = array.astype(self.compute)
        return array if self.narrow is None else self.narrow(array)

    @property
    def is_block(self) -> bool:
        """Whether neighbouring values share an exponent, so that moving values rounds them."""
        return self.narrow in _BLOCK_FORMATS.values()


@cache
def format_of(element: Attribute) -> Format:
    """The format of an element type: a builtin type, or a tile of one of the device's types."""
    if element.name == "ttcore.tile":
        return device_format(str(element.data_type.value))  # pyright: ignore
    if isinstance(element, UniformQuantizedType):
        return format_of(element.storage_type)
    if isinstance(element, ComplexType):
        return _same(np.complex64 if bit_width(element) == 64 else np.complex128)
    if isinstance(element, IntegerType | IndexType):
        return _integer_format(element)
    assert isinstance(element, AnyFloat), f"{element} has no number format"
    return _float_format(element)


@cache
def device_format(name: str) -> Format:
    """The format that one of the device's data types names: `bf16`, `bfp_bf8`, `u32`, ..."""
    if name in _DEVICE_TYPES:
        return _DEVICE_TYPES[name]
    return Format(np.dtype(np.float32), np.dtype(np.float32), _BLOCK_FORMATS[name])


def round_to(element: Attribute, array: Array) -> Array:
    """The array's values rounded to the nearest that the element type has."""
    return format_of(element).round(array)


def _same(dtype: npt.DTypeLike) -> Format:
    return Format(np.dtype(dtype), np.dtype(dtype))


def _float_format(element: AnyFloat) -> Format:
    if element.bitwidth >= 32:
        return _same(np.float32 if element.bitwidth == 32 else np.float64)
    if isinstance(element, Float16Type):
        return _through(np.dtype(np.float16))
    if element.name == "bf16":
        return _through(np.dtype(ml_dtypes.bfloat16))
    width, layout = element.name[1:2], element.name[2:].lower()
    return _through(np.dtype(getattr(ml_dtypes, f"float{width}_{layout}")))


def _through(storage: DType) -> Format:
    """A float format computed in f32 and rounded by a conversion there and back."""

    def narrow(array: Array) -> Array:
        return array.astype(storage).astype(np.float32)

    return Format(np.dtype(np.float32), storage, narrow)


def _integer_format(element: IntegerType | IndexType) -> Format:
    if is_boolean(element):
        return _same(np.bool_)
    width = bit_width(element)
    kind = "uint" if is_unsigned(element) else "int"
    if width in (8, 16, 32, 64):
        return _same(f"{kind}{width}")
    held = next(size for size in (8, 16, 32, 64) if size > width)
    return Format(
        np.dtype(f"{kind}{held}"),
        np.dtype(f"{kind}{held}"),
        _wrap_unsigned(width) if kind == "uint" else _wrap_signed(held - width),
    )


def _wrap_unsigned(width: int) -> Callable[[Array], Array]:
    return lambda array: array & array.dtype.type((1 << width) - 1)


def _wrap_signed(spare: int) -> Callable[[Array], Array]:
    return lambda array: (array << array.dtype.type(spare)) >> array.dtype.type(spare)


def _block(mantissa_bits: int) -> Callable[[Array], Array]:
    """Rounding to `mantissa_bits` of magnitude under an exponent shared by a block."""

    def narrow(array: Array) -> Array:
        if not array.shape:
            return narrow(array[None])[0]
        length = array.shape[-1]
        spare = -length % BLOCK_LENGTH
        padded = np.pad(array, [(0, 0)] * (array.ndim - 1) + [(0, spare)])
        blocks = padded.reshape((*array.shape[:-1], -1, BLOCK_LENGTH))
        largest = np.max(np.abs(blocks), axis=-1, keepdims=True, initial=0)
        step = np.ldexp(np.float32(1), np.frexp(largest)[1] - mantissa_bits)
        limit = (1 << mantissa_bits) - 1
        units = np.clip(np.rint(blocks / step), -limit, limit)
        rounded = np.where(np.isfinite(largest), units * step, blocks)
        return rounded.reshape(padded.shape)[..., :length].astype(np.float32)

    return narrow


_BLOCK_FORMATS: dict[str, Callable[[Array], Array]] = {
    "bfp_bf8": _block(7),
    "bfp_bf4": _block(3),
    "bfp_bf2": _block(1),
    "bfp_f8": _block(7),
    "bfp_f4": _block(3),
    "bfp_f2": _block(1),
}
_DEVICE_TYPES: dict[str, Format] = {
    "bf16": _through(np.dtype(ml_dtypes.bfloat16)),
    "bool": _same(np.bool_),
    "f16": _through(np.dtype(np.float16)),
    "f32": _same(np.float32),
    "si32": _same(np.int32),
    "u16": _same(np.uint16),
    "u32": _same(np.uint32),
    "u8": _same(np.uint8),
}
