"""Kinds of properties: how an MLIR attribute reads and writes as a Python value.

Each kind carries the words of MLIR's error: `attribute 'dim' failed to satisfy constraint:
32-bit signless integer attribute`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from xdsl.dialects.builtin import (
    AnyFloat,
    ArrayAttr,
    BoolAttr,
    DenseArrayBase,
    DenseIntOrFPElementsAttr,
    DictionaryAttr,
    FloatAttr,
    IntegerAttr,
    IntegerType,
    StringAttr,
    SymbolRefAttr,
    UnitAttr,
    f32,
    f64,
)
from xdsl.ir import Attribute, TypeAttribute

from ttmlir_py.support.element_types import I1, I8, I16, I32, I64, SI32, UI8, UI16, UI32, UI64

T = TypeVar("T")
A = TypeVar("A", bound=Attribute)


class PropertyKind(Generic[T]):
    """One way to store a Python value of type `T` as an attribute."""

    __slots__ = ("accepts", "decode", "encode", "summary")

    def __init__(
        self,
        summary: str,
        accepts: Callable[[Attribute], bool],
        decode: Callable[[Any], T],
        encode: Callable[[T], Attribute],
    ) -> None:
        self.summary = summary
        self.accepts = accepts
        self.decode = decode
        self.encode = encode


def integer(type_: IntegerType, summary: str) -> PropertyKind[int]:
    """An integer attribute of one type, such as `1 : si32`."""
    return PropertyKind(
        summary,
        lambda a: isinstance(a, IntegerAttr) and a.type == type_,
        lambda a: a.value.data,
        lambda value: _integer(value, type_),
    )


@lru_cache(maxsize=1 << 12, typed=True)
def _integer(value: int, type_: IntegerType) -> IntegerAttr[IntegerType]:
    """The attribute; remembered, as xDSL checks at length each one it makes."""
    return IntegerAttr(value, type_)


def floating(type_: AnyFloat, summary: str) -> PropertyKind[float]:
    """A float attribute of one type, such as `1.000000e+00 : f32`."""
    return PropertyKind(
        summary,
        lambda a: isinstance(a, FloatAttr) and a.type == type_,
        lambda a: a.value.data,
        lambda value: FloatAttr(value, type_),
    )


def dense_array(type_: IntegerType, summary: str) -> PropertyKind[tuple[int, ...]]:
    """`array<i64: 1, 2>` as a tuple of integers."""
    return PropertyKind(
        summary,
        lambda a: isinstance(a, DenseArrayBase) and a.elt_type == type_,
        lambda a: tuple(a.get_values()),
        lambda values: _dense_array(type_, tuple(values)),
    )


@lru_cache
def _dense_array(type_: IntegerType, values: tuple[int, ...]) -> Attribute:
    """The attribute, remembered."""
    return DenseArrayBase.from_list(type_, list(values))


def dense_elements(type_: IntegerType, summary: str) -> PropertyKind[DenseIntOrFPElementsAttr]:
    """`dense<...> : tensor<...xT>` kept as the attribute: its values may be many."""

    def accepts(a: Attribute) -> bool:
        return isinstance(a, DenseIntOrFPElementsAttr) and a.get_element_type() == type_

    return PropertyKind(summary, accepts, _same, _same)


def instance(cls: type[A], summary: str) -> PropertyKind[A]:
    """An attribute of one class, kept as it is."""
    return PropertyKind(summary, lambda a: isinstance(a, cls), _same, _same)


def array_of(cls: type[A], summary: str) -> PropertyKind[tuple[A, ...]]:
    """`[a, b]` whose elements are all of one class, as a tuple."""

    def accepts(a: Attribute) -> bool:
        return isinstance(a, ArrayAttr) and all(isinstance(x, cls) for x in _items(a))

    def decode(a: ArrayAttr[A]) -> tuple[A, ...]:
        return tuple(a.data)

    def encode(values: tuple[A, ...]) -> Attribute:
        return ArrayAttr(values)

    return PropertyKind(summary, accepts, decode, encode)


def integers(type_: IntegerType, summary: str) -> PropertyKind[tuple[int, ...]]:
    """`[1 : i32, 2 : i32]` as a tuple of integers."""

    def accepts(a: Attribute) -> bool:
        return isinstance(a, ArrayAttr) and all(
            isinstance(x, IntegerAttr) and x.type == type_ for x in _items(a)
        )

    def decode(a: ArrayAttr[IntegerAttr]) -> tuple[int, ...]:
        return tuple(x.value.data for x in a.data)

    def encode(values: tuple[int, ...]) -> Attribute:
        return ArrayAttr([_integer(value, type_) for value in values])

    return PropertyKind(summary, accepts, decode, encode)


def _items(array: ArrayAttr[Any]) -> Sequence[Attribute]:
    return array.data


def _same(value: Any) -> Any:
    return value


BOOL = PropertyKind[bool](
    "bool attribute",
    lambda a: isinstance(a, IntegerAttr) and a.type == I1,
    lambda a: bool(a.value.data),
    lambda value: BoolAttr.from_bool(value),
)
UNIT = PropertyKind[bool](
    "unit attribute", lambda a: isinstance(a, UnitAttr), lambda a: True, lambda value: UnitAttr()
)
STRING = PropertyKind[str](
    "string attribute", lambda a: isinstance(a, StringAttr), lambda a: a.data, StringAttr
)
SYMBOL_NAME = STRING
SYMBOL = PropertyKind[str](
    "flat symbol reference attribute",
    lambda a: isinstance(a, SymbolRefAttr) and not a.nested_references.data,
    lambda a: a.root_reference.data,
    lambda value: SymbolRefAttr(value),
)
I8_ATTR = integer(I8, "8-bit signless integer attribute")
I16_ATTR = integer(I16, "16-bit signless integer attribute")
I32_ATTR = integer(I32, "32-bit signless integer attribute")
I64_ATTR = integer(I64, "64-bit signless integer attribute")
SI32_ATTR = integer(SI32, "32-bit signed integer attribute")
UI8_ATTR = integer(UI8, "8-bit unsigned integer attribute")
UI16_ATTR = integer(UI16, "16-bit unsigned integer attribute")
UI32_ATTR = integer(UI32, "32-bit unsigned integer attribute")
UI64_ATTR = integer(UI64, "64-bit unsigned integer attribute")
F32_ATTR = floating(f32, "32-bit float attribute")
F64_ATTR = floating(f64, "64-bit float attribute")
I32_ARRAY = dense_array(I32, "i32 dense array attribute")
I64_ARRAY = dense_array(I64, "i64 dense array attribute")
BOOL_ARRAY = PropertyKind[tuple[bool, ...]](
    "i1 dense array attribute",
    lambda a: isinstance(a, DenseArrayBase) and a.elt_type == I1,
    lambda a: tuple(bool(x) for x in a.get_values()),
    lambda values: DenseArrayBase.from_list(I1, [int(x) for x in values]),
)
I64_ELEMENTS = dense_elements(I64, "64-bit signless integer elements attribute")
I32_INTEGERS = integers(I32, "32-bit integer array attribute")
I64_INTEGERS = integers(I64, "64-bit integer array attribute")
ELEMENTS = instance(DenseIntOrFPElementsAttr, "constant vector/tensor attribute")
DICTIONARY = instance(DictionaryAttr, "dictionary of named attribute values")
TYPE = PropertyKind[Attribute](
    "any type attribute", lambda a: isinstance(a, TypeAttribute), _same, _same
)
ANY_ATTR = PropertyKind[Attribute]("any attribute", lambda a: True, _same, _same)
