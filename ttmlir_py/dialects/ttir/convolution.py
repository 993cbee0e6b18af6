"""Convolutions over one, two and three spatial dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import Sizes, given_shape, require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import I32_OR_ARRAY
from ttmlir_py.dialects.ttcore.rules.convolution import (
    transposed_image,
    verify_channels,
    verify_extent,
    verify_transposed_channels,
    verify_window,
)
from ttmlir_py.dialects.ttcore.rules.windows import (
    Image,
    Window,
    compare_images,
    pair,
    placed,
    quadruple,
    require_rank,
    triple,
)
from ttmlir_py.dialects.ttcore.shared import convolution as shared
from ttmlir_py.dialects.ttir.kinds import FLATTENED_COMPAT
from ttmlir_py.dialects.ttir.windows import image_of
from ttmlir_py.support.fields import optional_prop, prop
from ttmlir_py.support.properties import I64_ATTR, STRING
from ttmlir_py.support.shapes import Shape, shape_of


class Conv1dOp(shared.ConvolutionOp):
    """Convolution over one spatial dimension."""

    name = "ttir.conv1d"
    stride = prop(I32_OR_ARRAY)
    padding = prop(I32_OR_ARRAY)
    dilation = prop(I32_OR_ARRAY)
    batch_dim = prop(I64_ATTR, 0)
    length_dim = prop(I64_ATTR, 1)
    channel_dim = prop(I64_ATTR, 2)

    def infer(self) -> Sequence[Attribute]:
        output = self.results[0] if self.results else None
        require_rank(3, "input must be a 3D tensor", input=self.input)
        require_rank(3, "weight must be a 3D tensor (O, C/G, K)", weight=self.weight)
        require_rank(3, "bias must be a 3D tensor (1, 1, O)", bias=self.bias)
        require_rank(3, "output must be a 3D tensor", output=output)
        shape, weight = shape_of(self.input), shape_of(self.weight)
        channels, groups = shape[self.channel_dim], self.groups
        outputs = weight[0] if output is None else shape_of(output)[self.channel_dim]
        _verify_groups(channels, outputs, weight, groups)
        stride, dilation = _first(self.stride), _first(self.dilation)
        extent = dilation * (weight[2] - 1) + 1
        before, after = _sides(self.padding)
        sizes = [0, 0, 0]
        sizes[self.batch_dim] = shape[self.batch_dim]
        sizes[self.length_dim] = (shape[self.length_dim] + before + after - extent) // stride + 1
        sizes[self.channel_dim] = outputs
        mismatch = "output shape must be ({expected}), got ({actual})"
        return [result_tensor(self, sizes, self.input, mismatch=mismatch)]


class ImageConvolutionOp(shared.ConvolutionOp):
    """A convolution over two spatial dimensions, whose dimensions may stand in any order."""

    stride = prop(I32_OR_ARRAY)
    padding = prop(I32_OR_ARRAY)
    dilation = prop(I32_OR_ARRAY)
    batch_dim = prop(I64_ATTR, 0)
    height_dim = prop(I64_ATTR, 1)
    width_dim = prop(I64_ATTR, 2)
    channel_dim = prop(I64_ATTR, 3)
    flattened_compat_info = optional_prop(FLATTENED_COMPAT)

    @property
    def image_dims(self) -> Shape:
        """Where batch, height, width and channels are."""
        return (self.batch_dim, self.height_dim, self.width_dim, self.channel_dim)


class Conv2dOp(ImageConvolutionOp):
    """Convolution over two spatial dimensions."""

    name = "ttir.conv2d"

    @property
    def window(self) -> Window:
        """The kernel's size, with stride, dilation and padding for height and width."""
        _, _, height, width = shape_of(self.weight)
        stride = pair(self.stride, " for stride")
        padding = quadruple(self.padding, " for padding")
        return Window((height, width), stride, pair(self.dilation, " for dilation"), padding)

    def infer(self) -> Sequence[Attribute]:
        output = self.results[0] if self.results else None
        require_rank(
            4,
            "{name} must be a 4D tensor",
            input=self.input,
            weight=self.weight,
            bias=self.bias,
            output=output,
        )
        dims = self.image_dims
        image = image_of(self.input, dims, self.flattened_compat_info, sentence=True)
        window = self.window
        verify_window(window)
        weight = shape_of(self.weight)
        bias_channels = None if self.bias is None else shape_of(self.bias)[self.channel_dim]
        verify_channels(image.channels, weight, self.groups, bias_channels)
        verify_extent(window, image)
        expected = window.slide(image, weight[0])
        where = None if self.flattened_compat_info else dims
        if output is not None:
            compare_images(expected, shape_of(output), where, weighted=True)
        return [result_tensor(self, placed(expected, where), self.input)]


