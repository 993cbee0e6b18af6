"""Rearranging of convolution weights and biases into the order the kernels want."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, prod

from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import DATA_TYPE
from ttmlir_py.dialects.ttnn.base import PureOp
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
from ttmlir_py.support.shapes import rank_of, shape_of


class PreparationOp(PureOp):
    """An op whose result is in the kernels' own order, in the shape that the caller gives.

    Without one the result has the operand's type.
    """

    def infer(self) -> Sequence[Attribute]:
        return self.result_types or [self.operands[0].type]


class PrepareConv2dBiasOp(PreparationOp):
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

    def verify_extra(self) -> None:
        _verify_bias(self.bias_tensor, self.out_channels)
        _verify_counts(self.stride, self.dilation, self.padding)


class PrepareConv2dWeightsOp(PreparationOp):
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

    def verify_extra(self) -> None:
        require(rank_of(self.weight_tensor) == 4, "Weight must be a 4D tensor")
        require(self.weights_format == "OIHW", "Only `OIHW` weights format is currently supported")
        outputs, inputs, height, width = shape_of(self.weight_tensor)
        require(
            outputs == self.out_channels,
            f"Expected output channels attribute ({self.out_channels}) to match the first "
            f"dimension of the weight tensor ({outputs})",
        )
        require(
            inputs == self.in_channels // self.groups,
            f"Expected input channels attribute ({self.in_channels}) to match the number of input "
            f"channels per group ({inputs // self.groups})",
        )
        require(len(self.kernel_size) == 2, "Expected kernel size attribute to be a 2D tensor")
        sides = (("height", "third", height), ("width", "fourth", width))
        for (name, place, got), want in zip(sides, self.kernel_size, strict=True):
            require(
                want == got,
                f"Expected kernel {name} attribute ({want}) to match the {place} dimension of the "
                f"weight tensor ({got})",
            )
        _verify_counts(self.stride, self.dilation, self.padding)


class PrepareConv3dWeightsOp(PreparationOp):
    """Weights in the order `conv3d` wants them."""

    name = "ttnn.prepare_conv3d_weights"
    weight_tensor = operand()
    groups = prop(I32_ATTR)
    c_in_block = prop(I32_ATTR)
    alignment = prop(I32_ATTR)
    device = operand(DEVICE)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require(rank_of(self.weight_tensor) == 5, "Weight must be a 5D tensor")
        require(self.groups > 0, "Groups must be positive")
        require(self.c_in_block >= 0, "C_in_block must be non-negative")
        require(self.alignment > 0, "Alignment must be positive")
        outputs, per_group, *kernel = shape_of(self.weight_tensor)
        aligned = ceil(per_group * self.groups / self.alignment) * self.alignment
        block = self.c_in_block or aligned
        require(
            aligned % block == 0,
            f"C_in_block ({block}) must divide aligned input channels ({aligned})",
        )
        mismatch = (
            "Expected result shape ({actual}) to match prepared conv3d weight shape ({expected})"
        )
        shape = (aligned * prod(kernel), outputs)
        return [result_tensor(self, shape, self.weight_tensor, mismatch=mismatch)]


class PrepareConvTranspose2dBiasOp(PreparationOp):
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

    def verify_extra(self) -> None:
        _verify_bias(self.bias_tensor, self.out_channels)
        _verify_counts(self.stride, self.dilation, self.padding)


class PrepareConvTranspose2dWeightsOp(PreparationOp):
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

    def verify_extra(self) -> None:
        require(rank_of(self.weight_tensor) == 4, "Weight must be a 4D tensor")
        require(self.weights_format == "IOHW", "Only `IOHW` weights format is currently supported")
        _verify_counts(self.stride, self.dilation, self.padding)


def _verify_bias(bias: SSAValue, channels: int) -> None:
    require(rank_of(bias) == 4, "Bias must be a 4D tensor")
    got = shape_of(bias)[3]
    require(
        got == channels,
        f"Expected output channels attribute ({channels}) to match the number of output "
        f"channels in the bias tensor ({got})",
    )


def _verify_counts(stride: Sequence[int], dilation: Sequence[int], padding: Sequence[int]) -> None:
    require(len(stride) == 2, "Expected stride attribute to be a 2D tensor")
    require(len(dilation) == 2, "Expected dilation attribute to be a 2D tensor")
    require(len(padding) in (2, 4), "Expected padding attribute to be a 2D tensor")
