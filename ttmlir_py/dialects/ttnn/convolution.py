"""Convolutions over one, two and three spatial dimensions."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import (
    COMPUTE_CONFIG,
    CONV2D_CONFIG,
    CONV2D_SLICE_CONFIG,
    CONV3D_CONFIG,
)
from ttmlir_py.dialects.ttnn.types import DEVICE
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.properties import I32_ARRAY, I32_ATTR, STRING


class Conv1dOp(PureOp):
    """Convolution over one spatial dimension."""

    name = "ttnn.conv1d"
    input = operand()
    weight = operand()
    bias = optional_operand()
    device = operand(DEVICE)
    in_channels = prop(I32_ATTR)
    out_channels = prop(I32_ATTR)
    batch_size = prop(I32_ATTR)
    input_length = prop(I32_ATTR)
    kernel_size = prop(I32_ATTR)
    stride = prop(I32_ATTR)
    padding = prop(I32_ARRAY)
    dilation = prop(I32_ATTR)
    groups = prop(I32_ATTR)
    conv2d_config = optional_prop(CONV2D_CONFIG)
    compute_config = optional_prop(COMPUTE_CONFIG)
    conv2d_slice_config = optional_prop(CONV2D_SLICE_CONFIG)
    result = result()


class Conv2dOp(PureOp):
    """Convolution over two spatial dimensions."""

    name = "ttnn.conv2d"
    input = operand()
    weight = operand()
    bias = optional_operand()
    device = operand(DEVICE)
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
    conv2d_config = optional_prop(CONV2D_CONFIG)
    compute_config = optional_prop(COMPUTE_CONFIG)
    conv2d_slice_config = optional_prop(CONV2D_SLICE_CONFIG)
    result = result()


class Conv3dOp(PureOp):
    """Convolution over three spatial dimensions."""

    name = "ttnn.conv3d"
    input = operand()
    weight = operand()
    bias = optional_operand()
    device = operand(DEVICE)
    in_channels = prop(I32_ATTR)
    out_channels = prop(I32_ATTR)
    batch_size = prop(I32_ATTR)
    input_depth = prop(I32_ATTR)
    input_height = prop(I32_ATTR)
    input_width = prop(I32_ATTR)
    kernel_size = prop(I32_ARRAY)
    stride = prop(I32_ARRAY)
    padding = prop(I32_ARRAY)
    padding_mode = prop(STRING, "zeros")
    groups = prop(I32_ATTR)
    conv3d_config = optional_prop(CONV3D_CONFIG)
    compute_config = optional_prop(COMPUTE_CONFIG)
    result = result()


class ConvTranspose2dOp(PureOp):
    """Transposed convolution over two spatial dimensions."""

    name = "ttnn.conv_transpose2d"
    input = operand()
    weight = operand()
    bias = optional_operand()
    device = operand(DEVICE)
    in_channels = prop(I32_ATTR)
    out_channels = prop(I32_ATTR)
    batch_size = prop(I32_ATTR)
    input_height = prop(I32_ATTR)
    input_width = prop(I32_ATTR)
    kernel_size = prop(I32_ARRAY)
    stride = prop(I32_ARRAY)
    padding = prop(I32_ARRAY)
    output_padding = prop(I32_ARRAY)
    dilation = prop(I32_ARRAY)
    groups = prop(I32_ATTR)
    conv2d_config = optional_prop(CONV2D_CONFIG)
    compute_config = optional_prop(COMPUTE_CONFIG)
    conv2d_slice_config = optional_prop(CONV2D_SLICE_CONFIG)
    result = result()
