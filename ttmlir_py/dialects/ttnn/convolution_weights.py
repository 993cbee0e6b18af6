"""Rearranging of convolution weights and biases into the order the kernels want."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.kinds import DATA_TYPE
from ttmlir_py.dialects.ttnn.kinds import (
    COMPUTE_CONFIG,
    CONV2D_CONFIG,
    CONV2D_SLICE_CONFIG,
    LAYOUT,
    MEMORY_CONFIG,
)
from ttmlir_py.dialects.ttnn.types import DEVICE
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, I32_ARRAY, I32_ATTR, STRING


class PrepareConv2dBiasOp(PureOp):
    """Bias in the order `conv2d` wants it."""

    name = "ttnn.prepare_conv2d_bias"
    bias_tensor = operand()
    input_memory_config = prop(MEMORY_CONFIG)
    input_tensor_layout = prop(LAYOUT)
    in_channels = prop(I32_ATTR)
    out_channels = prop(I32_ATTR)
    batch_size = prop(I32_ATTR)
    input_height = prop(I32_ATTR)
    input_width = prop(I32_ATTR)
    kernel_size = prop(I32_ARRAY)
    stride = prop(I32_ARRAY)
    padding = prop(I32_ARRAY)
    dilation = prop(I32_ARRAY)
    groups = prop(I32_ATTR)
    device = operand(DEVICE)
    input_dtype = prop(DATA_TYPE)
    output_dtype = optional_prop(DATA_TYPE)
    conv2d_config = optional_prop(CONV2D_CONFIG)
    compute_config = optional_prop(COMPUTE_CONFIG)
    conv2d_slice_config = optional_prop(CONV2D_SLICE_CONFIG)
    result = result()


class PrepareConv2dWeightsOp(PureOp):
    """Weights in the order `conv2d` wants them."""

    name = "ttnn.prepare_conv2d_weights"
    weight_tensor = operand()
    input_memory_config = prop(MEMORY_CONFIG)
    input_tensor_layout = prop(LAYOUT)
    weights_format = prop(STRING)
    in_channels = prop(I32_ATTR)
    out_channels = prop(I32_ATTR)
    batch_size = prop(I32_ATTR)
    input_height = prop(I32_ATTR)
    input_width = prop(I32_ATTR)
    kernel_size = prop(I32_ARRAY)
    stride = prop(I32_ARRAY)
    padding = prop(I32_ARRAY)
    dilation = prop(I32_ARRAY)
    has_bias = prop(BOOL)
    groups = prop(I32_ATTR)
    device = operand(DEVICE)
    input_dtype = prop(DATA_TYPE)
    output_dtype = optional_prop(DATA_TYPE)
    conv2d_config = optional_prop(CONV2D_CONFIG)
    compute_config = optional_prop(COMPUTE_CONFIG)
    conv2d_slice_config = optional_prop(CONV2D_SLICE_CONFIG)
    result = result()


class PrepareConv3dWeightsOp(PureOp):
    """Weights in the order `conv3d` wants them."""

    name = "ttnn.prepare_conv3d_weights"
    weight_tensor = operand()
    groups = prop(I32_ATTR)
    c_in_block = prop(I32_ATTR)
    alignment = prop(I32_ATTR)
    device = operand(DEVICE)
    result = result()


class PrepareConvTranspose2dBiasOp(PureOp):
    """Bias in the order `conv_transpose2d` wants it."""

    name = "ttnn.prepare_conv_transpose2d_bias"
    bias_tensor = operand()
    input_memory_config = prop(MEMORY_CONFIG)
    input_tensor_layout = prop(LAYOUT)
    in_channels = prop(I32_ATTR)
    out_channels = prop(I32_ATTR)
    batch_size = prop(I32_ATTR)
    input_height = prop(I32_ATTR)
    input_width = prop(I32_ATTR)
    kernel_size = prop(I32_ARRAY)
    stride = prop(I32_ARRAY)
    padding = prop(I32_ARRAY)
    dilation = prop(I32_ARRAY)
    groups = prop(I32_ATTR)
    device = operand(DEVICE)
    input_dtype = prop(DATA_TYPE)
    output_dtype = optional_prop(DATA_TYPE)
    conv2d_config = optional_prop(CONV2D_CONFIG)
    compute_config = optional_prop(COMPUTE_CONFIG)
    conv2d_slice_config = optional_prop(CONV2D_SLICE_CONFIG)
    result = result()


class PrepareConvTranspose2dWeightsOp(PureOp):
    """Weights in the order `conv_transpose2d` wants them."""

    name = "ttnn.prepare_conv_transpose2d_weights"
    weight_tensor = operand()
    input_memory_config = prop(MEMORY_CONFIG)
    input_tensor_layout = prop(LAYOUT)
    weights_format = prop(STRING)
    in_channels = prop(I32_ATTR)
    out_channels = prop(I32_ATTR)
    batch_size = prop(I32_ATTR)
    input_height = prop(I32_ATTR)
    input_width = prop(I32_ATTR)
    kernel_size = prop(I32_ARRAY)
    stride = prop(I32_ARRAY)
    padding = prop(I32_ARRAY)
    output_padding = prop(I32_ARRAY, (0, 0))
    dilation = prop(I32_ARRAY)
    has_bias = prop(BOOL)
    groups = prop(I32_ATTR)
    device = operand(DEVICE)
    input_dtype = prop(DATA_TYPE)
    output_dtype = optional_prop(DATA_TYPE)
    conv2d_config = optional_prop(CONV2D_CONFIG)
    compute_config = optional_prop(COMPUTE_CONFIG)
    conv2d_slice_config = optional_prop(CONV2D_SLICE_CONFIG)
    mirror_kernel = prop(BOOL, True)
    result = result()
