"""Pooling windows over images, and upsampling."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, given_shape, require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import I32_OR_ARRAY
from ttmlir_py.dialects.ttcore.rules.windows import (
    Image,
    Window,
    compare_images,
    pair,
    placed,
    quadruple,
    require_rank,
)
from ttmlir_py.dialects.ttcore.shared import pooling as shared
from ttmlir_py.dialects.ttir.kinds import FLATTENED_COMPAT
from ttmlir_py.dialects.ttir.windows import NHWC, image_of
from ttmlir_py.support.element_types import I32, is_integer
from ttmlir_py.support.fields import Result, operand, optional_prop, prop, result, variadic_operand
from ttmlir_py.support.properties import BOOL
from ttmlir_py.support.shapes import Shape, element_of, shape_of


class PoolOp(PureOp):
    """A window that slides over images in NHWC order."""

    input = operand()
    kernel = prop(I32_OR_ARRAY)
    stride = prop(I32_OR_ARRAY)
    dilation = prop(I32_OR_ARRAY)
    padding = prop(I32_OR_ARRAY)
    ceil_mode = prop(BOOL)
    flattened_compat_info = optional_prop(FLATTENED_COMPAT)
    result = result()

    @property
    def window(self) -> Window:
        """The window's parameters for height and width."""
        return Window(
            pair(self.kernel, " for kernel attribute"),
            pair(self.stride, " for stride attribute"),
            pair(self.dilation, " for dilation attribute"),
            quadruple(self.padding, " for padding attribute"),
        )

    def infer(self) -> Sequence[Attribute]:
        return [result_tensor(self, self.pooled_shape(), self.input)]

    def pooled_shape(self) -> Shape:
        """The shape of the result, compared with the one it has."""
        output = self.results[0] if self.results else None
        require_rank(4, "{name} must be a 4D tensor", input=self.input, output=output)
        image = image_of(self.input, NHWC, self.flattened_compat_info, sentence=False)
        window = self.window
        _verify_window(window, image)
        pooled = window.slide(image, image.channels, ceil_mode=self.ceil_mode)
        dims = None if self.flattened_compat_info else NHWC
        if output is not None:
            compare_images(pooled, shape_of(output), dims, weighted=False)
        return placed(pooled, dims)


def _verify_window(window: Window, image: Image) -> None:
    require(min(window.kernel) > 0, "kernel size attribute values must be > 0")
    require(min(window.stride) > 0, "stride attribute values must be > 0")
    require(min(window.dilation) > 0, "dilation attribute values must be > 0")
    require(min(window.padding) >= 0, "padding attribute values must be >= 0")
    extent, padded = window.extent, window.padded(image)
    require(
        window.fits(image),
        f"effective kernel size ({extent[0]}, {extent[1]}) cannot be greater than the padded "
        f"input size per channel ({padded[0]}, {padded[1]})",
    )


class AvgPool2dOp(PoolOp):
    """Mean over windows of an image."""

    name = "ttir.avg_pool2d"
    count_include_pad = prop(BOOL, True)


class GlobalAvgPool2dOp(PureOp):
    """Mean over the whole of every image."""

    name = "ttir.global_avg_pool2d"
    input = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = shape_of(self.input)
        require(
            len(shape) >= 2,
            "input tensor must have at least 2 dimensions for global average pooling over 2 "
            "spatial dimensions",
        )
        given = given_shape(self)
        if given is not None:
            require(
                len(given) == len(shape), "output tensor must have the same rank as input tensor"
            )
            require(
                given[0] == shape[0],
                "batch dimension must remain the same between input and output",
            )
            require(set(given[-3:-1]) == {1}, "spatial dimensions must be reduced to 1")
            require(
                given[-1] == shape[-1],
                "channel dimension must remain the same between input and output",
            )
        return [result_tensor(self, (*shape[:-3], 1, 1, shape[-1]), self.input)]


class MaxPool2dOp(PoolOp):
    """Maximum over windows of an image."""

    name = "ttir.max_pool2d"


class MaxPool2dWithIndicesOp(PoolOp):
    """Maximum over windows of an image, and where it stands."""

    name = "ttir.max_pool2d_with_indices"
    output = variadic_operand()
    result_indices = Result()

    def infer(self) -> Sequence[Attribute]:
        shape = self.pooled_shape()
        mismatch = "Pooled values and indices must have the same shape"
        return [
            result_tensor(self, shape, self.input),
            result_tensor(self, shape, TensorType(I32, shape), index=1, mismatch=mismatch),
        ]

    def verify_extra(self) -> None:
        require(
            is_integer(element_of(self.result_indices)),
            "Indices result must have integer element type",
        )


class Upsample2dOp(shared.UpsampleOp):
    """Enlarges images by integer factors."""

    name = "ttir.upsample2d"
