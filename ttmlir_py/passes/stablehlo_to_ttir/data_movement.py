"""Reshapes, broadcasts, slices, pads and their kin in TTIR."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import data_movement as stablehlo
from ttmlir_py.dialects.ttir import elementwise_unary as unary
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.support.element_types import bit_width
from ttmlir_py.support.shapes import element_of, rank_of, shape_of


def _broadcast_in_dim(op: stablehlo.BroadcastInDimOp, build: TTIRBuilder) -> SSAValue:
    return build.broadcast_in_dim(op.operand, shape_of(op.results[0]), op.broadcast_dimensions)


def _reshape(op: Operation, build: TTIRBuilder) -> SSAValue:
    return build.reshape(op.operands[0], shape_of(op.results[0]))


def _transpose(op: stablehlo.TransposeOp, build: TTIRBuilder) -> SSAValue:
    return build.permute(op.operand, op.permutation)


def _slice(op: stablehlo.SliceOp, build: TTIRBuilder) -> SSAValue:
    return build.slice(op.operand, op.start_indices, op.limit_indices, op.strides)


def _concatenate(op: stablehlo.ConcatenateOp, build: TTIRBuilder) -> SSAValue:
    return build.concat(op.inputs, op.dimension)


def _reverse(op: stablehlo.ReverseOp, build: TTIRBuilder) -> SSAValue:
    return build.reverse(op.operand, op.dimensions)


def _pad(op: stablehlo.PadOp, build: TTIRBuilder) -> SSAValue:
    x = pad_interior(build, op.operand, op.interior_padding, op.padding_value)
    return pad_or_crop(build, x, op.edge_padding_low, op.edge_padding_high, op.padding_value)


def _bitcast_convert(op: stablehlo.BitcastConvertOp, build: TTIRBuilder) -> SSAValue:
    """The same bits; words put together and taken apart again are the words."""
    x, result = op.operand, op.results[0]
    if bit_width(element_of(x)) == bit_width(element_of(result)):
        return build.unary(unary.BitcastConvertOp, x, element_of(result))
    maker = x.owner
    if isinstance(maker, stablehlo.BitcastConvertOp) and maker.operand.type == result.type:
        return maker.operand
    raise Unsupported("the element types must have the same width")


def pad_or_crop(
    build: TTIRBuilder, x: SSAValue, low: Sequence[int], high: Sequence[int], value: SSAValue
) -> SSAValue:
    """Elements added before and after every dimension; negative counts take elements away."""
    x = build.pad(x, [max(n, 0) for n in low], [max(n, 0) for n in high], value)
    begins = [max(-n, 0) for n in low]
    ends = [size + min(n, 0) for size, n in zip(shape_of(x), high, strict=True)]
    return build.slice(x, begins, ends)


def pad_interior(
    build: TTIRBuilder, x: SSAValue, interior: Sequence[int], value: SSAValue
) -> SSAValue:
    """Elements added between any two neighbours: each gets a tail, the last tail is cut off."""
    for dim, count in enumerate(interior):
        size = shape_of(x)[dim]
        if count == 0 or size < 2:
            continue
        shape = shape_of(x)
        x = build.reshape(x, (*shape[: dim + 1], 1, *shape[dim + 1 :]))
        high = [0] * rank_of(x)
        high[dim + 1] = count
        x = build.pad(x, [0] * rank_of(x), high, value)
        x = build.reshape(x, (*shape[:dim], size * (count + 1), *shape[dim + 1 :]))
        x = build.slice_dim(x, dim, 0, size * (count + 1) - count)
    return x


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.BitcastConvertOp: _bitcast_convert,
    stablehlo.BroadcastInDimOp: _broadcast_in_dim,
    stablehlo.ConcatenateOp: _concatenate,
    stablehlo.PadOp: _pad,
    stablehlo.ReshapeOp: _reshape,
    stablehlo.ReverseOp: _reverse,
    stablehlo.SliceOp: _slice,
    stablehlo.TransposeOp: _transpose,
}
