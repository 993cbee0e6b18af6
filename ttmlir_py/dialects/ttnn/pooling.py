"""Pooling windows over images, and upsampling."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import Sizes, require, result_tensor
from ttmlir_py.dialects.ttcore.rules.windows import Image, Window, pair, quadruple
from ttmlir_py.dialects.ttcore.shared import pooling as shared
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import TENSOR_MEMORY_LAYOUT
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.fields import Result, operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, I32_ARRAY, SI32_ATTR
from ttmlir_py.support.shapes import Shape, shape_of


class PoolOp(PureOp):
    """A window that slides over images whose pixels stand in a row: (1, 1, N*H*W, C)."""

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

    @property
    def image(self) -> Image:
        """The sizes of the input's images."""
        return Image(self.batch_size, self.input_height, self.input_width, self.channels)

    @property
    def window(self) -> Window:
        """The window's parameters for height and width."""
        require(
            len(self.padding) in (2, 4),
            f"Padding must have 2 or 4 elements. Received {len(self.padding)} elements.",
        )
        return Window(
            pair(self.kernel_size, " for kernel attribute"),
            pair(self.stride, " for stride attribute"),
            pair(self.dilation, " for dilation attribute"),
            quadruple(self.padding, " for padding attribute"),
        )

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, self.pooled_shape(), self.input, mismatch=_MISMATCH)]

    def pooled_shape(self) -> Shape:
        """The shape of the result."""
        window, image = self.window, self.image
        self._verify_kernel(window, image)
        self._verify_input(image)
        return window.slide(image, image.channels, ceil_mode=self.ceil_mode).flat

    def _verify_kernel(self, window: Window, image: Image) -> None:
        sizes = (("height", image.height), ("width", image.width))
        for i, (name, size) in enumerate(sizes):
            require(
                window.kernel[i] <= window.padded(image)[i],
                f"Kernel {name} {window.kernel[i]} is greater than input {name} {size}. "
                f"This {self.name} configuration is invalid.",
            )

    def _verify_input(self, image: Image) -> None:
        shape = shape_of(self.input)
        require(
            len(shape) == 4,
            f"Input tensor rank must be 4. Received input with rank {len(shape)}. "
            f"Shape: ({Sizes(shape)}).",
        )
        require(
            shape[:2] == (1, 1),
            f"{self.name} input must be in the form (1, 1, N*H*W, C). Received shape "
            f"({Sizes(shape)}).",
        )
        batch, height, width, channels = image
        require(
            shape[2] == image.flat[2],
            f"{self.name} shape ({Sizes(shape)}) at dim -2 must be equal to N*H*W. However the "
            f"attributes given are N={batch}, H={height}, W={width}. "
            f"{batch}*{height}*{width} != {shape[2]}.",
        )
        require(
            shape[3] == channels,
            f"{self.name} shape ({Sizes(shape)}) at dim -3 must be equal to C. However the "
            f"attribute given is C={channels}. {shape[3]} != {channels}",
        )


_MISMATCH = "output shape must be ({expected}), got ({actual})"


class AvgPool2dOp(PoolOp):
    """Mean over windows of an image."""

    name = "ttnn.avg_pool2d"
    count_include_pad = prop(BOOL, True)


class GlobalAvgPool2dOp(PureOp):
    """Mean over the whole of every image."""

    name = "ttnn.global_avg_pool2d"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = shape_of(self.input)
        require(len(shape) == 4, "input tensor must be a 4D tensor")
        batch, *_, channels = shape
        return [result_tensor(self, (batch, 1, 1, channels), self.input)]


class MaxPool2dOp(PoolOp):
    """Maximum over windows of an image."""

    name = "ttnn.max_pool2d"


class MaxPool2dWithIndicesOp(PoolOp):
    """Maximum over windows of an image, and where it stands."""

    name = "ttnn.max_pool2d_with_indices"
    result_indices = Result()

    def infer(self) -> Sequence[Attribute]:
        shape = self.pooled_shape()
        return [
            result_tensor(self, shape, self.input, mismatch=_MISMATCH),
            result_tensor(self, shape, TensorType(I32, shape), index=1, mismatch=_MISMATCH),
        ]


class UpsampleOp(shared.UpsampleOp, PureOp):
    """Enlarges images by integer factors."""

    name = "ttnn.upsample"
