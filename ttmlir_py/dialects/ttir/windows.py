"""Window ops of ttir: images in any order of dimensions, or flattened."""

from __future__ import annotations

from xdsl.ir import SSAValue

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.dialects.ttcore.rules.windows import Image
from ttmlir_py.dialects.ttir.attributes import FlattenedCompatAttr
from ttmlir_py.support.shapes import Shape, shape_of

NHWC = (0, 1, 2, 3)


def image_of(
    value: SSAValue, dims: Shape, flattened: FlattenedCompatAttr | None, *, sentence: bool
) -> Image:
    """The images of a window op's input; `sentence` is the style of the error message."""
    shape = shape_of(value)
    if flattened is None:
        batch, height, width, channels = (shape[dim] for dim in dims)
        return Image(batch, height, width, channels)
    image = Image(
        flattened.batch_size, flattened.input_height, flattened.input_width, shape[dims[3]]
    )
    product = f"{image.batch} * {image.height} * {image.width} = {image.flat[2]}"
    text = (
        f"he input tensor's flattened dimension ({shape[2]}) does not match the product of "
        f"batch_size * input_height * input_width from FlattenedCompatInfo ({product})"
    )
    require(shape[2] == image.flat[2], f"T{text}." if sentence else f"t{text}")
    return image
