"""Elements literals as MLIR writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import prod

from xdsl.dialects.builtin import (
    AnyFloat,
    ComplexType,
    DenseArrayBase,
    DenseIntOrFPElementsAttr,
    IndexType,
    IntegerType,
)
from xdsl.ir import Attribute

from ttmlir_py.syntax.element_bytes import integers_of, stored_size, written_bytes
from ttmlir_py.syntax.elements import splat_element
from ttmlir_py.syntax.float_text import float_of_bits, float_text, is_float

LARGEST_DECIMAL = 100
"""More elements than this are written as one hexadecimal text, unless asked otherwise."""


def elements_text(attribute: DenseIntOrFPElementsAttr, hex_if_larger: int = LARGEST_DECIMAL) -> str:
    """What stands between the angle brackets of `dense<…>`; never hexadecimal if negative."""
    element = attribute.get_element_type()
    if (value := splat_element(attribute)) is not None:
        (text,) = _texts(element, value)
        return text
    data = attribute.data.data
    count = len(data) // stored_size(element)
    if not count:
        return ""
    if 0 <= hex_if_larger < count:
        return f'"0x{written_bytes(data, element).hex().upper()}"'
    return _nested(_texts(element, data), attribute.get_shape(), count)


def array_text(attribute: DenseArrayBase) -> str:
    """`array<i64: 1, 2>`."""
    texts = ", ".join(_texts(attribute.elt_type, attribute.data.data))
    return f"array<{attribute.elt_type}: {texts}>" if texts else f"array<{attribute.elt_type}>"


def _nested(texts: Iterator[str], shape: Sequence[int], count: int) -> str:
    if prod(shape) != count:
        shape = (count,)
    if len(shape) == 1:
        return f"[{', '.join(texts)}]"
    inner = shape[1:]
    size = count // shape[0]
    return f"[{', '.join(_nested(_take(texts, size), inner, size) for _ in range(shape[0]))}]"


def _take(texts: Iterator[str], count: int) -> Iterator[str]:
    return iter([next(texts) for _ in range(count)])


def _texts(element: Attribute, data: bytes) -> Iterator[str]:
    if isinstance(element, ComplexType):
        parts = _texts(element.element_type, data)
        return (f"({real},{imaginary})" for real, imaginary in zip(parts, parts, strict=True))
    if is_float(element):
        return _float_texts(element, data)
    assert isinstance(element, IntegerType | IndexType)
    show: Callable[[int], str] = str
    if isinstance(element, IntegerType) and element.bitwidth == 1:
        show = _boolean_text
    return map(show, integers_of(data, element))


def _float_texts(element: AnyFloat, data: bytes) -> Iterator[str]:
    """Bits are kept for what has no decimal form: a number does not hold all of a NaN."""
    size = stored_size(element)
    for start in range(0, len(data), size):
        bits = int.from_bytes(data[start : start + size], "little")
        value = float_of_bits(bits, element)
        if value - value != 0.0:
            yield f"0x{bits:X}"
        else:
            yield float_text(value, element)


def _boolean_text(value: int) -> str:
    return "true" if value else "false"
