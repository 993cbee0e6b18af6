"""Pooling windows over images, and upsampling."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.kinds import SI32_OR_ARRAY
from ttmlir_py.dialects.ttnn.kinds import TENSOR_MEMORY_LAYOUT
from ttmlir_py.support.fields import Result, operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, I32_ARRAY, SI32_ATTR, STRING


class AvgPool2dOp(PureOp):
    """Mean over windows of an image."""

    name = "ttnn.avg_pool2d"
    input = operand()
    batch_size = prop(SI32_ATTR)
    input_height = prop(SI32_ATTR)
    input_width = prop(SI32_ATTR)
    channels = prop(SI32_ATTR)
    kernel_size = prop(I32_ARRAY)
    stride = prop(I32_ARRAY)
    padding = prop(I32_ARRAY)
    dilation = prop(I32_ARRAY)
    applied_shard_scheme = optional_prop(TENSOR_MEMORY_LAYOUT)
    ceil_mode = prop(BOOL)
    reallocate_halo_output = prop(BOOL, True)
    count_include_pad = prop(BOOL, True)
    config_tensors_in_dram = optional_prop(BOOL)
    result = result()


class GlobalAvgPool2dOp(PureOp):
    """Mean over the whole of every image."""

    name = "ttnn.global_avg_pool2d"
    input = operand()
    result = result()


class MaxPool2dOp(PureOp):
    """Maximum over windows of an image."""

    name = "ttnn.max_pool2d"
    input = operand()
    batch_size = prop(SI32_ATTR)
    input_height = prop(SI32_ATTR)
    input_width = prop(SI32_ATTR)
    channels = prop(SI32_ATTR)
    kernel_size = prop(I32_ARRAY)
    stride = prop(I32_ARRAY)
    padding = prop(I32_ARRAY)
    dilation = prop(I32_ARRAY)
    applied_shard_scheme = optional_prop(TENSOR_MEMORY_LAYOUT)
    ceil_mode = prop(BOOL)
    reallocate_halo_output = prop(BOOL, True)
    config_tensors_in_dram = optional_prop(BOOL)
    result = result()


class MaxPool2dWithIndicesOp(PureOp):
    """Maximum over windows of an image, and where it stands."""

    name = "ttnn.max_pool2d_with_indices"
    input = operand()
    batch_size = prop(SI32_ATTR)
    input_height = prop(SI32_ATTR)
    input_width = prop(SI32_ATTR)
    channels = prop(SI32_ATTR)
    kernel_size = prop(I32_ARRAY)
    stride = prop(I32_ARRAY)
    padding = prop(I32_ARRAY)
    dilation = prop(I32_ARRAY)
    applied_shard_scheme = optional_prop(TENSOR_MEMORY_LAYOUT)
    ceil_mode = prop(BOOL)
    reallocate_halo_output = prop(BOOL, True)
    config_tensors_in_dram = optional_prop(BOOL)
    result = result()
    result_indices = Result()


class UpsampleOp(PureOp):
    """Enlarges images by integer factors."""

    name = "ttnn.upsample"
    input = operand()
    scale_factor = prop(SI32_OR_ARRAY)
    mode = prop(STRING, "nearest")
    result = result()
