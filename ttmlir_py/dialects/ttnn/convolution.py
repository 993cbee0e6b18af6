"""Convolutions over one, two and three spatial dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import Sizes, require, result_tensor
from ttmlir_py.dialects.ttcore.rules.convolution import (
    transposed_image,
    verify_channels,
    verify_extent,
    verify_transposed_channels,
)
from ttmlir_py.dialects.ttcore.rules.windows import Image, Window, compare_images, require_rank
from ttmlir_py.dialects.ttcore.shared import convolution as shared
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import (
    COMPUTE_CONFIG,
    CONV2D_CONFIG,
    CONV2D_SLICE_CONFIG,
    CONV3D_CONFIG,
)
from ttmlir_py.dialects.ttnn.types import DEVICE
from ttmlir_py.dialects.ttnn.windows import is_prepared, padding_of, window_of
from ttmlir_py.support.fields import operand, optional_prop, prop
from ttmlir_py.support.properties import I32_ARRAY, I32_ATTR, STRING
from ttmlir_py.support.shapes import Shape, rank_of, shape_of


class ConvolutionOp(shared.ConvolutionOp, PureOp):
    """A convolution of tensors of given sizes, on a device."""

    device = operand(DEVICE)
    in_channels = prop(I32_ATTR)
    out_channels = prop(I32_ATTR)
    batch_size = prop(I32_ATTR)
    compute_config = optional_prop(COMPUTE_CONFIG)


class ImageConvolutionOp(ConvolutionOp):
    """A convolution over two spatial dimensions."""

    input_height = prop(I32_ATTR)
    input_width = prop(I32_ATTR)
    kernel_size = prop(I32_ARRAY)
    stride = prop(I32_ARRAY)
    padding = prop(I32_ARRAY)
    dilation = prop(I32_ARRAY)
    conv2d_config = optional_prop(CONV2D_CONFIG)
    conv2d_slice_config = optional_prop(CONV2D_SLICE_CONFIG)

    @property
    def image(self) -> Image:
        """The sizes of the input's images."""
        return Image(self.batch_size, self.input_height, self.input_width, self.in_channels)


class Conv1dOp(ConvolutionOp):
    """Convolution over one spatial dimension."""

    name = "ttnn.conv1d"
    input_length = prop(I32_ATTR)
    kernel_size = prop(I32_ATTR)
    stride = prop(I32_ATTR)
    padding = prop(I32_ARRAY)
    dilation = prop(I32_ATTR)
    conv2d_config = optional_prop(CONV2D_CONFIG)
    conv2d_slice_config = optional_prop(CONV2D_SLICE_CONFIG)

    def infer(self) -> Sequence[Attribute]:
        output = self.results[0] if self.results else None
        require_rank(3, "input must be a 3D tensor (N, L_in, C)", input=self.input)
        require_rank(3, "weight must be a 3D tensor (O, C/G, K)", weight=self.weight)
        require_rank(4, "bias must be a 4D tensor (1, 1, 1, O)", bias=self.bias)
        require_rank(4, "output must be a 4D tensor (1, 1, N * L_out, O)", output=output)
        require(len(self.padding) == 2, "padding attribute must have exactly 2 elements ([pL, pR])")
        require(self.groups > 0, "groups must be a positive integer")
        require(self.in_channels % self.groups == 0, "in_channels must be divisible by groups")
        require(self.out_channels % self.groups == 0, "out_channels must be divisible by groups")
        extent = self.dilation * (self.kernel_size - 1) + 1
        length = (self.input_length + sum(self.padding) - extent) // self.stride + 1
        shape = (1, 1, self.batch_size * length, self.out_channels)
        mismatch = "output shape must be ({expected}), got ({actual})"
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]


