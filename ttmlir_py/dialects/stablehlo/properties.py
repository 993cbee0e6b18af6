"""Kinds of properties that StableHLO adds, and properties that have a value when absent."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from math import prod
from typing import Any, Generic, Self, TypeVar, overload

from xdsl.dialects.builtin import ArrayAttr, DenseIntOrFPElementsAttr, TensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.stablehlo.attributes import (
    ComparisonDirection,
    ComparisonDirectionAttr,
    ComparisonType,
    ComparisonTypeAttr,
    FftType,
    FftTypeAttr,
    Precision,
    PrecisionAttr,
    RngAlgorithm,
    RngAlgorithmAttr,
    RngDistribution,
    RngDistributionAttr,
    Transpose,
    TransposeAttr,
)
from ttmlir_py.support.attributes import EnumAttribute
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.fields import OptionalPropertyField
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import I32_ATTR, I64_ATTR, PropertyKind

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
Rows = tuple[tuple[int, ...], ...]


class DefaultedPropertyField(OptionalPropertyField[T]):
    """An inherent attribute that reads as a default where it is not written.

    Unlike a property with a default it is never stored unless given, as in upstream's text.
    """

    def __init__(self, kind: PropertyKind[T], default: T) -> None:
        super().__init__(kind)
        self.fallback = kind.encode(default)

    @overload
    def __get__(self, op: None, owner: type[Op]) -> Self: ...
    @overload
    def __get__(self, op: Op, owner: type[Op]) -> T: ...
    def __get__(self, op: Op | None, owner: type[Op]) -> Self | T:
        if op is None:
            return self
        return self.kind.decode(op.properties.get(self.key, self.fallback))


defaulted_prop = DefaultedPropertyField


class EnumKind(PropertyKind[E], Generic[E]):
    """One case of an enumeration."""

    __slots__ = ("attribute",)

    def __init__(self, attribute: type[EnumAttribute[E]], summary: str) -> None:
        super().__init__(summary, lambda a: isinstance(a, attribute), lambda a: a.value, attribute)
        self.attribute = attribute


COMPARISON_DIRECTION = EnumKind[ComparisonDirection](
    ComparisonDirectionAttr, "Which comparison operation to perform."
)
COMPARISON_TYPE = EnumKind[ComparisonType](ComparisonTypeAttr, "Which comparison type to use.")
FFT_TYPE = EnumKind[FftType](FftTypeAttr, "XLA fast fourier transform type.")
TRANSPOSE = EnumKind[Transpose](TransposeAttr, "Transpose options")
RNG_DISTRIBUTION = EnumKind[RngDistribution](
    RngDistributionAttr, "XLA PRNG distribution to be used."
)
RNG_ALGORITHM = EnumKind[RngAlgorithm](RngAlgorithmAttr, "XLA PRNG algorithm to be used.")


def _precisions(a: ArrayAttr[PrecisionAttr]) -> tuple[Precision, ...]:
    return tuple(x.value for x in a.data)


def _precision_array(values: Sequence[Precision]) -> Attribute:
    return ArrayAttr([PrecisionAttr(value) for value in values])


PRECISIONS = PropertyKind[tuple[Precision, ...]](
    "Precision Config attribute",
    lambda a: isinstance(a, ArrayAttr) and all(isinstance(x, PrecisionAttr) for x in a.data),
    _precisions,
    _precision_array,
)


def integer_elements(a: DenseIntOrFPElementsAttr) -> Sequence[int]:
    """All values of an integer elements attribute, row by row, splats expanded."""
    values: Any = a.get_values()
    count = prod(a.get_shape())
    return values if len(values) == count else [values[0]] * count


def rows_of(a: DenseIntOrFPElementsAttr) -> Rows:
    """The rows of a matrix of integers; a vector is one row."""
    values = integer_elements(a)
    *leading, width = a.get_shape() or (1,)
    return tuple(tuple(values[i * width : (i + 1) * width]) for i in range(prod(leading)))


def rows_attribute(rows: Sequence[Sequence[int]]) -> DenseIntOrFPElementsAttr:
    """`dense<[[0, 1], [2, 3]]> : tensor<2x2xi64>`; no rows are a list of no pairs."""
    shape = (len(rows), len(rows[0]) if rows else 2)
    return DenseIntOrFPElementsAttr.from_list(
        TensorType(I64, shape), [value for row in rows for value in row]
    )


I64_ROWS = PropertyKind[Rows](
    "64-bit signless integer elements attribute",
    lambda a: isinstance(a, DenseIntOrFPElementsAttr) and a.get_element_type() == I64,
    rows_of,
    rows_attribute,
)


def _at_least(kind: PropertyKind[int], minimum: int, words: str) -> PropertyKind[int]:
    return PropertyKind(
        f"{kind.summary} whose value is {words}",
        lambda a: kind.accepts(a) and kind.decode(a) >= minimum,
        kind.decode,
        kind.encode,
    )


NON_NEGATIVE_I64 = _at_least(I64_ATTR, 0, "non-negative")
POSITIVE_I64 = _at_least(I64_ATTR, 1, "positive")
NON_NEGATIVE_I32 = _at_least(I32_ATTR, 0, "non-negative")
POSITIVE_I32 = _at_least(I32_ATTR, 1, "positive")
