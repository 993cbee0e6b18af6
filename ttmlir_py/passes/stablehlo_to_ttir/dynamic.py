"""Ops with shapes as operands in TTIR, by the static shapes of their results."""

from __future__ import annotations

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import dynamic as stablehlo
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.passes.stablehlo_to_ttir.constants import integers_of
from ttmlir_py.passes.stablehlo_to_ttir.data_movement import pad_interior, pad_or_crop
from ttmlir_py.passes.stablehlo_to_ttir.indexing import lowered_gather
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.shapes import element_of, shape_of


def _iota(op: stablehlo.DynamicIotaOp, build: TTIRBuilder) -> SSAValue:
    (result,) = op.results
    return build.arange(shape_of(result), op.iota_dimension, element_of(result))


def _broadcast_in_dim(op: stablehlo.DynamicBroadcastInDimOp, build: TTIRBuilder) -> SSAValue:
    return build.broadcast_in_dim(op.operand, shape_of(op.results[0]), op.broadcast_dimensions)


def _reshape(op: stablehlo.DynamicReshapeOp, build: TTIRBuilder) -> SSAValue:
    return build.reshape(op.operand, shape_of(op.results[0]))


def _slice(op: stablehlo.RealDynamicSliceOp, build: TTIRBuilder) -> SSAValue:
    bounds = [integers_of(x) for x in (op.start_indices, op.limit_indices, op.strides)]
    begins, ends, steps = bounds
    if begins is None or ends is None or steps is None:
        raise Unsupported("dynamic bounds have no TTIR form")
    return build.slice(op.operand, begins, ends, steps)


def _pad(op: stablehlo.DynamicPadOp, build: TTIRBuilder) -> SSAValue:
    low, high, interior = (
        integers_of(x) for x in (op.edge_padding_low, op.edge_padding_high, op.interior_padding)
    )
    if low is None or high is None or interior is None:
        raise Unsupported("dynamic padding has no TTIR form")
    x = pad_interior(build, op.operand, interior, op.padding_value)
    return pad_or_crop(build, x, low, high, op.padding_value)


def _get_dimension_size(op: stablehlo.GetDimensionSizeOp, build: TTIRBuilder) -> SSAValue:
    return build.dense((), I32, [shape_of(op.operand)[op.dimension]])


def _gather(op: stablehlo.DynamicGatherOp, build: TTIRBuilder) -> SSAValue:
    sizes = integers_of(op.slice_sizes)
    if sizes is None:
        raise Unsupported("dynamic slice sizes have no TTIR form")
    return lowered_gather(op, sizes, build)


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.DynamicBroadcastInDimOp: _broadcast_in_dim,
    stablehlo.DynamicGatherOp: _gather,
    stablehlo.DynamicIotaOp: _iota,
    stablehlo.DynamicPadOp: _pad,
    stablehlo.DynamicReshapeOp: _reshape,
    stablehlo.GetDimensionSizeOp: _get_dimension_size,
    stablehlo.RealDynamicSliceOp: _slice,
}
