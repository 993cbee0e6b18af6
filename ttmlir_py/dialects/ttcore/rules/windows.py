"""Windows that slide over images: their parameters and the sizes that come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xdsl.ir import SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.base import Sizes, require
from ttmlir_py.support.shapes import Shape, rank_of

Pair = tuple[int, int]
IntOrSizes = int | Sequence[int]


class Image(NamedTuple):
    """The sizes of a batch of images."""

    batch: int
    height: int
    width: int
    channels: int

    @property
    def flat(self) -> Shape:
        """All pixels of all images in a row, as TTNN has them."""
        return (1, 1, self.batch * self.height * self.width, self.channels)


class Padding(NamedTuple):
    """Pixels added on every side."""

    top: int
    left: int
    bottom: int
    right: int


def pair(value: IntOrSizes, what: str) -> Pair:
    """One integer for height and width, or two."""
    if isinstance(value, int):
        return value, value
    if len(value) != 2:
        raise VerifyException(
            f"Expected integer or pair of integers, got tuple of size {len(value)}{what}"
        )
    return value[0], value[1]


def quadruple(value: IntOrSizes, what: str) -> Padding:
    """One integer for all sides, height and width, or top, left, bottom and right."""
    if isinstance(value, int):
        return Padding(value, value, value, value)
    match list(value):
        case [vertical, horizontal]:
            return Padding(vertical, horizontal, vertical, horizontal)
        case [top, left, bottom, right]:
            return Padding(top, left, bottom, right)
        case _:
            raise VerifyException(
                "Expected integer, pair, or tuple of size 4, but got tuple of size "
                f"{len(value)}{what}"
            )


def triple(value: IntOrSizes, what: str) -> tuple[int, int, int]:
    """One integer for depth, height and width, or three."""
    if isinstance(value, int):
        return value, value, value
    if len(value) != 3:
        raise VerifyException(
            f"Expected integer or tuple of three integers, got tuple of size {len(value)}{what}"
        )
    return value[0], value[1], value[2]


@dataclass(frozen=True)
class Window:
    """A kernel with how far it moves, how its elements are spread, and the padding around."""

    kernel: Pair
    stride: Pair
    dilation: Pair
    padding: Padding

    @property
    def extent(self) -> Pair:
        """The size of the area that the kernel covers."""
        return (
            self.dilation[0] * (self.kernel[0] - 1) + 1,
            self.dilation[1] * (self.kernel[1] - 1) + 1,
        )

    def padded(self, image: Image) -> Pair:
        """The size of an image with its padding."""
        top, left, bottom, right = self.padding
        return image.height + top + bottom, image.width + left + right

    def fits(self, image: Image) -> bool:
        """Whether the kernel is nowhere larger than the padded image."""
        return all(k <= p for k, p in zip(self.extent, self.padded(image), strict=True))

    def slide(self, image: Image, channels: int, *, ceil_mode: bool = False) -> Image:
        """The image of all positions; with `ceil_mode` also those that stick out at the end."""
        height, width = (
            _positions(padded, extent, stride, size + before, ceil_mode)
            for padded, extent, stride, size, before in zip(
                self.padded(image),
                self.extent,
                self.stride,
                (image.height, image.width),
                self.padding[:2],
                strict=True,
            )
        )
        return Image(image.batch, height, width, channels)


def _positions(padded: int, extent: int, stride: int, end: int, ceil_mode: bool) -> int:
    if not ceil_mode:
        return (padded - extent) // stride + 1
    count = -((extent - padded) // stride) + 1
    # A window must begin inside of the image or the padding before it.
    return count - 1 if (count - 1) * stride >= end else count


def require_rank(rank: int, message: str, **values: SSAValue | None) -> None:
    """Every value that is there has this rank; `{name}` in the message is which one."""
    for name, value in values.items():
        require(value is None or rank_of(value) == rank, message.format(name=name))


def compare_images(expected: Image, actual: Shape, dims: Shape | None, *, weighted: bool) -> None:
    """What upstream says about a result of other sizes; `dims` places NHWC, None is flat."""

    def say(text: str) -> str:
        return f"{text[0].upper()}{text[1:]}." if weighted else text

    source = "output channels in the weight tensor" if weighted else "input channels"
    channels = actual[dims[3] if dims else 3]
    require(
        dims is None or actual[dims[0]] == expected.batch,
        say(
            f"batch size from the input tensor ({expected.batch}) must match the first "
            f"dimension of the output tensor ({actual[dims[0] if dims else 0]})"
        ),
    )
    article = "the " if weighted else ""
    require(
        channels == expected.channels,
        say(
            f"{article}number of output channels from the output tensor ({channels}) must match "
            f"the number of {source} ({expected.channels})"
        ),
    )
    if dims is None:
        pixels = expected.flat[2]
        product = f"{expected.batch} * {expected.height} * {expected.width} = {pixels}"
        require(
            actual[2] == pixels,
            say(
                f"{article}output tensor's flattened dimension ({actual[2]}) does not match the "
                f"product of batch_size * output_height * output_width ({product})"
            ),
        )
        return
    sizes = actual[dims[1]], actual[dims[2]]
    wanted = expected.height, expected.width
    require(
        sizes == wanted,
        say(
            f"{article}output tensor height and width dimension ({Sizes(sizes)}) do not match "
            f"the expected dimensions ({Sizes(wanted)})"
        ),
    )


def placed(image: Image, dims: Shape | None) -> Shape:
    """An image's shape with batch, height, width and channels where `dims` says; flat if None."""
    if dims is None:
        return image.flat
    shape = [0] * 4
    for dim, size in zip(dims, image, strict=True):
        shape[dim] = size
    return tuple(shape)