class Conv3dOp(shared.ConvolutionOp):
    """Convolution over three spatial dimensions."""

    name = "ttir.conv3d"
    stride = prop(I32_OR_ARRAY)
    padding = prop(I32_OR_ARRAY)
    batch_dim = prop(I64_ATTR, 0)
    depth_dim = prop(I64_ATTR, 1)
    height_dim = prop(I64_ATTR, 2)
    width_dim = prop(I64_ATTR, 3)
    channel_dim = prop(I64_ATTR, 4)
    padding_mode = prop(STRING, "zeros")

    def infer(self) -> Sequence[Attribute]:
        output = self.results[0] if self.results else None
        require_rank(5, "{name} must be a 5D tensor", input=self.input, weight=self.weight)
        require_rank(5, "bias must be a 5D tensor with shape (1,1,1,1,C_out)", bias=self.bias)
        require_rank(5, "output must be a 5D tensor", output=output)
        stride, padding = triple(self.stride, " for stride"), triple(self.padding, " for padding")
        require(min(stride) > 0, "Stride attribute values must be > 0.")
        require(min(padding) >= 0, "Padding attribute values must be >= 0.")
        require(
            self.padding_mode in ("zeros", "replicate"),
            "padding_mode must be either 'zeros' or 'replicate'",
        )
        shape, weight = shape_of(self.input), shape_of(self.weight)
        bias_channels = None if self.bias is None else shape_of(self.bias)[self.channel_dim]
        verify_channels(shape[self.channel_dim], weight, self.groups, bias_channels)
        dims = (self.depth_dim, self.height_dim, self.width_dim)
        padded = [shape[dim] + 2 * pad for dim, pad in zip(dims, padding, strict=True)]
        kernel = weight[2:]
        require(
            all(k <= p for k, p in zip(kernel, padded, strict=True)),
            f"The kernel size ({Sizes(kernel)}) cannot be greater than the padded input size per "
            f"channel ({Sizes(padded)}).",
        )
        sizes = list(shape)
        sizes[self.channel_dim] = weight[0]
        for dim, size, k, step in zip(dims, padded, kernel, stride, strict=True):
            sizes[dim] = (size - k) // step + 1
        mismatch = "The output shape ({actual}) does not match the expected shape ({expected})."
        return [result_tensor(self, sizes, self.input, mismatch=mismatch)]


class ConvTranspose2dOp(ImageConvolutionOp):
    """Transposed convolution over two spatial dimensions."""

    name = "ttir.conv_transpose2d"
    output_padding = prop(I32_OR_ARRAY)

    @property
    def window(self) -> Window:
        """The kernel's size, with stride, dilation and padding for height and width."""
        _, _, height, width = shape_of(self.weight)
        stride = pair(self.stride, " for stride")
        require(min(stride) >= 1, "Stride values must be greater than 0")
        padding = quadruple(self.padding, " for padding")
        require(min(padding) >= 0, "Padding values must be greater or equal than 0")
        dilation = pair(self.dilation, " for dilation")
        require(min(dilation) >= 1, "Dilation values must be greater than 0")
        return Window((height, width), stride, dilation, padding)

    def infer(self) -> Sequence[Attribute]:
        output = self.results[0] if self.results else None
        dims = self.image_dims
        flattened = self.flattened_compat_info
        require_rank(
            4,
            "{name} must be a 4D tensor",
            Input=self.input,
            Output=output,
            Weight=self.weight,
            Bias=self.bias,
        )
        image = image_of(self.input, dims, flattened, sentence=True)
        window = self.window
        extra = pair(self.output_padding, " for output padding")
        require(min(extra) >= 0, "Output padding values must be greater or equal than 0")
        weight = shape_of(self.weight)
        given = given_shape(self)
        if given is not None:
            require(
                flattened is not None or given[0] == image.batch,
                "Batch size of input and output tensors must match",
            )
        channels = weight[1] * self.groups if given is None else given[self.channel_dim]
        bias_channels = None if self.bias is None else shape_of(self.bias)[self.channel_dim]
        verify_transposed_channels(image.channels, channels, weight, self.groups, bias_channels)
        expected = transposed_image(image, window, extra, channels)
        where = None if flattened else dims
        if given is not None:
            _compare_transposed(expected, given, where)
        return [result_tensor(self, placed(expected, where), self.input)]


def _compare_transposed(expected: Image, actual: Shape, dims: Shape | None) -> None:
    if dims is None:
        pixels = expected.flat[2]
        require(
            actual[2] == pixels,
            "Mismatch between expected flattened NHW dim size. "
            f"Expected: {pixels}, got: {actual[2]}.",
        )
        return
    height, width = actual[dims[1]], actual[dims[2]]
    require(
        (height, width) == (expected.height, expected.width),
        "Mismatch between expected output size per channel and got output tensor dimensions. "
        f"Expected: ({expected.height} x {expected.width}), got: ({height} x {width}).",
    )


def _verify_groups(channels: int, outputs: int, weight: Shape, groups: int) -> None:
    require(groups > 0, "groups must be a positive integer")
    for name, count in (("input", channels), ("output", outputs)):
        require(
            count % groups == 0,
            f"number of {name} channels ({count}) must be divisible by groups ({groups})",
        )
    require(
        weight[0] == outputs,
        f"expected weight's output channel dimension ({weight[0]}) to match the output tensor's "
        f"channel dimension ({outputs})",
    )
    require(
        weight[1] == channels // groups,
        f"expected weight's input channel dimension ({weight[1]}) to match in_channels / groups "
        f"({channels // groups})",
    )


def _first(value: int | Sequence[int]) -> int:
    """One parameter of a one-dimensional convolution."""
    return value if isinstance(value, int) else value[0]


def _sides(padding: int | Sequence[int]) -> tuple[int, int]:
    """Padding before and after."""
    if isinstance(padding, int):
        return padding, padding
    return padding[0], padding[-1]
