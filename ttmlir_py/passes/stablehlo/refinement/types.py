"""Types that know what two types know."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType, TupleType, UnrankedTensorType
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.bounds import extents_of, narrowest, with_extents
from ttmlir_py.dialects.stablehlo.inference import compatible_elements, compatible_types
from ttmlir_py.dialects.stablehlo.types import tuple_of

Tensor = TensorType[Attribute]


def more_specific(current: Attribute, found: Attribute) -> Attribute | None:
    """The current type with the sizes that another one knows; None where they disagree."""
    if current == found:
        return current
    match current, found:
        case TensorType(), TensorType():
            return _with_sizes(current, found)
        case (UnrankedTensorType(), TensorType()) | (TensorType(), UnrankedTensorType()):
            ranked = found if isinstance(found, TensorType) else current
            fits = compatible_elements(current.element_type, found.element_type)
            return ranked if fits else None
        case TupleType(), TupleType():
            parts = more_specific_types(current.types.data, found.types.data)
            return None if parts is None else tuple_of(parts)
        case _:
            return None


def more_specific_types(
    current: Sequence[Attribute], found: Sequence[Attribute]
) -> list[Attribute] | None:
    """Each type with the sizes of its counterpart; None where any two disagree."""
    if len(current) != len(found):
        return None
    joined = [more_specific(*pair) for pair in zip(current, found, strict=True)]
    known = [each for each in joined if each is not None]
    return known if len(known) == len(joined) else None


def _with_sizes(current: Tensor, found: Tensor) -> Attribute | None:
    if not compatible_types(current, found):
        return None
    dims = zip(extents_of(current), extents_of(found), strict=True)
    try:
        return with_extents(current, [narrowest(dim, pair) for dim, pair in enumerate(dims)])
    except VerifyException:  # a size above a bound
        return None


def leaves(types: Sequence[Attribute]) -> list[Attribute]:
    """The types with tuples taken apart."""
    return [
        leaf
        for type_ in types
        for leaf in (leaves(type_.types.data) if isinstance(type_, TupleType) else [type_])
    ]


def with_leaves(types: Sequence[Attribute], parts: Sequence[Attribute]) -> list[Attribute]:
    """Types whose tuples are made of other parts, as `leaves` lists them."""
    rest = iter(parts)

    def rebuilt(type_: Attribute) -> Attribute:
        if isinstance(type_, TupleType):
            return tuple_of([rebuilt(part) for part in type_.types.data])
        return next(rest)

    return [rebuilt(type_) for type_ in types]
