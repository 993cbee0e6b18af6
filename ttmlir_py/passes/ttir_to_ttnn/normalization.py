"""Normalizations to TTNN."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir import normalization as ttir
from ttmlir_py.dialects.ttnn import normalization as ttnn
from ttmlir_py.dialects.ttnn.creation import OnesOp, ZerosOp
from ttmlir_py.passes.ttir_to_ttnn.devices import device_of
from ttmlir_py.passes.ttir_to_ttnn.moves import permuted, reshaped
from ttmlir_py.passes.ttir_to_ttnn.namesake import translated
from ttmlir_py.passes.ttnn.tensor_types import changed
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.shapes import rank_of, shape_of, size_of


def batch_norm_inference(op: ttir.BatchNormInferenceOp, build: Builder) -> SSAValue | None:
    if not _has_channels_second(op):
        return None
    return build(
        ttnn.BatchNormInferenceOp(
            op.operand,
            op.mean,
            op.variance,
            op.scale,
            op.offset,
            epsilon=op.epsilon,
            result_types=op.result_types,
        )
    )


def batch_norm_training(op: ttir.BatchNormTrainingOp, build: Builder) -> Sequence[SSAValue] | None:
    """TTNN updates the running mean and variance in place."""
    if not _has_channels_second(op):
        return None
    normalized = build(
        ttnn.BatchNormTrainingOp(
            op.operand,
            op.running_mean,
            op.running_variance,
            op.scale,
            op.offset,
            epsilon=op.epsilon,
            momentum=op.momentum,
            result_types=[op.result.type],
        )
    )
    return normalized, op.running_mean, op.running_variance


def distributed_layer_norm(op: ttir.DistributedLayerNormOp, build: Builder) -> SSAValue:
    return build(
        ttnn.DistributedLayerNormOp(
            op.input,
            op.weight,
            op.bias,
            op.residual,
            device_of(op),
            cluster_axis=op.cluster_axis,
            epsilon=op.epsilon,
            result_types=op.result_types,
        )
    )


def distributed_rms_norm(op: ttir.DistributedRmsNormOp, build: Builder) -> SSAValue:
    return build(
        ttnn.DistributedRmsNormOp(
            op.input,
            op.weight,
            op.residual,
            None,
            None,
            device_of(op),
            cluster_axis=op.cluster_axis,
            epsilon=op.epsilon,
            result_types=op.result_types,
        )
    )


def group_norm(op: ttir.GroupNormOp, build: Builder) -> SSAValue:
    """TTNN takes `(batch, 1, positions, channels)`, always with a weight and a bias."""
    rank = rank_of(op.input)
    to_last = [dim for dim in range(rank) if dim != op.channel_dim] + [op.channel_dim]
    image = op.input if to_last == list(range(rank)) else permuted(build, op.input, to_last)
    last = shape_of(image)
    rows = reshaped(build, image, (last[0], 1, size_of(image) // last[0] // last[-1], last[-1]))
    channels = changed(rows.type, shape=(last[-1],))
    device = device_of(op)
    weight = op.weight or build(OnesOp(device, shape=(last[-1],), result_types=[channels]))
    bias = op.bias or build(ZerosOp(device, shape=(last[-1],), result_types=[channels]))
    normalized = build(
        ttnn.GroupNormOp(
            rows,
            op.input_mask,
            weight,
            bias,
            num_groups=op.num_groups,
            epsilon=op.epsilon,
            result_types=[rows.type],
        )
    )
    back = reshaped(build, normalized, last)
    if image is op.input:
        return back
    return permuted(build, back, [to_last.index(dim) for dim in range(rank)])


def layer_norm(op: ttir.LayerNormOp, build: Builder) -> SSAValue | None:
    return build(translated(op, ttnn.LayerNormOp)) if _is_last_dimension(op) else None


def rms_norm(op: ttir.RmsNormOp, build: Builder) -> SSAValue | None:
    return build(translated(op, ttnn.RmsNormOp)) if _is_last_dimension(op) else None


def _has_channels_second(op: ttir.BatchNormInferenceOp | ttir.BatchNormTrainingOp) -> bool:
    return rank_of(op.operand) == 4 and op.dimension == 1


def _is_last_dimension(op: ttir.LayerNormOp | ttir.RmsNormOp) -> bool:
    """TTNN normalizes over the last dimension only."""
    return op.normalized_shape == shape_of(op.input)[-1:]


ROWS: dict[type[Operation], Lowering] = {
    ttir.BatchNormInferenceOp: batch_norm_inference,
    ttir.BatchNormTrainingOp: batch_norm_training,
    ttir.DistributedLayerNormOp: distributed_layer_norm,
    ttir.DistributedRmsNormOp: distributed_rms_norm,
    ttir.GroupNormOp: group_norm,
    ttir.LayerNormOp: layer_norm,
    ttir.RmsNormOp: rms_norm,
}
