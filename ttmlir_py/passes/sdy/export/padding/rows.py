"""What padding changes in an op, beyond its types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xdsl.dialects.arith import ConstantOp as ArithConstantOp
from xdsl.dialects.builtin import BytesAttr, DenseIntOrFPElementsAttr
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy import collectives as sdy
from ttmlir_py.dialects.sdy.annotations import ConstantOp as SdyConstantOp
from ttmlir_py.dialects.sdy.axes import sorted_and_merged
from ttmlir_py.dialects.sdy.collective_op import CollectiveOp
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp, DotOp
from ttmlir_py.dialects.stablehlo.convolution import ConvolutionOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.data_movement import PadOp, SliceOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import ClampOp
from ttmlir_py.dialects.stablehlo.indexing import DynamicSliceOp, DynamicUpdateSliceOp, GatherOp
from ttmlir_py.dialects.stablehlo.reduction import ReduceOp
from ttmlir_py.passes.sdy.export.local.creation import broadcast
from ttmlir_py.passes.sdy.export.local.shards import constant
from ttmlir_py.passes.sdy.export.padding.padded import Padded, set_shape
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.shapes import element_of, rank_of, shape_of, size_of
from ttmlir_py.syntax.diagnostics import fail

Row = Callable[[Any, Padded], None]


def _straddles(op: CollectiveOp, padded: Padded) -> bool:
    """Whether data crosses from shard to shard as the padding of a sharded dimension changes."""
    before, after = shape_of(op.tensor), padded.target_shape(op.result)
    pairs = zip(op.in_sharding.dims, op.out_sharding.dims, strict=True)
    return any(
        old.axes and new.axes and before[dim] != after[dim] for dim, (old, new) in enumerate(pairs)
    )


def _by_way_of_whole(op: CollectiveOp, value: SSAValue, padded: Padded) -> None:
    """Gather the value completely, and give every device its slice of it."""
    build, source, target = Builder(op), op.in_sharding, op.out_sharding
    axes = tuple(dim.axes for dim in source.dims)
    if any(axes):
        whole = TensorSharding.fully_replicated(source.mesh, source.rank)
        gather = sdy.AllGatherOp(value, gathering_axes=axes, out_sharding=whole)
        value = build(gather)
        padded.data_shapes[value] = padded.data_shape(op.tensor)
        _all_gather(gather, padded)
        value = gather.result
        trimmed = [use.operation for use in value.uses if isinstance(use.operation, SliceOp)]
        value = trimmed[0].result if trimmed else value
    axes = tuple(dim.axes for dim in target.dims)
    slices = sdy.AllSliceOp(value, slicing_axes=axes, out_sharding=target)
    result = build(slices)
    padded.shapes[result] = padded.target_shape(op.result)
    padded.data_shapes[result] = padded.data_shape(op.result)
    _all_slice(slices, padded)
    replace_op(op, [result])


def _all_slice(op: sdy.AllSliceOp, padded: Padded) -> None:
    if _straddles(op, padded):
        _by_way_of_whole(op, op.tensor, padded)
    else:
        _pad_operand(op, padded)


def _reduce_scatter(op: sdy.ReduceScatterOp, padded: Padded) -> None:
    if not _straddles(op, padded):
        _pad_operand(op, padded)
        return
    reduce = sdy.AllReduceOp(
        op.tensor,
        reduction_axes=sorted_and_merged(
            [a for axes in op.reduce_scatter_axes for a in axes], op.mesh
        ),
        reduction_op=op.reduction_op,
        out_sharding=op.in_sharding.with_unreduced(()),
    )
    value = Builder(op)(reduce)
    _as_operand(reduce, padded)
    _by_way_of_whole(op, value, padded)


def _pad_operand(op: sdy.AllSliceOp | sdy.ReduceScatterOp, padded: Padded) -> None:
    """The operand is padded as the result."""
    op.operands[0] = padded.extended(op.tensor, padded.target_shape(op.result), Builder(op))
    _as_operand(op, padded)


def _as_operand(op: Operation, padded: Padded) -> None:
    """The result has the operand's shape and padding."""
    set_shape(op.results[0], shape_of(op.operands[0]))
    padded.note(op.results[0], padded.data_shape(op.operands[0]))
    if padded.is_zero(op.operands[0]):
        padded.say_zero(op.results[0])


