"""CHLO's own copies of StableHLO's enumerations, and dimension numbers of ragged contractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.dialects.builtin import ArrayAttr
from xdsl.ir import Attribute

from ttmlir_py.dialects.stablehlo.attributes import (
    ComparisonDirection,
    ComparisonType,
    Dims,
    Precision,
    StructAttribute,
)
from ttmlir_py.dialects.stablehlo.properties import EnumKind
from ttmlir_py.support.attributes import EnumAttribute
from ttmlir_py.support.properties import PropertyKind, instance


@dataclass(frozen=True)
class ComparisonDirectionAttr(EnumAttribute[ComparisonDirection]):
    """`#chlo<comparison_direction EQ>`."""

    name = "chlo.comparison_direction"
    dotless = True
    cases = ComparisonDirection


@dataclass(frozen=True)
class ComparisonTypeAttr(EnumAttribute[ComparisonType]):
    """`#chlo<comparison_type FLOAT>`."""

    name = "chlo.comparison_type"
    dotless = True
    cases = ComparisonType


@dataclass(frozen=True)
class PrecisionAttr(EnumAttribute[Precision]):
    """`#chlo<precision DEFAULT>`."""

    name = "chlo.precision"
    dotless = True
    cases = Precision


@dataclass(frozen=True)
class RaggedDotDimensionNumbersAttr(StructAttribute):
    """Those of a contraction, the ragged dimension of lhs and the group dimension of rhs."""

    name = "chlo.ragged_dot"

    lhs_batching_dimensions: Dims = ()
    rhs_batching_dimensions: Dims = ()
    lhs_contracting_dimensions: Dims = ()
    rhs_contracting_dimensions: Dims = ()
    lhs_ragged_dimensions: Dims = ()
    rhs_group_dimensions: Dims = ()


COMPARISON_DIRECTION = EnumKind[ComparisonDirection](
    ComparisonDirectionAttr, "Which comparison operation to perform."
)
COMPARISON_TYPE = EnumKind[ComparisonType](ComparisonTypeAttr, "Which comparison type to use.")


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
RAGGED_DOT_DIMENSION_NUMBERS = instance(
    RaggedDotDimensionNumbersAttr,
    "Attribute that models the dimension information for ragged dot.",
)
