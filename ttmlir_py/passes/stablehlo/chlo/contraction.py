"""`chlo.ragged_dot`: one contraction for every group, of lhs masked to the group's rows."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.chlo.contraction import RaggedDotOp, RaggedMode
from ttmlir_py.dialects.stablehlo.attributes import (
    ComparisonDirection,
    DotDimensionNumbersAttr,
    Precision,
)
from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp, IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import (
    BroadcastInDimOp,
    ConcatenateOp,
    ReshapeOp,
    SliceOp,
)
from ttmlir_py.dialects.stablehlo.dynamic import (
    DynamicBroadcastInDimOp,
    DynamicIotaOp,
    DynamicReshapeOp,
    RealDynamicSliceOp,
)
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp, AndOp, CompareOp, SelectOp
from ttmlir_py.dialects.stablehlo.elementwise_unary import ConvertOp
from ttmlir_py.passes.stablehlo.chlo.broadcasts import extents_of, filled_like, splat
from ttmlir_py.passes.stablehlo.chlo.sizes import ONE, join, size_of, size_parts, vector
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.shapes import DYNAMIC, element_of, is_static, rank_of, shape_of


def ragged_dot(op: RaggedDotOp, build: Builder) -> SSAValue | None:
    """A sum over groups, a stack of groups, or a plain contraction.

    The shape of the group sizes must be known.
    """
    match op.mode:
        case RaggedMode.FREE | RaggedMode.CONTRACTING if not _is_countable(op):
            return None
        case RaggedMode.FREE:
            return _free(op, build)
        case RaggedMode.CONTRACTING:
            return _contracting(op, build)
        case RaggedMode.BATCH:
            numbers = op.ragged_dot_dimension_numbers
            rhs = numbers.rhs_batching_dimensions, numbers.rhs_contracting_dimensions
            return build(_dot(op, op.lhs, op.rhs, rhs, op.result.type))


def _is_countable(op: RaggedDotOp) -> bool:
    numbers = op.ragged_dot_dimension_numbers
    counted = [shape_of(op.rhs)[dim] for dim in numbers.rhs_group_dimensions]
    return is_static(op.group_sizes) and DYNAMIC not in counted


class Groups:
    """The rows of lhs that belong to each group in turn."""

    def __init__(self, op: RaggedDotOp, build: Builder) -> None:
        self.op = op
        self.build = build
        self.sizes = op.group_sizes
        self.batch = shape_of(op.group_sizes)[:-1]
        self.count = shape_of(op.group_sizes)[-1]
        (dim,) = op.ragged_dot_dimension_numbers.lhs_ragged_dimensions
        shape = shape_of(op.lhs)
        self.start = build(ConstantOp(value=splat(self.batch, I64, 0)))
        places = [shape[dim] if i == dim else 1 for i in range(len(shape))]
        self.place = self._counted(dim, TensorType(I64, places))
        self.zero = filled_like(op.lhs, element_of(op.lhs), 0, build)

    def _counted(self, dim: int, type_: TensorType[Attribute]) -> SSAValue:
        if is_static(type_):
            return self.build(IotaOp(iota_dimension=dim, result_types=[type_]))
        size = self.build(ReshapeOp(size_of(self.op.lhs, dim, self.build), result_types=[ONE]))
        parts = [size if i == dim else vector((1,), self.build) for i in range(rank_of(type_))]
        extents = join(parts, self.build)
        return self.build(DynamicIotaOp(extents, iota_dimension=dim, result_types=[type_]))

    def masked(self, index: int) -> SSAValue:
        """lhs, zero outside of the next group."""
        build = self.build
        end = build(AddOp(self.start, self._size(index)))
        bounds = [self._spread(value, range(len(self.batch))) for value in (self.start, end)]
        place = self._spread(self.place, range(rank_of(self.op.lhs)))
        tests = [
            build(CompareOp(place, bound, comparison_direction=direction))
            for bound, direction in zip(
                bounds, (ComparisonDirection.GE, ComparisonDirection.LT), strict=True
            )
        ]
        self.start = end
        return build(SelectOp(build(AndOp(*tests)), self.op.lhs, self.zero))

    def _size(self, index: int) -> SSAValue:
        rank = len(self.batch) + 1
        part = self.build(
            SliceOp(
                self.sizes,
                start_indices=(*(0,) * (rank - 1), index),
                limit_indices=(*self.batch, index + 1),
                strides=(1,) * rank,
            )
        )
        type_ = TensorType(element_of(self.sizes), self.batch)
        size = self.build(ReshapeOp(part, result_types=[type_]))
        if type_.element_type == I64:
            return size
        return self.build(ConvertOp(size, result_types=[TensorType(I64, self.batch)]))

    def _spread(self, value: SSAValue, dims: Sequence[int]) -> SSAValue:
        lhs, kept = self.op.lhs, tuple(dims)
        types = [TensorType(I64, shape_of(lhs))]
        if is_static(lhs):
            return self.build(
                BroadcastInDimOp(value, broadcast_dimensions=kept, result_types=types)
            )
        extents = extents_of(lhs, self.build)
        return self.build(
            DynamicBroadcastInDimOp(value, extents, broadcast_dimensions=kept, result_types=types)
        )


def _free(op: RaggedDotOp, build: Builder) -> SSAValue:
    """The sum over groups of the group's rows with the group's part of rhs."""
    numbers = op.ragged_dot_dimension_numbers
    (group,) = numbers.rhs_group_dimensions
    batching, contracting = (
        tuple(dim - (dim > group) for dim in dims)
        for dims in (numbers.rhs_batching_dimensions, numbers.rhs_contracting_dimensions)
    )
    groups = Groups(op, build)
    total: SSAValue | None = None
    for index in range(groups.count):
        lhs = groups.masked(index)
        rhs = _part(op.rhs, group, index, build)
        product = build(_dot(op, lhs, rhs, (batching, contracting), op.result.type))
        total = product if total is None else build(AddOp(total, product))
    if total is None:
        zeros = splat(shape_of(op.result), element_of(op.result), 0)
        return build(ConstantOp(value=zeros))
    return total


def _part(value: SSAValue, dim: int, index: int, build: Builder) -> SSAValue:
    """The slice at one index, without that dimension."""
    shape = shape_of(value)
    starts = tuple(index if i == dim else 0 for i in range(len(shape)))
    steps = (1,) * len(shape)
    type_ = TensorType(element_of(value), [size for i, size in enumerate(shape) if i != dim])
    if is_static(value):
        limits = tuple(index + 1 if i == dim else size for i, size in enumerate(shape))
        cut = SliceOp(value, start_indices=starts, limit_indices=limits, strides=steps)
        return build(ReshapeOp(build(cut), result_types=[type_]))
    sizes = size_parts(value, build)
    kept = [size for i, size in enumerate(sizes) if i != dim]
    sizes[dim] = vector((index + 1,), build)
    cut_type = TensorType(type_.element_type, [1 if i == dim else n for i, n in enumerate(shape)])
    part = build(
        RealDynamicSliceOp(
            value,
            vector(starts, build),
            join(sizes, build),
            vector(steps, build),
            result_types=[cut_type],
        )
    )
    return build(DynamicReshapeOp(part, join(kept, build), result_types=[type_]))


def _contracting(op: RaggedDotOp, build: Builder) -> SSAValue:
    """One product for every group, stacked."""
    numbers = op.ragged_dot_dimension_numbers
    dims = numbers.rhs_batching_dimensions, numbers.rhs_contracting_dimensions
    groups = Groups(op, build)
    element, shape = element_of(op.result), shape_of(op.result)[1:]
    products = [
        build(_dot(op, groups.masked(index), op.rhs, dims, TensorType(element, shape)))
        for index in range(groups.count)
    ]
    parts = [_stacked(product, build) for product in products]
    return build(ConcatenateOp(parts, dimension=0))


def _stacked(value: SSAValue, build: Builder) -> SSAValue:
    """One more dimension, of size one, in front."""
    type_ = TensorType(element_of(value), (1, *shape_of(value)))
    if is_static(value):
        return build(ReshapeOp(value, result_types=[type_]))
    sizes = [vector((1,), build)]
    for dim in range(rank_of(value)):
        sizes.append(build(ReshapeOp(size_of(value, dim, build), result_types=[ONE])))
    return build(DynamicReshapeOp(value, join(sizes, build), result_types=[type_]))


def _dot(
    op: RaggedDotOp,
    lhs: SSAValue,
    rhs: SSAValue,
    rhs_dims: tuple[Sequence[int], Sequence[int]],
    type_: object,
) -> Operation:
    numbers = op.ragged_dot_dimension_numbers
    precisions = op.precision_config
    return DotGeneralOp(
        lhs,
        rhs,
        dot_dimension_numbers=DotDimensionNumbersAttr(
            lhs_batching_dimensions=numbers.lhs_batching_dimensions,
            rhs_batching_dimensions=tuple(rhs_dims[0]),
            lhs_contracting_dimensions=numbers.lhs_contracting_dimensions,
            rhs_contracting_dimensions=tuple(rhs_dims[1]),
        ),
        precision_config=precisions and tuple(Precision(each.value) for each in precisions),
        result_types=[type_],  # pyright: ignore[reportArgumentType]
    )


LOWERINGS: dict[type[Operation], Lowering] = {RaggedDotOp: ragged_dot}
