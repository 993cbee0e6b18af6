"""Constants seen through the ops that only copy them: numbers that a lowering may rely on."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import prod
from typing import cast

from xdsl.dialects.builtin import AnyFloat, DenseIntOrFPElementsAttr, IntegerType, TensorType
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.support.element_types import is_boolean, is_float, is_unsigned
from ttmlir_py.support.shapes import element_of, tensor_type
from ttmlir_py.syntax.elements import splat_attribute, splat_element

Number = int | float
Elements = DenseIntOrFPElementsAttr

COPIES = {
    "stablehlo.broadcast_in_dim",
    "stablehlo.optimization_barrier",
    "stablehlo.reshape",
    "ttir.broadcast",
    "ttir.permute",
    "ttir.reshape",
}
"""Ops whose elements are all elements of their first operand."""

CONSTANTS = {"stablehlo.constant", "ttir.constant"}


def elements_of(value: SSAValue) -> Elements | None:
    """The elements of a constant."""
    owner = value.owner
    if isinstance(owner, Operation) and owner.name in CONSTANTS:
        attribute = owner.properties["value"]
        return attribute if isinstance(attribute, DenseIntOrFPElementsAttr) else None
    return None


def splat_of(value: SSAValue) -> Number | None:
    """The one number that all elements of a value are, or None."""
    while isinstance(owner := value.owner, Operation) and owner.name in COPIES:
        value = owner.operands[0]
    elements = elements_of(value)
    if elements is None or not prod(elements.get_shape()):
        return None
    element = splat_element(elements)
    return (
        None if element is None else cast(Number, elements.get_element_type().unpack(element, 1)[0])
    )


def integers_of(value: SSAValue) -> tuple[int, ...] | None:
    """All elements of an integer constant, row by row, or None."""
    elements = elements_of(value)
    if elements is None or not isinstance(elements.get_element_type(), IntegerType):
        single = splat_of(value)
        return None if not isinstance(single, int) else (single,) * prod(_shape(value))
    values = cast("tuple[int, ...]", elements.get_values())
    count = prod(elements.get_shape())
    return values if len(values) == count else values * count


def splat(shape: Sequence[int], element: Attribute, value: Number) -> Elements:
    """The attribute of a tensor of one number."""
    scalar = Elements.from_list(TensorType(element, ()), [value])  # pyright: ignore
    return splat_attribute(TensorType(element, tuple(shape)), scalar.data.data)


def dense(shape: Sequence[int], element: Attribute, values: Sequence[Number]) -> Elements:
    """The attribute of a tensor of numbers, row by row."""
    type_ = TensorType(element, tuple(shape))
    return Elements.from_list(type_, list(values))  # pyright: ignore[reportArgumentType, reportCallIssue]


def is_exact_f32(value: Number) -> bool:
    """Whether a 32-bit float holds the number as it is."""
    if value != value or value in (float("inf"), float("-inf")):
        return True
    try:
        return struct.unpack("f", struct.pack("f", value))[0] == value
    except OverflowError:
        return False


def lowest(element: Attribute) -> Number:
    """The number that a maximum starts from."""
    return _extreme(element, -1)


def highest(element: Attribute) -> Number:
    """The number that a minimum starts from."""
    return _extreme(element, 1)


def _extreme(element: Attribute, sign: int) -> Number:
    if is_float(element):
        assert isinstance(element, AnyFloat)
        return sign * float("inf")
    assert isinstance(element, IntegerType), f"{element} has no order"
    width = element.width.data
    if is_boolean(element):
        return int(sign > 0)
    if is_unsigned(element):
        return (1 << width) - 1 if sign > 0 else 0
    return (1 << (width - 1)) - 1 if sign > 0 else -(1 << (width - 1))


def same_number(a: Number | None, b: Number, element: Attribute) -> bool:
    """Whether a number read from a constant is `b`; booleans read as 0, 1 or -1."""
    if a is None:
        return False
    return bool(a) == bool(b) if is_boolean(element) else a == b


def is_splat(value: SSAValue, number: Number) -> bool:
    """Whether all elements of a value are this number."""
    return same_number(splat_of(value), number, element_of(value))


def _shape(value: SSAValue) -> Sequence[int]:
    return tensor_type(value).get_shape()
