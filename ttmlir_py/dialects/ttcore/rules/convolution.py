"""Shapes of convolutions."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.dialects.ttcore.rules.windows import Image, Window
from ttmlir_py.support.shapes import Shape


def verify_window(window: Window) -> None:
    """Strides and dilations move forward, padding adds."""
    require(min(window.stride) > 0, "Stride attribute values must be > 0.")
    require(min(window.dilation) > 0, "Dilation attribute values must be > 0.")
    require(min(window.padding) >= 0, "Padding attribute values must be >= 0.")


def verify_channels(channels: int, weight: Shape, groups: int, bias_channels: int | None) -> None:
    """Channels divide into groups and agree between input, weight and bias."""
    outputs, per_group = weight[0], weight[1]
    require(
        channels % groups == 0,
        f"The number of input channels from the input tensor ({channels}) is not divisible by "
        f"the number of groups ({groups}).",
    )
    require(
        outputs % groups == 0,
        f"The number of output channels from the weight tensor ({outputs}) is not divisible by "
        f"the number of groups ({groups}).",
    )
    require(
        channels // groups == per_group,
        f"The number of input channels per group ({channels // groups}) must match the number "
        f"of input channels in the weight tensor ({per_group}).",
    )
    require(
        bias_channels in (None, outputs),
        f"The number of output channels from the weight tensor ({outputs}) must match the "
        f"number of output channels in the bias tensor ({bias_channels}).",
    )


def verify_extent(window: Window, image: Image) -> None:
    """The kernel is not larger than the padded image."""
    extent, padded = window.extent, window.padded(image)
    require(
        window.fits(image),
        f"The effective kernel size ({extent[0]}, {extent[1]}) cannot be greater than the "
        f"padded input size per channel ({padded[0]}, {padded[1]}).",
    )


def transposed_image(
    image: Image, window: Window, output_padding: tuple[int, int], channels: int
) -> Image:
    """The images a transposed convolution makes."""
    top, left, bottom, right = window.padding
    sizes = [
        (size - 1) * stride - padding + extent + extra
        for size, stride, padding, extent, extra in zip(
            (image.height, image.width),
            window.stride,
            (top + bottom, left + right),
            window.extent,
            output_padding,
            strict=True,
        )
    ]
    require(
        min(sizes) >= 0,
        f"Given input size per channel: ({image.height} x {image.width}). Calculated output "
        f"size per channel: ({sizes[0]} x {sizes[1]}). Output size is too small",
    )
    return Image(image.batch, sizes[0], sizes[1], channels)


def verify_transposed_channels(
    inputs: int, outputs: int, weight: Shape | None, groups: int, bias_channels: int | None
) -> None:
    """Channels of a transposed convolution; its weight has input channels first."""
    for name, count in (("input", inputs), ("output", outputs)):
        require(
            count % groups == 0,
            f"Number of {name} channels from {name} tensor must be divisible by the number of "
            f"groups. Got {count} {name} channels and {groups} groups.",
        )
    if weight is not None:
        require(
            inputs == weight[0],
            "Number of input channels from input tensor must match the first dimension of the "
            f"weight tensor. Got {inputs} input channels and {weight[0]} in the weight tensor.",
        )
        require(
            outputs // groups == weight[1],
            "Number of output channels per group must match the second dimension of the weight "
            f"tensor. Got {outputs // groups} output channels per group and {weight[1]} in the "
            "weight tensor.",
        )
    require(
        bias_channels in (None, outputs),
        f"Mismatch in bias tensor dimensions. Bias tensor has {bias_channels} channels, but "
        f"the output tensor has {outputs} channels.",
    )