def _all_gather(op: sdy.AllGatherOp, padded: Padded) -> None:
    """What is whole again needs no padding."""
    if _straddles(op, padded):
        _by_way_of_whole(op, op.tensor, padded)
        return
    _as_operand(op, padded)
    padded.trim_result(op, op.out_sharding)


def _all_to_all(op: sdy.AllToAllOp, padded: Padded) -> None:
    if _straddles(op, padded):
        _by_way_of_whole(op, op.tensor, padded)
        return
    before, after = shape_of(op.tensor), padded.target_shape(op.result)
    shape = tuple(map(max, before, after))
    op.operands[0] = padded.extended(op.tensor, shape, Builder(op))
    _as_operand(op, padded)
    padded.trim_result(op, op.out_sharding)


def _same_padding(op: Operation, padded: Padded) -> None:
    _as_operand(op, padded)


def _constant(op: ConstantOp | SdyConstantOp | ArithConstantOp, padded: Padded) -> None:
    """Of one number: more of them. Otherwise the whole constant is padded, then sliced."""
    output, value = op.results[0], op.value
    if not isinstance(value, DenseIntOrFPElementsAttr):
        fail(op, "is a sharded constant whose elements are not known")
    shape = padded.target_shape(output)
    width = len(value.data.data) // max(size_of(output), 1)
    if value.data.data == value.data.data[:width] * size_of(output):
        set_shape(output, shape)
        data = BytesAttr(value.data.data[:width] * size_of(output))
        op.value = DenseIntOrFPElementsAttr(output.type, data)  # pyright: ignore[reportArgumentType]
        return
    sharding, data_shape = sharding_of(output), shape_of(output)
    assert sharding is not None, f"{output} has padding"
    build = Builder(op)
    whole = build(ConstantOp(value=value))
    whole = padded.extended(whole, shape, build)
    sliced = sdy.AllSliceOp(
        whole, slicing_axes=tuple(dim.axes for dim in sharding.dims), out_sharding=sharding
    )
    result = build(sliced)
    padded.note(result, data_shape)
    padded.say_zero(result)
    replace_op(op, [result])


def _slice(op: SliceOp, padded: Padded) -> None:
    """Of a sharded dimension the slice reaches as far as its own padding."""
    shape, whole = padded.target_shape(op.result), shape_of(op.operand)
    limits = list(op.limit_indices)
    for dim, (size, old) in enumerate(zip(shape, shape_of(op.result), strict=True)):
        if size == old:
            continue
        stride = op.strides[dim]
        limits[dim] = min(op.start_indices[dim] + size * stride, whole[dim])
        if limits[dim] <= op.start_indices[dim] + (size - 1) * stride:
            fail(op, f"needs padding along dimension {dim} that its operand does not have")
    op.limit_indices = tuple(limits)
    padded.retype(op)


def _pad(op: PadOp, padded: Padded) -> None:
    """What follows the data in the result must be the padding value, not the operand's padding."""
    data, result = padded.data_shape(op.operand), shape_of(op.result)
    high = _high_padding(op, padded)
    covered = [
        dim
        for dim in padded.padded_dims(op.operand)
        if high[dim] < op.edge_padding_high[dim]
        or op.edge_padding_low[dim] + data[dim] * (op.interior_padding[dim] + 1) < result[dim]
    ]
    op.operands[0] = padded.cleared(op.operand, covered, op.padding_value, Builder(op))
    op.edge_padding_high = high
    padded.retype(op)


def _high_padding(op: PadOp, padded: Padded) -> tuple[int, ...]:
    """What is behind the operand in the result."""
    high: list[int] = []
    for dim, size in enumerate(shape_of(op.operand)):
        stretched = (size - 1) * (op.interior_padding[dim] + 1) + 1
        whole = padded.target_shape(op.result)[dim]
        high.append(whole - op.edge_padding_low[dim] - stretched)
    return tuple(high)


def _dot(op: DotOp, padded: Padded) -> None:
    build = Builder(op)
    op.operands[0] = padded.cleared(op.lhs, (rank_of(op.lhs) - 1,), None, build)
    op.operands[1] = padded.cleared(op.rhs, (0,), None, build)
    padded.retype(op)


def _dot_general(op: DotGeneralOp, padded: Padded) -> None:
    build, numbers = Builder(op), op.dot_dimension_numbers
    op.operands[0] = padded.cleared(op.lhs, numbers.lhs_contracting_dimensions, None, build)
    op.operands[1] = padded.cleared(op.rhs, numbers.rhs_contracting_dimensions, None, build)
    padded.retype(op)


