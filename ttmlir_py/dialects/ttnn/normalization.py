"""Normalizations: batch, layer, group and root-mean-square."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp, WritingOp
from ttmlir_py.dialects.ttcore.kinds import TOPOLOGY
from ttmlir_py.dialects.ttnn.kinds import COMPUTE_CONFIG, LAYER_NORM_PROGRAM_CONFIG, MEMORY_CONFIG
from ttmlir_py.dialects.ttnn.types import DEVICE, GLOBAL_SEMAPHORE
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, F32_ATTR, I64_ATTR, STRING, UI32_ATTR


class BatchNormInferenceOp(PureOp):
    """Normalizes channels by given means and variances."""

    name = "ttnn.batch_norm_inference"
    input = operand()
    running_mean = optional_operand()
    running_var = optional_operand()
    epsilon = prop(F32_ATTR, 1e-05)
    weight = optional_operand()
    bias = optional_operand()
    compute_config = optional_prop(COMPUTE_CONFIG)
    result = result()


class BatchNormTrainingOp(WritingOp):
    """Normalizes channels by the batch's means and variances; updates running ones in place."""

    name = "ttnn.batch_norm_training"
    input = operand()
    running_mean = optional_operand()
    running_var = optional_operand()
    epsilon = prop(F32_ATTR, 1e-05)
    momentum = prop(F32_ATTR, 0.1)
    weight = optional_operand()
    bias = optional_operand()
    compute_config = optional_prop(COMPUTE_CONFIG)
    result = result()


class DitRmsNormUnaryFusedOp(PureOp):
    """RMS normalization followed by an activation."""

    name = "ttnn.dit_rms_norm_unary_fused"
    input = operand()
    weight = optional_operand()
    bias = optional_operand()
    residual_input = optional_operand()
    epsilon = prop(F32_ATTR, 1e-05)
    activation = optional_prop(STRING)
    memory_config = optional_prop(MEMORY_CONFIG)
    compute_config = optional_prop(COMPUTE_CONFIG)
    result = result()


class DistributedLayerNormOp(PureOp):
    """Layer normalization over a dimension that is spread along a mesh axis."""

    name = "ttnn.distributed_layer_norm"
    input = operand()
    weight = optional_operand()
    bias = optional_operand()
    residual = optional_operand()
    device = operand(DEVICE)
    cluster_axis = prop(UI32_ATTR)
    epsilon = prop(F32_ATTR, 1e-05)
    result = result()


class DistributedRmsNormOp(PureOp):
    """RMS normalization over a dimension that is spread along a mesh axis."""

    name = "ttnn.distributed_rms_norm"
    input = operand()
    weight = optional_operand()
    residual = optional_operand()
    stats = optional_operand()
    semaphore = optional_operand(GLOBAL_SEMAPHORE)
    device = operand(DEVICE)
    cluster_axis = prop(UI32_ATTR)
    epsilon = prop(F32_ATTR, 1e-12)
    sub_device_id = optional_prop(UI32_ATTR)
    num_links = optional_prop(UI32_ATTR)
    topology = optional_prop(TOPOLOGY)
    compute_config = optional_prop(COMPUTE_CONFIG)
    program_config = optional_prop(LAYER_NORM_PROGRAM_CONFIG)
    result = result()


class GroupNormOp(PureOp):
    """Normalizes groups of channels to mean zero and variance one."""

    name = "ttnn.group_norm"
    input = operand()
    input_mask = optional_operand()
    weight = optional_operand()
    bias = optional_operand()
    num_groups = prop(I64_ATTR)
    epsilon = prop(F32_ATTR, 1e-12)
    result = result()


class LayerNormOp(PureOp):
    """Normalizes trailing dimensions to mean zero and variance one."""

    name = "ttnn.layer_norm"
    input = operand()
    weight = optional_operand()
    bias = optional_operand()
    epsilon = prop(F32_ATTR, 1e-12)
    result = result()


class LayerNormPostAllGatherOp(PureOp):
    """Layer normalization by statistics gathered from all chips."""

    name = "ttnn.layer_norm_post_all_gather"
    input = operand()
    stats = operand()
    weight = optional_operand()
    bias = optional_operand()
    epsilon = prop(F32_ATTR, 1e-12)
    compute_config = optional_prop(COMPUTE_CONFIG)
    program_config = optional_prop(LAYER_NORM_PROGRAM_CONFIG)
    result = result()


class LayerNormPreAllGatherOp(PureOp):
    """The chip's own part of the statistics of a distributed layer normalization."""

    name = "ttnn.layer_norm_pre_all_gather"
    input = operand()
    residual_input = optional_operand()
    recip = optional_operand()
    compute_config = optional_prop(COMPUTE_CONFIG)
    program_config = optional_prop(LAYER_NORM_PROGRAM_CONFIG)
    result = result()


class RmsNormOp(PureOp):
    """Divides by the root mean square over trailing dimensions."""

    name = "ttnn.rms_norm"
    input = operand()
    weight = optional_operand()
    bias = optional_operand()
    epsilon = prop(F32_ATTR, 1e-12)
    compute_config = optional_prop(COMPUTE_CONFIG)
    result = result()


class RmsNormPreAllGatherOp(PureOp):
    """The chip's own part of the statistics of a distributed RMS normalization."""

    name = "ttnn.rms_norm_pre_all_gather"
    input = operand()
    residual = optional_operand()
    compute_config = optional_prop(COMPUTE_CONFIG)
    program_config = optional_prop(LAYER_NORM_PROGRAM_CONFIG)
    use_2d_core_grid = optional_prop(BOOL)
    result = result()
