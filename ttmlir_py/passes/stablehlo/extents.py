"""The extents of an op's result, computed from its operands: ops on index values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xdsl.dialects import arith, tensor
from xdsl.dialects.builtin import IndexType, IntegerAttr, TensorType
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.chlo.creation import ConstantLikeOp
from ttmlir_py.dialects.chlo.elementwise_broadcast import BroadcastBinaryOp, BroadcastSelectOp
from ttmlir_py.dialects.shape.extents import BroadcastOp as ShapeBroadcastOp
from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp
from ttmlir_py.dialects.stablehlo.data_movement import (
    ConcatenateOp,
    PadOp,
    ReverseOp,
    TransposeOp,
)
from ttmlir_py.dialects.stablehlo.deprecated import BroadcastOp
from ttmlir_py.dialects.stablehlo.dynamic import (
    DynamicBroadcastInDimOp,
    DynamicIotaOp,
    DynamicPadOp,
    DynamicReshapeOp,
    RealDynamicSliceOp,
)
from ttmlir_py.dialects.stablehlo.elementwise_binary import BinaryOp, CompareOp, SelectOp
from ttmlir_py.dialects.stablehlo.elementwise_unary import IsFiniteOp, UnaryOp
from ttmlir_py.dialects.stablehlo.indexing import GatherOp
from ttmlir_py.dialects.stablehlo.reduction import ReduceOp
from ttmlir_py.passes.stablehlo.chlo.broadcasts import extents_of
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.shapes import DYNAMIC, rank_of, shape_of

INDEX = IndexType()
Size = SSAValue | int
"""A size computed, or one that is known."""


class Sizes:
    """Makes ops on sizes; constants once each, at the start of the block."""

    def __init__(self, build: Builder) -> None:
        self.build = build
        self._constants: dict[int, SSAValue] = {}

    def value(self, size: Size) -> SSAValue:
        """A size as a value."""
        if isinstance(size, SSAValue):
            return size
        if size not in self._constants:
            number = arith.ConstantOp(IntegerAttr(size, INDEX))
            self._constants[size] = self._at_start(number)
        return self._constants[size]

    def _at_start(self, op: Operation) -> SSAValue:
        block = self.build.anchor.parent
        assert block is not None
        first = block.first_op
        assert first is not None
        block.insert_op_before(op, first)
        return op.results[0]

    def of(self, value: SSAValue, dim: int) -> Size:
        """The size of a dimension."""
        size = shape_of(value)[dim]
        if size != DYNAMIC:
            return size
        return self.build(tensor.DimOp(value, self.value(dim)))

    def element(self, vector: SSAValue, index: int) -> SSAValue:
        """One element of a vector of index."""
        return self.build(tensor.ExtractOp(vector, [self.value(index)], INDEX))

    def apply(self, op: Callable[..., Operation], lhs: Size, rhs: Size) -> SSAValue:
        """An operation of two sizes."""
        return self.build(op(self.value(lhs), self.value(rhs)))

    def add(self, lhs: Size, rhs: Size) -> Size:
        """The sum; known where both are."""
        if isinstance(lhs, int) and isinstance(rhs, int):
            return lhs + rhs
        if rhs == 0:
            return lhs
        return self.apply(arith.AddiOp, lhs, rhs)

    def vector(self, sizes: Sequence[Size]) -> SSAValue:
        """Sizes as a tensor of index."""
        values = [self.value(size) for size in sizes]
        type_ = TensorType(INDEX, (len(values),))
        return self.build(tensor.FromElementsOp.create(operands=values, result_types=[type_]))


def extents_of_result(op: Operation, result: SSAValue, build: Builder) -> SSAValue | None:
    """The extents of an op's result, or None where they are not known how to compute."""
    rule = RULES.get(op)
    if rule is None or not isinstance(result.type, TensorType):
        return None
    return rule(op, Sizes(build))


def _same(op: Operation, sizes: Sizes) -> SSAValue:
    return extents_of(op.operands[0], sizes.build)


def _broadcast(op: Operation, sizes: Sizes) -> SSAValue | None:
    if not all(isinstance(type_, TensorType) for type_ in op.operand_types):
        return None
    extents = [extents_of(value, sizes.build) for value in op.operands]
    rank = max(rank_of(value) for value in op.operands)
    return sizes.build(ShapeBroadcastOp(extents, result_types=[TensorType(INDEX, (rank,))]))


def _given(op: Operation, sizes: Sizes) -> SSAValue:
    return op.operands[-1]


def _reduce(op: ReduceOp, sizes: Sizes) -> SSAValue:
    value = op.inputs[0]
    kept = [dim for dim in range(rank_of(value)) if dim not in op.dimensions]
    return sizes.vector([sizes.of(value, dim) for dim in kept])