def _convolution(op: ConvolutionOp, padded: Padded) -> None:
    """Padding of what windows run over makes the result larger; the rest is cut off."""
    build, numbers = Builder(op), op.dimension_numbers
    summed = (numbers.input_feature_dimension, *numbers.input_spatial_dimensions)
    op.operands[0] = padded.cleared(op.lhs, summed, None, build)
    summed = (numbers.kernel_input_feature_dimension, *numbers.kernel_spatial_dimensions)
    op.operands[1] = padded.cleared(op.rhs, summed, None, build)
    target = padded.target_shape(op.result)
    grown = op.output_shape(op.padding or ((0, 0),) * (rank_of(op.lhs) - 2))
    padded.note(op.result, padded.data_shape(op.result))
    set_shape(op.result, tuple(map(max, target, grown)))
    if grown != shape_of(op.result):
        fail(op, f"has a result of shape {list(grown)} where padding needs {list(target)}")
    padded.trim_result(op, sharding_of(op.result))


def _reduce(op: ReduceOp, padded: Padded) -> None:
    """Padding along what is reduced is the initial value, which changes no result."""
    build, count = Builder(op), len(op.inputs)
    for index in range(count):
        value, start = op.operands[index], op.operands[count + index]
        op.operands[index] = padded.cleared(value, op.dimensions, start, build)
    padded.retype(op)


def _dynamic_slice(op: DynamicSliceOp, padded: Padded) -> None:
    padded.retype(op)
    op.slice_sizes = shape_of(op.result)


def _dynamic_update_slice(op: DynamicUpdateSliceOp, padded: Padded) -> None:
    """The update stays within the data."""
    build, data, update = Builder(op), padded.data_shape(op.operand), padded.data_shape(op.update)
    for dim in padded.padded_dims(op.operand):
        if update[dim] != data[dim]:
            start = op.start_indices[dim]
            element = element_of(start)
            last = min(data[dim] - update[dim], (1 << (bit_width(element) - 1)) - 1)
            limits = [constant((), element, [number], build) for number in (0, last)]
            op.operands[2 + dim] = build(ClampOp(limits[0], start, limits[1]))
    padded.retype(op)


def _gather(op: GatherOp, padded: Padded) -> None:
    """Indices stay within the data, and whole slices include the padding."""
    build, data, whole = Builder(op), padded.data_shape(op.operand), shape_of(op.operand)
    map_ = op.dimension_numbers.start_index_map
    if set(map_) & set(padded.padded_dims(op.operand)):
        limits = [data[dim] - op.slice_sizes[dim] for dim in map_]
        op.operands[1] = _limited(
            op.start_indices, limits, op.dimension_numbers.index_vector_dim, build
        )
    sizes = zip(op.slice_sizes, data, whole, strict=True)
    op.slice_sizes = tuple(w if size == d and size != 1 else size for size, d, w in sizes)
    padded.retype(op)


def _limited(indices: SSAValue, limits: list[int], vector_dim: int, build: Builder) -> SSAValue:
    shape, element = shape_of(indices), element_of(indices)
    lowest = constant(shape, element, [0], build)
    if len(limits) == 1:
        highest = constant(shape, element, limits, build)
    else:
        row = constant((len(limits),), element, limits, build)
        highest = broadcast(row, (vector_dim,), shape, build)
    return build(ClampOp(lowest, indices, highest))


ROWS: OpTable[Row] = OpTable(
    {
        ArithConstantOp: _constant,
        ConstantOp: _constant,
        ConvolutionOp: _convolution,
        DotGeneralOp: _dot_general,
        DotOp: _dot,
        DynamicSliceOp: _dynamic_slice,
        DynamicUpdateSliceOp: _dynamic_update_slice,
        GatherOp: _gather,
        PadOp: _pad,
        ReduceOp: _reduce,
        SdyConstantOp: _constant,
        SliceOp: _slice,
        sdy.AllGatherOp: _all_gather,
        sdy.AllSliceOp: _all_slice,
        sdy.AllToAllOp: _all_to_all,
        sdy.CollectivePermuteOp: _same_padding,
        sdy.ReduceScatterOp: _reduce_scatter,
    }
)