class Conv2dOp(ImageConvolutionOp):
    """Convolution over two spatial dimensions."""

    name = "ttnn.conv2d"

    @property
    def window(self) -> Window:
        """The kernel's size, with stride, dilation and padding for height and width."""
        return window_of(self.kernel_size, self.stride, self.padding, self.dilation)

    def infer(self) -> Sequence[Attribute]:
        output = self.results[0] if self.results else None
        require_rank(
            4,
            "{name} must be a 4D tensor",
            Input=self.input,
            Weight=self.weight,
            Bias=self.bias,
            Output=output,
        )
        window, image = self.window, self.image
        weight = (self.out_channels, self.in_channels // self.groups, *window.kernel)
        if not is_prepared(self.weight):
            self._verify_weight(weight)
        self._verify_input(image)
        bias_channels = None if self.bias is None else shape_of(self.bias)[3]
        channels = shape_of(self.input)[3]
        verify_channels(channels, weight, self.groups, bias_channels)
        verify_extent(window, image)
        expected = window.slide(image, self.out_channels)
        if output is not None:
            compare_images(expected, shape_of(output), None, weighted=True)
        return [result_tensor(self, expected.flat, self.input)]

    def _verify_weight(self, expected: Shape) -> None:
        outputs, inputs, height, width = shape_of(self.weight)
        require(
            outputs == expected[0],
            f"Expected output channels attribute ({expected[0]}) to match the output channels in "
            f"the weight tensor ({outputs}).",
        )
        require(
            inputs == expected[1],
            f"Expected input channels / groups attribute ({self.in_channels}/{self.groups}) = "
            f"{expected[1]} to match the number of input channels per group in the weight tensor "
            f"({inputs}).",
        )
        for name, want, got in (("height", expected[2], height), ("width", expected[3], width)):
            require(
                want == got,
                f"Expected kernel {name} attribute ({want}) to match the kernel {name} in the "
                f"weight tensor ({got}).",
            )

    def _verify_input(self, image: Image) -> None:
        actual, wanted = shape_of(self.input)[2], image.flat[2]
        product = f"{image.batch} * {image.height} * {image.width} = {wanted}"
        require(
            actual == wanted,
            f"The input tensor's flattened dimension ({actual}) does not match the product of "
            f"batch_size_attr * input_height_attr * input_width_attr ({product}).",
        )


class Conv3dOp(ConvolutionOp):
    """Convolution over three spatial dimensions."""

    name = "ttnn.conv3d"
    input_depth = prop(I32_ATTR)
    input_height = prop(I32_ATTR)
    input_width = prop(I32_ATTR)
    kernel_size = prop(I32_ARRAY)
    stride = prop(I32_ARRAY)
    padding = prop(I32_ARRAY)
    padding_mode = prop(STRING, "zeros")
    conv3d_config = optional_prop(CONV3D_CONFIG)

    def infer(self) -> Sequence[Attribute]:
        output = self.results[0] if self.results else None
        require_rank(5, "input must be a 5D tensor [N, D, H, W, C]", input=self.input)
        require(
            rank_of(self.weight) in (2, 5),
            "weight must be either a 5D tensor [O, C/G, kD, kH, kW] (raw) or a 2D tensor "
            "[kD*kH*kW*C/G, O] (prepared)",
        )
        require_rank(2, "bias must be a 2D tensor [1, O]", bias=self.bias)
        require_rank(5, "result must be a 5D tensor [N, D_out, H_out, W_out, O]", result=output)
        self._verify_parameters()
        self._verify_weight()
        sizes = (self.input_depth, self.input_height, self.input_width)
        parameters = zip(sizes, self.kernel_size, self.stride, self.padding, strict=True)
        spatial = [
            (size + 2 * padding - kernel) // stride + 1
            for size, kernel, stride, padding in parameters
        ]
        shape = (self.batch_size, *spatial, self.out_channels)
        mismatch = "output shape ({actual}) does not match calculated shape ({expected})"
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]

    def _verify_parameters(self) -> None:
        parameters = (
            ("kernel_size", self.kernel_size, 1, ">= 1"),
            ("stride", self.stride, 1, "> 0"),
            ("padding", self.padding, 0, ">= 0"),
        )
        for name, values, least, rule in parameters:
            require(len(values) == 3, f"{name} must have 3 values, got: {len(values)}")
            require(min(values) >= least, f"{name} values must be {rule}, got: ({Sizes(values)})")
        require(
            self.padding_mode in ("zeros", "replicate"),
            f"padding_mode must be 'zeros' or 'replicate', got: {self.padding_mode}",
        )
        require(self.groups >= 1, f"groups must be >= 1, got: {self.groups}")
        counts = (("in_channels", self.in_channels), ("out_channels", self.out_channels))
        for name, count in counts:
            require(
                count % self.groups == 0,
                f"{name} ({count}) must be divisible by groups ({self.groups})",
            )

    def _verify_weight(self) -> None:
        weight = shape_of(self.weight)
        kernel = self.kernel_size
        outputs = self.out_channels
        if len(weight) == 2:
            flat = prod(kernel) * (self.in_channels // self.groups)
            require(
                weight[0] == flat,
                f"weight flattened dimension ({weight[0]}) must equal kD*kH*kW*C_in/groups "
                f"({flat})",
            )
        else:
            outputs = weight[0]
            require(
                weight[2:] == kernel,
                f"weight kernel dimensions ({Sizes(weight[2:])}) must match kernel_size "
                f"({Sizes(kernel)})",
            )
        if self.bias is not None:
            first, channels = shape_of(self.bias)
            require(
                channels == outputs,
                f"bias output channels ({channels}) must match weight output channels ({outputs})",
            )
            require(first == 1, f"bias first dimension must be 1, got {first}")


class ConvTranspose2dOp(ImageConvolutionOp):
    """Transposed convolution over two spatial dimensions."""

    name = "ttnn.conv_transpose2d"
    output_padding = prop(I32_ARRAY)

    @property
    def window(self) -> Window:
        """The kernel's size, with stride, dilation and padding for height and width."""
        parameters = (
            ("stride", self.stride, 1),
            ("padding", self.padding, 0),
            ("output padding", self.output_padding, 0),
            ("dilation", self.dilation, 1),
        )
        for name, values, least in parameters:
            require(min(values) >= least, f"Attribute '{name}' contains a value less than: {least}")
        height, width = self.kernel_size
        return Window(
            (height, width),
            (self.stride[0], self.stride[1]),
            (self.dilation[0], self.dilation[1]),
            padding_of(self.padding),
        )

    def infer(self) -> Sequence[Attribute]:
        output = self.results[0] if self.results else None
        require_rank(
            4,
            "{name} must be a 4D tensor",
            Input=self.input,
            Output=output,
            Weight=self.weight,
            Bias=self.bias,
        )
        shape = shape_of(self.input)
        require(
            self.in_channels == shape[-1],
            "Input channels attribute must match the last dimension of the input tensor",
        )
        require(
            output is None or self.out_channels == shape_of(output)[-1],
            "Output channels attribute match the last dimension of the output tensor",
        )
        image = self.image
        if image.flat[2] != shape[2]:
            self._verify_sizes(shape)
        window = self.window
        weight = None if is_prepared(self.weight) else shape_of(self.weight)
        bias_channels = None if self.bias is None else shape_of(self.bias)[-1]
        verify_transposed_channels(
            self.in_channels, self.out_channels, weight, self.groups, bias_channels
        )
        extra = (self.output_padding[0], self.output_padding[1])
        expected = transposed_image(image, window, extra, self.out_channels)
        # As upstream, nothing but the channels of a result that is given is compared.
        return self.result_types or [result_tensor(self, expected.flat, self.input)]

    def _verify_sizes(self, shape: Shape) -> None:
        sizes = (
            ("Batch size", "first", self.batch_size, shape[0]),
            ("Input height", "second", self.input_height, shape[1]),
            ("Input width", "third", self.input_width, shape[2]),
        )
        for name, place, want, got in sizes:
            require(
                want == got,
                f"{name} attribute must match the {place} dimension of the input tensor",
            )
