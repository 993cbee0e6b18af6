"""Shapes as tuples of integers, and tensor types made and changed from them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import prod

from xdsl.dialects.builtin import DYNAMIC_INDEX, TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.utils.exceptions import VerifyException

DYNAMIC = DYNAMIC_INDEX
Shape = tuple[int, ...]


def tensor_type(of: SSAValue | Attribute) -> TensorType[Attribute]:
    """The ranked tensor type of a value (or the type itself)."""
    type_ = of.type if isinstance(of, SSAValue) else of
    assert isinstance(type_, TensorType), f"{type_} is not a ranked tensor"
    return type_  # pyright: ignore[reportUnknownVariableType]


def shape_of(of: SSAValue | Attribute) -> Shape:
    """The dimension sizes of a ranked tensor value or type; DYNAMIC where unknown."""
    return tensor_type(of).get_shape()


def rank_of(of: SSAValue | Attribute) -> int:
    """The number of dimensions of a ranked tensor value or type."""
    return len(shape_of(of))


def element_of(of: SSAValue | Attribute) -> Attribute:
    """The element type of a ranked tensor value or type."""
    return tensor_type(of).element_type


def is_static(of: SSAValue | Attribute) -> bool:
    """Whether every dimension size is known."""
    return DYNAMIC not in shape_of(of)


def size_of(of: SSAValue | Attribute) -> int:
    """The number of elements of a static tensor."""
    return prod(shape_of(of))


@lru_cache(maxsize=1 << 12)
def tensor_of(element: Attribute, shape: Shape) -> TensorType[Attribute]:
    """A tensor type without encoding; remembered, as xDSL checks at length each one it makes."""
    return TensorType(element, shape)


def with_shape(of: SSAValue | Attribute, shape: Sequence[int]) -> TensorType[Attribute]:
    """The same element type with another shape and no encoding."""
    return tensor_of(element_of(of), tuple(shape))


def with_element(of: SSAValue | Attribute, element: Attribute) -> TensorType[Attribute]:
    """The same shape with another element type and no encoding."""
    return tensor_of(element, shape_of(of))


def broadcast_shapes(*shapes: Sequence[int]) -> Shape:
    """NumPy's broadcast of shapes, right-aligned; VerifyException when they do not fit."""
    rank = max((len(shape) for shape in shapes), default=0)
    padded = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]
    return tuple(_broadcast_sizes(sizes) for sizes in zip(*padded, strict=True))


def _broadcast_sizes(sizes: Sequence[int]) -> int:
    distinct = set(sizes) - {1}
    static = distinct - {DYNAMIC}
    if len(static) > 1:
        raise VerifyException(f"Operands are not broadcast compatible, got sizes {list(sizes)}")
    if DYNAMIC in distinct:
        return static.pop() if static else DYNAMIC
    return static.pop() if static else 1


def normalize_dim(dim: int, rank: int) -> int:
    """A dimension counted from the end made non-negative."""
    return dim + rank if dim < 0 else dim
