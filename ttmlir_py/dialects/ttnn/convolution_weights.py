"""Rearranging of convolution weights and biases into the order the kernels want."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, prod

from xdsl.ir import Attribute

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


class Conv2dPreparationOp(PreparationOp):
    """Weights or bias of a convolution, which is described in full: its kernel depends on it."""

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
    input_dtype = prop(DATA_TYPE)
    output_dtype = optional_prop(DATA_TYPE)
    conv2d_config = optional_prop(CONV2D_CONFIG)
    compute_config = optional_prop(COMPUTE_CONFIG)
    conv2d_slice_config = optional_prop(CONV2D_SLICE_CONFIG)

    def verify_extra(self) -> None:
        require(len(self.stride) == 2, "Expected stride attribute to be a 2D tensor")
        require(len(self.dilation) == 2, "Expected dilation attribute to be a 2D tensor")
        require(len(self.padding) in (2, 4), "Expected padding attribute to be a 2D tensor")


class BiasPreparationOp(Conv2dPreparationOp):
    """A bias of one number per output channel, in the order the kernels want it."""

    bias_tensor = operand()
    device = operand(DEVICE)
    result = result()

    def verify_extra(self) -> None:
        require(rank_of(self.bias_tensor) == 4, "Bias must be a 4D tensor")
        got = shape_of(self.bias_tensor)[3]
        require(
            got == self.out_channels,
            f"Expected output channels attribute ({self.out_channels}) to match the number of "
            f"output channels in the bias tensor ({got})",
        )
        super().verify_extra()


class WeightsPreparationOp(Conv2dPreparationOp):
    """Weights in the order the kernels want them."""

    weight_tensor = operand()
    weights_format = prop(STRING)
    has_bias = prop(BOOL)
    device = operand(DEVICE)
    result = result()


class PrepareConv2dBiasOp(BiasPreparationOp):
    """Bias in the order `conv2d` wants it."""

    name = "ttnn.prepare_conv2d_bias"


class PrepareConv2dWeightsOp(WeightsPreparationOp):
    """Weights in the order `conv2d` wants them."""

    name = "ttnn.prepare_conv2d_weights"

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
        super().verify_extra()


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


class PrepareConvTranspose2dBiasOp(BiasPreparationOp):
    """Bias in the order `conv_transpose2d` wants it."""

    name = "ttnn.prepare_conv_transpose2d_bias"


class PrepareConvTranspose2dWeightsOp(WeightsPreparationOp):
    """Weights in the order `conv_transpose2d` wants them."""

    name = "ttnn.prepare_conv_transpose2d_weights"
    output_padding = prop(I32_ARRAY, (0, 0))
    mirror_kernel = prop(BOOL, True)

    def verify_extra(self) -> None:
        require(rank_of(self.weight_tensor) == 4, "Weight must be a 4D tensor")
        require(self.weights_format == "IOHW", "Only `IOHW` weights format is currently supported")
        super().verify_extra()
