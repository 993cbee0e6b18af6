"""Pooling windows over images, and upsampling."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.kinds import I32_OR_ARRAY, SI32_OR_ARRAY
from ttmlir_py.dialects.ttir.kinds import FLATTENED_COMPAT
from ttmlir_py.support.fields import Result, operand, optional_prop, prop, result, variadic_operand
from ttmlir_py.support.properties import BOOL, STRING


class AvgPool2dOp(PureOp):
    """Mean over windows of an image."""

    name = "ttir.avg_pool2d"
    input = operand()
    kernel = prop(I32_OR_ARRAY)
    stride = prop(I32_OR_ARRAY)
    dilation = prop(I32_OR_ARRAY)
    padding = prop(I32_OR_ARRAY)
    ceil_mode = prop(BOOL)
    count_include_pad = prop(BOOL, True)
    flattened_compat_info = optional_prop(FLATTENED_COMPAT)
    result = result()


class GlobalAvgPool2dOp(PureOp):
    """Mean over the whole of every image."""

    name = "ttir.global_avg_pool2d"
    input = operand()
    result = result()


class MaxPool2dOp(PureOp):
    """Maximum over windows of an image."""

    name = "ttir.max_pool2d"
    input = operand()
    kernel = prop(I32_OR_ARRAY)
    stride = prop(I32_OR_ARRAY)
    dilation = prop(I32_OR_ARRAY)
    padding = prop(I32_OR_ARRAY)
    ceil_mode = prop(BOOL)
    flattened_compat_info = optional_prop(FLATTENED_COMPAT)
    result = result()


class MaxPool2dWithIndicesOp(PureOp):
    """Maximum over windows of an image, and where it stands."""

    name = "ttir.max_pool2d_with_indices"
    input = operand()
    output = variadic_operand()
    kernel = prop(I32_OR_ARRAY)
    stride = prop(I32_OR_ARRAY)
    dilation = prop(I32_OR_ARRAY)
    padding = prop(I32_OR_ARRAY)
    ceil_mode = prop(BOOL)
    flattened_compat_info = optional_prop(FLATTENED_COMPAT)
    result = result()
    result_indices = Result()


class Upsample2dOp(PureOp):
    """Enlarges images by integer factors."""

    name = "ttir.upsample2d"
    input = operand()
    scale_factor = prop(SI32_OR_ARRAY)
    mode = prop(STRING, "nearest")
    result = result()
