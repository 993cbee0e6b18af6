"""Elements of constants: the one number they all are, and the same numbers in another type."""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable, Sequence
from math import prod

from xdsl.dialects.builtin import (
    AnyFloat,
    BytesAttr,
    DenseIntOrFPElementsAttr,
    IntegerType,
    Signedness,
    TensorType,
)
from xdsl.ir import Attribute

from ttmlir_py.support.element_types import BF16, F32, bit_width, is_boolean, is_integer
from ttmlir_py.syntax.elements import splat_element

Elements = DenseIntOrFPElementsAttr
Number = int | float

_INTEGER_CODES = {8: "b", 16: "h", 32: "i", 64: "q"}
_FLOAT_CODES = {32: "f", 64: "d"}


class OutOfRange(Exception):
    """A value of a constant that its new type cannot hold."""

    def __init__(self, value: int) -> None:
        super().__init__(value)
        self.value = value


def is_splat(elements: Elements) -> bool:
    """Whether all elements are the same, by their bytes."""
    return bool(prod(elements.get_shape())) and splat_element(elements) is not None


def splat_number(elements: Attribute) -> Number | None:
    """The number that all elements are; booleans are 0 and 1."""
    if not isinstance(elements, DenseIntOrFPElementsAttr) or not prod(elements.get_shape()):
        return None
    data = splat_element(elements)
    if data is None:
        return None
    element = elements.get_element_type()
    (value,) = element.unpack(data, 1)
    if not isinstance(value, int | float):
        return None
    return abs(value) if is_boolean(element) else value


def converted(elements: Elements, element: Attribute) -> Elements:
    """The same numbers as elements of another type; OutOfRange where one does not fit."""
    values = values_of(elements)
    splat = is_splat(elements)
    if splat:
        values = values[:1]
    pack = _integer_bytes if is_integer(element) else _float_bytes
    data = pack(values, element) * (len(elements) if splat else 1)
    type_ = TensorType(element, elements.get_shape())
    return Elements.new([type_, BytesAttr(data)])


def values_of(elements: Elements) -> Sequence[Number]:
    """All elements as Python numbers; booleans as 0 and 1."""
    element = elements.get_element_type()
    data = elements.data.data
    if is_boolean(element) or (isinstance(element, IntegerType) and bit_width(element) == 1):
        return [1 if byte else 0 for byte in data]
    code = _code(element)
    if code is None or sys.byteorder != "little":
        return [value for value in elements.get_values() if isinstance(value, int | float)]
    values = array(code)
    values.frombytes(data)
    return values


def _code(element: Attribute) -> str | None:
    """The `array` type code of an element type, where there is one."""
    if isinstance(element, IntegerType):
        code = _INTEGER_CODES.get(element.width.data)
        unsigned = element.signedness.data is Signedness.UNSIGNED
        return code.upper() if code and unsigned else code
    if isinstance(element, AnyFloat) and element not in (BF16,):
        return _FLOAT_CODES.get(element.bitwidth)
    return None


def _integer_bytes(values: Sequence[Number], element: Attribute) -> bytes:
    low, high = integer_range(element)
    for extreme in (min(values, default=low), max(values, default=low)):
        if not low <= extreme <= high:
            raise OutOfRange(int(extreme))
    code = _code(element)
    assert code is not None, f"{element} is not an integer type of constants"
    return _little_endian(array(code, [int(value) for value in values]))


def integer_range(element: Attribute) -> tuple[int, int]:
    """The smallest and largest number of an integer type; signless counts as signed."""
    assert isinstance(element, IntegerType), f"{element} is not an integer type"
    width = element.width.data
    if element.signedness.data is Signedness.UNSIGNED:
        return 0, 2**width - 1
    return -(2 ** (width - 1)), 2 ** (width - 1) - 1


def _float_bytes(values: Iterable[Number], element: Attribute) -> bytes:
    if element == F32:
        return _little_endian(array("f", [float(value) for value in values]))
    assert element == BF16, f"{element} is not a float type of constants"
    singles = array("f", [float(value) for value in values])
    return struct.pack(f"<{len(singles)}H", *map(_bf16_bits, array("I", singles.tobytes())))


def _bf16_bits(bits: int) -> int:
    """The upper half of an f32, rounded to nearest even; a NaN stays one."""
    if bits & 0x7FFFFFFF > 0x7F800000:
        return (bits >> 16) | 0x40
    return (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16


def _little_endian(values: array[int] | array[float]) -> bytes:
    if sys.byteorder != "little":
        values.byteswap()
    return values.tobytes()
