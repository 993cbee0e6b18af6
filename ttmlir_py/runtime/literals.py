"""Arrays of constant attributes; a splat is a view of its one value, whatever its shape."""

from __future__ import annotations

from math import prod

import numpy as np
from xdsl.dialects.builtin import (
    DenseIntOrFPElementsAttr,
    DenseResourceAttr,
    FloatAttr,
    IntegerAttr,
)
from xdsl.ir import Attribute

from ttmlir_py.runtime.formats import Array, DType, format_of
from ttmlir_py.support.element_types import is_boolean
from ttmlir_py.support.shapes import element_of, shape_of
from ttmlir_py.syntax.elements import splat_element
from ttmlir_py.syntax.resources import resource_data


def array_of(attribute: Attribute) -> Array:
    """The array of a constant: dense elements, a named blob, or one number.

    Arrays share the attribute's bytes and must not be written to.
    """
    match attribute:
        case DenseIntOrFPElementsAttr():
            splat = splat_element(attribute)
            data = attribute.data.data if splat is None else splat
            return _from_bytes(data, attribute.get_shape(), attribute.get_element_type())
        case DenseResourceAttr():
            blob = resource_data(attribute)
            assert blob is not None, f"resource {attribute.resource_handle.data} has no data"
            return _from_bytes(blob, shape_of(attribute.type), element_of(attribute.type))
        case IntegerAttr(value=value, type=type_) | FloatAttr(value=value, type=type_):
            return np.asarray(value.data).astype(format_of(type_).compute)
        case _:
            raise AssertionError(f"{attribute} is not a constant")


def _from_bytes(data: bytes, shape: tuple[int, ...], element: Attribute) -> Array:
    if is_boolean(element):
        values = np.frombuffer(data, np.uint8) != 0
    else:
        values = np.frombuffer(data, _stored_type(element)).astype(
            format_of(element).compute, copy=False
        )
    if values.size == 1 and prod(shape) != 1:
        return np.broadcast_to(values[0], shape)
    return values.reshape(shape)


def _stored_type(element: Attribute) -> DType:
    """How the elements stand in the bytes; integers of odd width take whole bytes there."""
    return format_of(element).storage
