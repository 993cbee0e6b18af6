"""Values as text, the way StableHLO's interpreter shows them."""

from __future__ import annotations

from typing import Any

import numpy as np
from xdsl.dialects.builtin import (
    AnyFloat,
    BytesAttr,
    ComplexType,
    DenseIntOrFPElementsAttr,
    TensorType,
)
from xdsl.ir import Attribute

from ttmlir_py.runtime.formats import Array, format_of
from ttmlir_py.support.element_types import is_boolean
from ttmlir_py.syntax.float_text import float_text


def tensor_text(type_: TensorType[Attribute], array: Array) -> str:
    """`tensor<2xi8> {`, then the rows a line each, then `}`; a scalar on one line."""
    element = type_.element_type
    if not array.ndim:
        return f"{type_} {{{element_text(element, array[()])}}}"
    return f"{type_} {{\n{_rows(element, array, '  ')}\n}}"


def _rows(element: Attribute, array: Array, indent: str) -> str:
    if array.ndim == 1:
        return f"{indent}[{', '.join(element_text(element, value) for value in array)}]"
    if not len(array):
        return f"{indent}[]"
    rows = ",\n".join(_rows(element, row, indent + "  ") for row in array)
    return f"{indent}[\n{rows}\n{indent}]"


def element_text(element: Attribute, value: Any) -> str:
    """One element as an attribute shows it: `true`, `-3`, `1.000000e+00`, `[re, im]`."""
    if isinstance(element, ComplexType):
        part = element.element_type
        return f"[{element_text(part, value.real)}, {element_text(part, value.imag)}]"
    if is_boolean(element):
        return "true" if value else "false"
    return float_text(float(value), element) if isinstance(element, AnyFloat) else str(int(value))


def dense_attribute(type_: TensorType[Attribute], array: Array) -> DenseIntOrFPElementsAttr:
    """The attribute that holds an array's values."""
    stored = np.ascontiguousarray(array.astype(format_of(type_.element_type).storage))
    if stored.size > 1 and stored.tobytes() == stored.flat[0].tobytes() * stored.size:
        stored = stored.reshape(-1)[:1]
    return DenseIntOrFPElementsAttr.new([type_, BytesAttr(stored.tobytes())])
