"""Ops that move elements: by name, with TTNN's attributes for shapes."""

from __future__ import annotations

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir import data_movement as ttir
from ttmlir_py.dialects.ttnn import data_movement as ttnn
from ttmlir_py.passes.ttir_to_ttnn.namesake import same_name, translated
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.shapes import normalize_dim, rank_of, shape_of


def broadcast(op: ttir.BroadcastOp, build: Builder) -> SSAValue:
    factors = op.broadcast_dimensions
    return build(ttnn.RepeatOp(op.input, repeat_dims=factors, result_types=op.result_types))


def concat(op: ttir.ConcatOp, build: Builder) -> SSAValue:
    dim = normalize_dim(op.dim, rank_of(op.inputs[0]))
    return build(ttnn.ConcatOp(op.inputs, dim=dim, result_types=op.result_types))


def pad(op: ttir.PadOp, build: Builder) -> SSAValue:
    return build(translated(op, ttnn.PadOp, use_multicore=True))


def repeat(op: ttir.RepeatOp, build: Builder) -> SSAValue:
    factors = op.repeat_dimensions
    return build(ttnn.RepeatOp(op.input, repeat_dims=factors, result_types=op.result_types))


def to_result_shape(op: ttir.SqueezeOp | ttir.UnsqueezeOp, build: Builder) -> SSAValue:
    """Dimensions of size one come and go by a reshape."""
    shape = shape_of(op.result)
    return build(ttnn.ReshapeOp(op.input, shape=shape, result_types=op.result_types))


ROWS: dict[type[Operation], Lowering] = {
    ttir.BroadcastOp: broadcast,
    ttir.ConcatOp: concat,
    ttir.PadOp: pad,
    ttir.PermuteOp: same_name,
    ttir.RepeatInterleaveOp: same_name,
    ttir.RepeatOp: repeat,
    ttir.ReshapeOp: same_name,
    ttir.SliceDynamicOp: same_name,
    ttir.SliceStaticOp: same_name,
    ttir.SqueezeOp: to_result_shape,
    ttir.TransposeOp: same_name,
    ttir.UnsqueezeOp: to_result_shape,
}
