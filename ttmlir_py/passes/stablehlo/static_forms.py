"""Ops on unknown sizes as ops on known ones, where constant operands tell the sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.stablehlo.convolution import ConvolutionOp, DynamicConvOp
from ttmlir_py.dialects.stablehlo.creation import IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import (
    BroadcastInDimOp,
    PadOp,
    ReshapeOp,
    SliceOp,
)
from ttmlir_py.dialects.stablehlo.dynamic import (
    DynamicBroadcastInDimOp,
    DynamicGatherOp,
    DynamicIotaOp,
    DynamicPadOp,
    DynamicReshapeOp,
    RealDynamicSliceOp,
)
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp
from ttmlir_py.dialects.stablehlo.indexing import DynamicSliceOp, GatherOp
from ttmlir_py.passes.stablehlo.simplify.matching import integers_of, is_static, made_by, typed
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.rewriting import Rewriter


def static_broadcast(op: DynamicBroadcastInDimOp) -> Operation | None:
    """Of a static operand to a static result."""
    if integers_of(op.output_dimensions) is None or not all(
        map(is_static, (op.operand, op.result))
    ):
        return None
    dims = op.broadcast_dimensions
    return BroadcastInDimOp(op.operand, broadcast_dimensions=dims, result_types=[op.result.type])


def static_convolution(op: DynamicConvOp) -> Operation | None:
    """With constant padding."""
    pads = integers_of(op.padding)
    if pads is None:
        return None
    return ConvolutionOp(
        op.lhs,
        op.rhs,
        window_strides=op.window_strides,
        padding=tuple(zip(pads[::2], pads[1::2], strict=True)),
        lhs_dilation=op.lhs_dilation,
        rhs_dilation=op.rhs_dilation,
        window_reversal=op.window_reversal,
        dimension_numbers=op.dimension_numbers,
        feature_group_count=op.feature_group_count,
        batch_group_count=op.batch_group_count,
        precision_config=op.precision_config,
        result_types=[op.result.type],
    )


def static_gather(op: DynamicGatherOp) -> Operation | None:
    """With constant slice sizes."""
    sizes = integers_of(op.slice_sizes)
    if sizes is None:
        return None
    return GatherOp(
        op.operand,
        op.start_indices,
        dimension_numbers=op.dimension_numbers,
        slice_sizes=sizes,
        indices_are_sorted=op.indices_are_sorted,
        result_types=[op.result.type],
    )


def static_iota(op: DynamicIotaOp) -> Operation | None:
    """Of a static result."""
    if integers_of(op.output_shape) is None or not is_static(op.result):
        return None
    return IotaOp(iota_dimension=op.iota_dimension, result_types=[op.result.type])


def static_pad(op: DynamicPadOp) -> Operation | None:
    """With constant widths."""
    low, high, interior = (
        integers_of(value)
        for value in (op.edge_padding_low, op.edge_padding_high, op.interior_padding)
    )
    if low is None or high is None or interior is None:
        return None
    return PadOp(
        op.operand,
        op.padding_value,
        edge_padding_low=low,
        edge_padding_high=high,
        interior_padding=interior,
        result_types=[op.result.type],
    )


def static_reshape(op: DynamicReshapeOp) -> Operation | None:
    """To a static result."""
    if integers_of(op.output_shape) is None or not is_static(op.result):
        return None
    return ReshapeOp(op.operand, result_types=[op.result.type])


def static_slice(op: RealDynamicSliceOp) -> SliceOp | None:
    """With constant places."""
    return _slice(op, [op.result.type])


def inferred_slice(op: RealDynamicSliceOp) -> SliceOp | None:
    """The same with the type that its places tell."""
    return _slice(op, None)


def _slice(op: RealDynamicSliceOp, types: Sequence[Attribute] | None) -> SliceOp | None:
    starts, limits, steps = (
        integers_of(value) for value in (op.start_indices, op.limit_indices, op.strides)
    )
    if starts is None or limits is None or steps is None:
        return None
    return SliceOp(
        op.operand,
        start_indices=starts,
        limit_indices=limits,
        strides=steps,
        result_types=types,
    )


FORMS: OpTable[Callable[[Any], Operation | None]] = OpTable(
    {
        DynamicBroadcastInDimOp: static_broadcast,
        DynamicConvOp: static_convolution,
        DynamicGatherOp: static_gather,
        DynamicIotaOp: static_iota,
        DynamicPadOp: static_pad,
        DynamicReshapeOp: static_reshape,
        RealDynamicSliceOp: static_slice,
    }
)


def slice_sizes(op: RealDynamicSliceOp) -> tuple[int, ...] | None:
    """The sizes of a slice without steps from a start to a constant beyond it."""
    steps = integers_of(op.strides)
    added = made_by(op.limit_indices, AddOp)
    if steps is None or added is None or set(steps) - {1}:
        return None
    operands = list(added.operands)
    if op.start_indices not in operands:
        return None
    operands.remove(op.start_indices)
    return integers_of(operands[0])


def slice_of_sizes(
    op: RealDynamicSliceOp, sizes: tuple[int, ...], rewriter: Rewriter
) -> DynamicSliceOp:
    """The slice of known sizes that starts where another one does."""
    starts = [_element(op, index, rewriter) for index in range(len(sizes))]
    return DynamicSliceOp(op.operand, starts, slice_sizes=sizes)


def _element(op: RealDynamicSliceOp, index: int, rewriter: Rewriter) -> SSAValue:
    part = SliceOp(
        op.start_indices, start_indices=(index,), limit_indices=(index + 1,), strides=(1,)
    )
    (vector,) = rewriter.insert_before(op, part)
    (scalar,) = rewriter.insert_before(op, ReshapeOp(vector, result_types=[typed(vector, ())]))
    return scalar