def _transpose(op: TransposeOp, sizes: Sizes) -> SSAValue:
    found = [sizes.of(op.operand, dim) for dim in range(rank_of(op.operand))]
    return sizes.vector([found[dim] for dim in op.permutation])


def _repeat(op: BroadcastOp, sizes: Sizes) -> SSAValue:
    own = [sizes.of(op.operand, dim) for dim in range(rank_of(op.operand))]
    return sizes.vector([*op.broadcast_sizes, *own])


def _concatenate(op: ConcatenateOp, sizes: Sizes) -> SSAValue:
    first, *others = op.inputs
    found = [sizes.of(first, dim) for dim in range(rank_of(first))]
    more = [sizes.of(value, op.dimension) for value in others]
    for size in more:
        found[op.dimension] = sizes.add(found[op.dimension], size)
    return sizes.vector(found)


def _gather(op: GatherOp, sizes: Sizes) -> SSAValue:
    numbers, indices = op.dimension_numbers, op.start_indices
    gone = {*numbers.collapsed_slice_dims, *numbers.operand_batching_dims}
    window = [n for dim, n in enumerate(op.slice_sizes) if dim not in gone]
    batch = [dim for dim in range(rank_of(indices)) if dim != numbers.index_vector_dim]
    slices, batches = iter(window), (sizes.of(indices, dim) for dim in batch)
    rank = rank_of(op.results[0])
    offsets = numbers.offset_dims
    return sizes.vector([next(slices if dim in offsets else batches) for dim in range(rank)])


def _pad(op: PadOp, sizes: Sizes) -> SSAValue | None:
    if any(op.interior_padding):
        return None
    edges = zip(op.edge_padding_low, op.edge_padding_high, strict=True)
    return sizes.vector(
        [sizes.add(sizes.of(op.operand, dim), sum(edge)) for dim, edge in enumerate(edges)]
    )


def _dot_general(op: DotGeneralOp, sizes: Sizes) -> SSAValue:
    numbers = op.dot_dimension_numbers
    bound = {*numbers.lhs_batching_dimensions, *numbers.lhs_contracting_dimensions}
    other = {*numbers.rhs_batching_dimensions, *numbers.rhs_contracting_dimensions}
    found = [sizes.of(op.lhs, dim) for dim in numbers.lhs_batching_dimensions]
    found += [sizes.of(op.lhs, dim) for dim in range(rank_of(op.lhs)) if dim not in bound]
    found += [sizes.of(op.rhs, dim) for dim in range(rank_of(op.rhs)) if dim not in other]
    return sizes.vector(found)


def _dynamic_slice(op: RealDynamicSliceOp, sizes: Sizes) -> SSAValue:
    """The distance over the step, rounded up."""
    found: list[Size] = []
    for dim in range(rank_of(op.operand)):
        start, limit, step = (
            sizes.element(vector, dim)
            for vector in (op.start_indices, op.limit_indices, op.strides)
        )
        reach = sizes.apply(arith.AddiOp, step, sizes.apply(arith.SubiOp, limit, start))
        found.append(sizes.apply(arith.DivSIOp, sizes.apply(arith.SubiOp, reach, 1), step))
    return sizes.vector(found)


def _dynamic_pad(op: DynamicPadOp, sizes: Sizes) -> SSAValue:
    """The size, a gap between any two elements, and both edges."""
    found: list[Size] = []
    for dim in range(rank_of(op.operand)):
        size = sizes.value(sizes.of(op.operand, dim))
        low, high, interior = (
            sizes.element(vector, dim)
            for vector in (op.edge_padding_low, op.edge_padding_high, op.interior_padding)
        )
        is_empty = sizes.build(arith.CmpiOp(size, sizes.value(1), "slt"))
        gaps = sizes.apply(arith.SubiOp, size, 1)
        chosen = sizes.build(arith.SelectOp(is_empty, sizes.value(0), gaps))
        total = sizes.add(sizes.apply(arith.MuliOp, interior, chosen), size)
        found.append(sizes.add(sizes.add(total, low), high))
    return sizes.vector(found)


Rule = Callable[..., SSAValue | None]
RULES: OpTable[Rule] = OpTable(
    {
        BinaryOp: _same,
        BroadcastBinaryOp: _broadcast,
        BroadcastOp: _repeat,
        BroadcastSelectOp: _broadcast,
        CompareOp: _same,
        ConcatenateOp: _concatenate,
        ConstantLikeOp: _same,
        DotGeneralOp: _dot_general,
        DynamicBroadcastInDimOp: _given,
        DynamicIotaOp: _given,
        DynamicPadOp: _dynamic_pad,
        DynamicReshapeOp: _given,
        GatherOp: _gather,
        IsFiniteOp: _same,
        PadOp: _pad,
        RealDynamicSliceOp: _dynamic_slice,
        ReduceOp: _reduce,
        ReverseOp: _same,
        SelectOp: _same,
        TransposeOp: _transpose,
        UnaryOp: _same,
    }
)
