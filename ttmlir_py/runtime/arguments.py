"""The arrays that go into a program and come out of it, checked and converted at its boundary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from xdsl.ir import Attribute

from ttmlir_py.runtime.formats import Array, DType, format_of
from ttmlir_py.support.element_types import bit_width, is_integer
from ttmlir_py.support.shapes import Shape, element_of, shape_of

_CONTAINERS = (dict, list, tuple)
_NUMBERS: Mapping[type, str] = {bool: "", int: "b", float: "biu", complex: "biufV"}
"""Numbers of Python's, and the kinds of dtypes that cannot hold them."""
_NARROW_INTEGERS = {"int2": "int8", "int4": "int8", "uint2": "uint8", "uint4": "uint8"}
"""dtype of an integer of fewer than 8 bits -> that of the array which holds it."""


class ArgumentError(ValueError):
    """Inputs that do not fit a program: their number, a shape, an element type or a value."""


@dataclass(frozen=True)
class Signature:
    """The types of a function's arguments and results in the program as the user wrote it."""

    inputs: tuple[Attribute, ...]
    outputs: tuple[Attribute, ...]

    def check_inputs(self, inputs: Sequence[object]) -> list[Array]:
        """The inputs as arrays of the argument types; ArgumentError names what does not fit."""
        if len(inputs) != len(self.inputs):
            raise ArgumentError(self._count_message(inputs))
        pairs = zip(inputs, self.inputs, strict=True)
        return [_checked(f"input {i}", x, type_) for i, (x, type_) in enumerate(pairs)]

    def _count_message(self, inputs: Sequence[object]) -> str:
        message = f"expected {len(self.inputs)} inputs, got {len(inputs)}"
        if any(isinstance(each, _CONTAINERS) for each in inputs):
            return f"{message}: give the arrays of a tree one by one"
        if len(inputs) > len(self.inputs):
            return f"{message}: JAX drops arguments that are not used, unless keep_unused=True"
        return message

    def convert_outputs(self, outputs: Sequence[Array]) -> tuple[Array, ...]:
        """What a lowered program returned, in the element types of the source program."""
        pairs = zip(outputs, self.outputs, strict=True)
        return tuple(_as_storage(array, storage_type(type_)) for array, type_ in pairs)


def storage_type(type_: Attribute) -> DType:
    """The array type that holds a tensor type outside of a program."""
    return format_of(element_of(type_)).storage


def fits_device(array: Array, name: str, source: Attribute) -> None:
    """Refuse a 64-bit integer input whose values the device's 32-bit integers cannot hold."""
    element = element_of(source)
    if not is_integer(element) or bit_width(element) <= 32 or not array.size:
        return
    bounds = np.iinfo(np.uint32 if array.dtype.kind == "u" else np.int32)
    low, high = int(array.min()), int(array.max())
    if low < bounds.min or high > bounds.max:
        value = low if low < bounds.min else high
        raise ArgumentError(
            f"{name} holds {value}, which the device's 32-bit integers cannot represent"
        )


def _checked(name: str, given: object, type_: Attribute) -> Array:
    array = _array(name, given)
    wanted: Shape = shape_of(type_)
    if array.shape != wanted:
        raise ArgumentError(f"{name} must have shape {wanted}, got {array.shape}")
    dtype = storage_type(type_)
    if dtype.kind not in _NUMBERS.get(type(given), dtype.kind):
        return _number(name, array, dtype)
    if array.dtype != dtype and not _converts(array.dtype, dtype):
        raise ArgumentError(f"{name} must have dtype {dtype}, got {array.dtype}")
    return array if array.dtype == dtype else array.astype(dtype)


def _array(name: str, given: object) -> Array:
    array = None if isinstance(given, dict | str | bytes | None) else np.asarray(given)
    if array is None or array.dtype.kind == "O":
        raise ArgumentError(f"{name} must be an array, got {type(given).__name__}")
    return array


def _number(name: str, array: Array, dtype: DType) -> Array:
    """A number of Python's, which has no dtype of its own."""
    if dtype.kind in "iu":
        bounds = np.iinfo(dtype)
        if not bounds.min <= int(array) <= bounds.max:
            raise ArgumentError(f"{name} must fit {dtype}, got {array}")
    return array.astype(dtype)


def _converts(given: DType, wanted: DType) -> bool:
    """Conversions that lose nothing, and f32 for the narrow floats that files cannot hold."""
    if given == np.float32 and format_of_narrow_float(wanted):
        return True
    if given.name in _NARROW_INTEGERS:
        return wanted.name == _NARROW_INTEGERS[given.name]
    return given.kind == wanted.kind and np.can_cast(given, wanted, "safe")


def format_of_narrow_float(dtype: DType) -> bool:
    """Whether a dtype is a float of fewer than 32 bits."""
    return dtype.itemsize < 4 and (dtype.kind == "f" or dtype.name.startswith(("bfloat", "float")))


def _as_storage(array: Array, dtype: DType) -> Array:
    if array.dtype == dtype:
        return array
    if dtype.kind == "c" and array.dtype.kind != "c":  # pairs, as the device holds them
        return np.asarray(array[..., 0] + 1j * array[..., 1], dtype)
    return array != 0 if dtype == np.bool_ else array.astype(dtype)


def as_pairs(array: Array) -> Array:
    """Complex numbers as the device holds them: real and imaginary part in a last dimension."""
    return np.stack((np.real(array), np.imag(array)), axis=-1)
