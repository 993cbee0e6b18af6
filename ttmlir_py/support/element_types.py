"""Element types of tensors: their classes, widths and kinds."""

from __future__ import annotations

from xdsl.dialects.builtin import (
    AnyFloat,
    ComplexType,
    IndexType,
    IntegerType,
    Signedness,
    bf16,
    f16,
    f32,
    f64,
)
from xdsl.ir import Attribute

BF16 = bf16
F16 = f16
F32 = f32
F64 = f64
I1 = IntegerType(1)
I8 = IntegerType(8)
I16 = IntegerType(16)
I32 = IntegerType(32)
I64 = IntegerType(64)
SI32 = IntegerType(32, Signedness.SIGNED)
UI8 = IntegerType(8, Signedness.UNSIGNED)
UI16 = IntegerType(16, Signedness.UNSIGNED)
UI32 = IntegerType(32, Signedness.UNSIGNED)
UI64 = IntegerType(64, Signedness.UNSIGNED)


def is_float(element: Attribute) -> bool:
    """Any floating-point type, 4 to 64 bits."""
    return isinstance(element, AnyFloat)


def is_integer(element: Attribute) -> bool:
    """Any integer type, booleans (i1) and index among them."""
    return isinstance(element, IntegerType | IndexType)


def is_boolean(element: Attribute) -> bool:
    """The one-bit signless integer."""
    return element == I1


def is_unsigned(element: Attribute) -> bool:
    """An integer type written `ui<width>`."""
    return isinstance(element, IntegerType) and element.signedness.data is Signedness.UNSIGNED


def is_complex(element: Attribute) -> bool:
    """A pair of real and imaginary parts."""
    return isinstance(element, ComplexType)


def bit_width(element: Attribute) -> int:
    """Bits of one element; 64 for index."""
    if isinstance(element, ComplexType):
        return 2 * bit_width(element.element_type)
    if isinstance(element, IntegerType):
        return element.width.data
    if isinstance(element, AnyFloat):
        return element.bitwidth
    assert isinstance(element, IndexType), f"{element} has no width"
    return 64
