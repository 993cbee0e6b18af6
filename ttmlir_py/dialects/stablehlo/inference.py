"""Shapes and types that several families infer in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.bounds import (
    Extent,
    extents_of,
    narrowest,
    widest,
    with_extents,
)
from ttmlir_py.dialects.stablehlo.constraints import is_quantized
from ttmlir_py.support.shapes import DYNAMIC, element_of, shape_of, tensor_type

_SAME_SHAPE = "requires the same shape for all operands and results"


def compatible_sizes(left: int, right: int) -> bool:
    """Whether two sizes may be the same: equal, or one unknown."""
    return left == right or DYNAMIC in (left, right)


def compatible_shapes(left: Sequence[int], right: Sequence[int]) -> bool:
    """Whether two shapes may be the same."""
    return len(left) == len(right) and all(map(compatible_sizes, left, right))


def compatible_elements(left: Attribute, right: Attribute) -> bool:
    """Whether two element types are the same, quantized ones up to scales and zero points."""
    if left == right:
        return True
    return is_quantized(left) and is_quantized(right) and _same_storage(left, right)


def _same_storage(left: Attribute, right: Attribute) -> bool:
    # loads only where a program names a quantized type
    from ttmlir_py.dialects.quant.types import UniformQuantizedType

    assert isinstance(left, UniformQuantizedType), f"{left}"
    assert isinstance(right, UniformQuantizedType), f"{right}"
    return (left.storage_type, left.storage_range, left.expressed_type, left.is_per_axis) == (
        right.storage_type,
        right.storage_range,
        right.expressed_type,
        right.is_per_axis,
    )


def compatible_types(left: Attribute, right: Attribute) -> bool:
    """Whether two types may be the same, up to unknown sizes and encodings."""
    if left == right:
        return True
    if not (isinstance(left, TensorType) and isinstance(right, TensorType)):
        return False
    return compatible_elements(left.element_type, right.element_type) and compatible_shapes(
        left.get_shape(), right.get_shape()
    )


def least_specific_type(types: Sequence[Attribute]) -> Attribute:
    """The type that knows only what `types` have in common."""
    first = types[0]
    if all(type_ == first for type_ in types) or not isinstance(first, TensorType):
        return first
    return with_extents(first, list(map(widest, zip(*map(extents_of, types), strict=True))))


def most_specific_type(values: Sequence[SSAValue]) -> TensorType[Attribute]:
    """The type of several tensors that must be the same, with every size that one knows."""
    first = tensor_type(values[0])
    if all(value.type == first for value in values):
        return first
    shapes = [shape_of(value) for value in values]
    if not all(compatible_shapes(shapes[0], shape) for shape in shapes):
        raise VerifyException("requires compatible types for all operands and results")
    return with_extents(first, most_specific_extents(values))


def most_specific_extents(values: Sequence[SSAValue]) -> Sequence[Extent]:
    """All that is known of every dimension of tensors that have one shape."""
    dims = zip(*map(extents_of, values), strict=True)
    return [narrowest(dim, extents) for dim, extents in enumerate(dims)]


def retyped(type_: Attribute, element: Attribute) -> TensorType[Attribute]:
    """A tensor type with another element type, its bounds kept."""
    given = tensor_type(type_)
    return TensorType(element, given.shape, given.encoding)


def require_same_elements(values: Iterable[SSAValue], what: str = "operands and results") -> None:
    """Raise unless all tensors have compatible element types."""
    elements = [element_of(value) for value in values]
    if not all(compatible_elements(elements[0], element) for element in elements):
        raise VerifyException(f"requires compatible element types for all {what}")


def require_same_shapes(op: Operation, message: str = _SAME_SHAPE) -> None:
    """Raise unless all operands and results may have one shape."""
    shapes = [shape_of(value) for value in (*op.operands, *op.results)]
    if not all(compatible_shapes(shapes[0], shape) for shape in shapes):
        raise VerifyException(message)


def require_in_range(dims: Iterable[int], bound: int, name: str, bound_name: str) -> None:
    """Raise unless every dimension is one of `bound`."""
    for dim in dims:
        if not 0 <= dim < bound:
            raise VerifyException(
                f"Expects each element of {name} to be in range [0, {bound_name}) "
                f"i.e. [0, {bound}). got: {dim}."
            )


def require_distinct(first: Sequence[int], second: Sequence[int], names: tuple[str, str]) -> None:
    """Raise when a dimension occurs twice in two lists."""
    seen: set[int] = set()
    for dim in (*first, *second):
        if dim in seen:
            raise VerifyException(f"has duplicated dimension from {names[0]} and {names[1]}: {dim}")
        seen.add(dim)


def dims_text(sizes: Iterable[int]) -> str:
    """`2, ?, 3`: sizes for an error message."""
    return ", ".join("?" if size == DYNAMIC else str(size) for size in sizes)
