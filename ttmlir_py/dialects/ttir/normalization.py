"""Normalizations: batch, layer, group and root-mean-square."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.support.fields import Operand, Result, operand, optional_operand, prop, result
from ttmlir_py.support.properties import F32_ATTR, I32_ATTR, I64_ARRAY, I64_ATTR, UI32_ATTR


class BatchNormInferenceOp(PureOp):
    """Normalizes channels by given means and variances."""

    name = "ttir.batch_norm_inference"
    operand = Operand()
    scale = Operand()
    offset = Operand()
    mean = Operand()
    variance = Operand()
    epsilon = prop(F32_ATTR)
    dimension = prop(I32_ATTR)
    result = Result()


class BatchNormTrainingOp(PureOp):
    """Normalizes channels by the batch's own means and variances, and updates the running ones."""

    name = "ttir.batch_norm_training"
    operand = Operand()
    scale = Operand()
    offset = Operand()
    running_mean = Operand()
    running_variance = Operand()
    epsilon = prop(F32_ATTR)
    dimension = prop(I32_ATTR)
    momentum = prop(F32_ATTR)
    result = Result()
    batch_mean = Result()
    batch_variance = Result()


class DistributedLayerNormOp(PureOp):
    """Layer normalization over a dimension that is spread along a mesh axis."""

    name = "ttir.distributed_layer_norm"
    input = operand()
    weight = optional_operand()
    bias = optional_operand()
    residual = optional_operand()
    cluster_axis = prop(UI32_ATTR)
    epsilon = prop(F32_ATTR, 1e-05)
    result = result()


class DistributedRmsNormOp(PureOp):
    """RMS normalization over a dimension that is spread along a mesh axis."""

    name = "ttir.distributed_rms_norm"
    input = operand()
    weight = optional_operand()
    residual = optional_operand()
    cluster_axis = prop(UI32_ATTR)
    epsilon = prop(F32_ATTR, 1e-05)
    result = result()


class GroupNormOp(PureOp):
    """Normalizes groups of channels to mean zero and variance one."""

    name = "ttir.group_norm"
    input = operand()
    input_mask = optional_operand()
    weight = optional_operand()
    bias = optional_operand()
    num_groups = prop(I64_ATTR)
    epsilon = prop(F32_ATTR, 1e-12)
    channel_dim = prop(I64_ATTR, 3)
    result = result()


class LayerNormOp(PureOp):
    """Normalizes trailing dimensions to mean zero and variance one."""

    name = "ttir.layer_norm"
    input = operand()
    weight = optional_operand()
    bias = optional_operand()
    normalized_shape = prop(I64_ARRAY)
    epsilon = prop(F32_ATTR, 1e-05)
    result = result()


class RmsNormOp(PureOp):
    """Divides by the root mean square over trailing dimensions."""

    name = "ttir.rms_norm"
    input = operand()
    weight = optional_operand()
    bias = optional_operand()
    normalized_shape = prop(I64_ARRAY)
    epsilon = prop(F32_ATTR, 1e-05)
    result = result()
