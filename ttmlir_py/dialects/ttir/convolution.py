"""Convolutions over one, two and three spatial dimensions."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.kinds import I32_OR_ARRAY
from ttmlir_py.dialects.ttir.kinds import FLATTENED_COMPAT
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.properties import I32_ATTR, I64_ATTR, STRING


class Conv1dOp(PureOp):
    """Convolution over one spatial dimension."""

    name = "ttir.conv1d"
    input = operand()
    weight = operand()
    bias = optional_operand()
    stride = prop(I32_OR_ARRAY)
    padding = prop(I32_OR_ARRAY)
    dilation = prop(I32_OR_ARRAY)
    groups = prop(I32_ATTR)
    batch_dim = prop(I64_ATTR, 0)
    length_dim = prop(I64_ATTR, 1)
    channel_dim = prop(I64_ATTR, 2)
    result = result()


class Conv2dOp(PureOp):
    """Convolution over two spatial dimensions."""

    name = "ttir.conv2d"
    input = operand()
    weight = operand()
    bias = optional_operand()
    stride = prop(I32_OR_ARRAY)
    padding = prop(I32_OR_ARRAY)
    dilation = prop(I32_OR_ARRAY)
    groups = prop(I32_ATTR)
    batch_dim = prop(I64_ATTR, 0)
    height_dim = prop(I64_ATTR, 1)
    width_dim = prop(I64_ATTR, 2)
    channel_dim = prop(I64_ATTR, 3)
    flattened_compat_info = optional_prop(FLATTENED_COMPAT)
    result = result()


class Conv3dOp(PureOp):
    """Convolution over three spatial dimensions."""

    name = "ttir.conv3d"
    input = operand()
    weight = operand()
    bias = optional_operand()
    stride = prop(I32_OR_ARRAY)
    padding = prop(I32_OR_ARRAY)
    groups = prop(I32_ATTR)
    batch_dim = prop(I64_ATTR, 0)
    depth_dim = prop(I64_ATTR, 1)
    height_dim = prop(I64_ATTR, 2)
    width_dim = prop(I64_ATTR, 3)
    channel_dim = prop(I64_ATTR, 4)
    padding_mode = prop(STRING, "zeros")
    result = result()


class ConvTranspose2dOp(PureOp):
    """Transposed convolution over two spatial dimensions."""

    name = "ttir.conv_transpose2d"
    input = operand()
    weight = operand()
    bias = optional_operand()
    stride = prop(I32_OR_ARRAY)
    padding = prop(I32_OR_ARRAY)
    output_padding = prop(I32_OR_ARRAY)
    dilation = prop(I32_OR_ARRAY)
    groups = prop(I32_ATTR)
    batch_dim = prop(I64_ATTR, 0)
    height_dim = prop(I64_ATTR, 1)
    width_dim = prop(I64_ATTR, 2)
    channel_dim = prop(I64_ATTR, 3)
    flattened_compat_info = optional_prop(FLATTENED_COMPAT)
    result = result()
