"""Numbers as large as a tensor, and tensors broadcast as NumPy does; sizes may be bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign, inf

from xdsl.dialects.builtin import (
    DYNAMIC_INDEX,
    ComplexType,
    DenseIntOrFPElementsAttr,
    FloatAttr,
    IndexType,
    IntegerAttr,
    TensorType,
)
from xdsl.ir import Attribute, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.shape.extents import ShapeOfOp
from ttmlir_py.dialects.stablehlo.bounds import BoundsAttr
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp
from ttmlir_py.dialects.stablehlo.dynamic import (
    DynamicBroadcastInDimOp,
    GetDimensionSizeOp,
    SetDimensionSizeOp,
)
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.shapes import element_of, is_static, rank_of, shape_of, tensor_type

Number = int | float


@dataclass(frozen=True)
class Dimension:
    """A size; of a bounded dimension its bound, and the value and place it is known from."""

    size: int
    source: SSAValue | None = None
    place: int = 0

    @property
    def is_bounded(self) -> bool:
        """Whether the size is only a bound."""
        return self.source is not None


def bounds_of(type_: Attribute) -> Sequence[int]:
    """The bounds of a tensor's dimensions, DYNAMIC where there is none."""
    encoding = tensor_type(type_).encoding
    if isinstance(encoding, BoundsAttr):
        return encoding.bounds
    return (DYNAMIC_INDEX,) * rank_of(type_)


def is_bounded(type_: Attribute) -> bool:
    """Whether every unknown size has a bound."""
    pairs = zip(shape_of(type_), bounds_of(type_), strict=True)
    return all(size != DYNAMIC_INDEX or bound != DYNAMIC_INDEX for size, bound in pairs)


def dimensions_of(value: SSAValue) -> list[Dimension]:
    """The dimensions of a tensor all of whose sizes are known or bounded."""
    return [
        Dimension(bound, value, place) if size == DYNAMIC_INDEX else Dimension(size)
        for place, (size, bound) in enumerate(
            zip(shape_of(value), bounds_of(value.type), strict=True)
        )
    ]


def numpy_dimensions(values: Sequence[SSAValue]) -> list[Dimension]:
    """The dimensions that tensors broadcast to; VerifyException where they do not fit."""
    joined: list[Dimension] = []
    for value in values:
        joined = _joined(joined, dimensions_of(value))
    return joined


def _joined(left: Sequence[Dimension], right: Sequence[Dimension]) -> list[Dimension]:
    rank = max(len(left), len(right))
    padded = [[*[Dimension(1)] * (rank - len(dims)), *dims] for dims in (left, right)]
    return [_wider(*both) for both in zip(*padded, strict=True)]


def _wider(left: Dimension, right: Dimension) -> Dimension:
    if left.size == 1:
        return right
    if right.size == 1:
        return left
    if left.size != right.size:
        raise VerifyException(f"incompatible shapes for broadcasting {left.size} and {right.size}")
    if left.is_bounded != right.is_bounded:
        raise VerifyException("cannot mix bounded and static dimensions in broadcast")
    return left


def typed(dims: Sequence[Dimension], element: Attribute) -> TensorType[Attribute]:
    """The tensor type of such dimensions."""
    shape = [DYNAMIC_INDEX if dim.is_bounded else dim.size for dim in dims]
    bounds = tuple(dim.size if dim.is_bounded else DYNAMIC_INDEX for dim in dims)
    if any(dim.is_bounded for dim in dims):
        return TensorType(element, shape, BoundsAttr(bounds))
    return TensorType(element, shape)


def broadcast_all(values: Sequence[SSAValue], build: Builder) -> list[SSAValue]:
    """Tensors broadcast to one shape, as NumPy does."""
    dims = numpy_dimensions(values)
    return [broadcast(value, dims, build) for value in values]


def broadcast(value: SSAValue, dims: Sequence[Dimension], build: Builder) -> SSAValue:
    """A tensor broadcast along leading dimensions and those of size one.

    A dimension that is bounded there and known here is filled to its bound, then cut to its size.
    """
    target = typed(dims, element_of(value))
    if value.type == target:
        return value
    rank = rank_of(value)
    first = len(dims) - rank
    own = [None] * first + dimensions_of(value)
    filled = [
        dim if mine is not None and mine.is_bounded else Dimension(dim.size)
        for dim, mine in zip(dims, own, strict=True)
    ]
    result = build(
        BroadcastInDimOp(
            value,
            broadcast_dimensions=tuple(range(first, len(dims))),
            result_types=[typed(filled, element_of(value))],
        )
    )
    for place, (dim, now) in enumerate(zip(dims, filled, strict=True)):
        if dim.source is None or now.is_bounded:
            continue
        size = build(GetDimensionSizeOp(dim.source, dimension=dim.place))
        filled[place] = dim
        result = build(
            SetDimensionSizeOp(
                result, size, dimension=place, result_types=[typed(filled, element_of(value))]
            )
        )
    return result


def number_like(value: SSAValue, number: Number, build: Builder) -> SSAValue:
    """A tensor of one number, in the shape and of the element type of another."""
    return filled_like(value, element_of(value), number, build)


def filled_like(
    value: SSAValue, element: Attribute, number: Number | Attribute, build: Builder
) -> SSAValue:
    """A tensor of one number in the shape of another, of any element type."""
    if is_static(value):
        return build(ConstantOp(value=splat(shape_of(value), element, number)))
    scalar = build(ConstantOp(value=splat((), element, number)))
    if is_bounded(value.type):
        return broadcast(scalar, dimensions_of(value), build)
    return build(
        DynamicBroadcastInDimOp(
            scalar,
            extents_of(value, build),
            broadcast_dimensions=(),
            result_types=[TensorType(element, shape_of(value))],
        )
    )


def extents_of(value: SSAValue, build: Builder) -> SSAValue:
    """The sizes of a tensor as a tensor of index."""
    type_ = TensorType(IndexType(), (rank_of(value),))
    return build(ShapeOfOp(value, result_types=[type_]))


def splat(
    shape: Sequence[int], element: Attribute, number: Number | Attribute
) -> DenseIntOrFPElementsAttr:
    """The attribute of a tensor of one number."""
    type_ = TensorType(element, tuple(shape))
    plain = _plain(number)
    try:
        return _filled(type_, plain)
    except OverflowError:  # beyond the largest number of the type
        return _filled(type_, copysign(inf, plain))


def _plain(number: Number | Attribute) -> Number:
    if isinstance(number, FloatAttr | IntegerAttr):
        return number.value.data
    assert isinstance(number, int | float), f"{number} is no number"
    return number


def _filled(type_: TensorType[Attribute], number: Number) -> DenseIntOrFPElementsAttr:
    entry = (float(number), 0.0) if isinstance(type_.element_type, ComplexType) else number
    return DenseIntOrFPElementsAttr.from_list(type_, [entry])  # pyright: ignore[reportArgumentType, reportCallIssue]
