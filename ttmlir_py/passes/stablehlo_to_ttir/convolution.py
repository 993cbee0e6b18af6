"""Convolutions in TTIR: any layout, dilation, grouping and reversal brought to the forms it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.stablehlo import convolution as stablehlo
from ttmlir_py.dialects.ttir import convolution as ttir
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.passes.stablehlo_to_ttir.constants import integers_of
from ttmlir_py.passes.stablehlo_to_ttir.data_movement import pad_interior, pad_or_crop
from ttmlir_py.passes.stablehlo_to_ttir.positions import inverse
from ttmlir_py.support.shapes import Shape, element_of, shape_of, with_shape


@dataclass(frozen=True)
class Image:
    """A convolution of `x` (batch, spatial..., channels) with `weight` (out, in, spatial...)."""

    x: SSAValue
    weight: SSAValue
    strides: Shape
    low: Shape
    high: Shape
    dilations: Shape
    groups: int

    @property
    def rank(self) -> int:
        """The number of spatial dimensions."""
        return len(self.strides)

    @property
    def result_shape(self) -> Shape:
        """Batch, spatial dimensions, channels."""
        x, weight = shape_of(self.x), shape_of(self.weight)
        spatial = [
            (x[1 + i] + self.low[i] + self.high[i] - self.dilations[i] * (weight[2 + i] - 1) - 1)
            // self.strides[i]
            + 1
            for i in range(self.rank)
        ]
        return (x[0], *spatial, weight[0])


def _convolution(op: stablehlo.ConvolutionOp, build: TTIRBuilder) -> SSAValue:
    return _padded_convolution(op, op.padding, build)


def _dynamic_conv(op: stablehlo.DynamicConvOp, build: TTIRBuilder) -> SSAValue:
    padding = integers_of(op.padding)
    if padding is None:
        raise Unsupported("dynamic padding has no TTIR form")
    return _padded_convolution(op, tuple(_pairs(padding)), build)


def _pairs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers in pairs."""
    return zip(numbers[::2], numbers[1::2], strict=True)


def _padded_convolution(
    op: stablehlo.WindowedOp, padding: Sequence[Sequence[int]] | None, build: TTIRBuilder
) -> SSAValue:
    numbers = op.dimension_numbers
    image = _image(op, padding, build)
    image = _grouped_by_batch(build, image, op.batch_group_count)
    image = _without_crops(build, image)
    match image.rank:
        case 0:
            result = _conv2d(build, _expanded(build, _expanded(build, image)))
        case 1:
            result = _conv2d(build, _expanded(build, image))
        case 2:
            result = _conv2d(build, image)
        case 3:
            result = _conv3d(build, image)
        case _:
            raise Unsupported(f"a convolution over {image.rank} dimensions has no TTIR form")
    result = build.reshape(result, image.result_shape)
    order = [
        numbers.output_batch_dimension,
        *numbers.output_spatial_dimensions,
        numbers.output_feature_dimension,
    ]
    return build.permute(result, inverse(order))


def _image(
    op: stablehlo.WindowedOp, padding: Sequence[Sequence[int]] | None, build: TTIRBuilder
) -> Image:
    """The operands in TTIR's layout, spread by what the left one is dilated by."""
    numbers = op.dimension_numbers
    element = element_of(op.results[0])
    spatial = len(numbers.input_spatial_dimensions)
    ones, zeros = (1,) * spatial, (0,) * spatial
    x = build.permute(
        build.typecast(op.lhs, element),
        [
            numbers.input_batch_dimension,
            *numbers.input_spatial_dimensions,
            numbers.input_feature_dimension,
        ],
    )
    weight = build.permute(
        build.typecast(op.rhs, element),
        [
            numbers.kernel_output_feature_dimension,
            numbers.kernel_input_feature_dimension,
            *numbers.kernel_spatial_dimensions,
        ],
    )
    turned = [2 + i for i, turn in enumerate(op.window_reversal or ()) if turn]
    interior = [dilation - 1 for dilation in op.lhs_dilation or ones]
    if any(interior):
        x = pad_interior(build, x, [0, *interior, 0], build.full((), element, 0))
    padding = padding or tuple(zip(zeros, zeros, strict=True))
    return Image(
        x,
        build.reverse(weight, turned),
        tuple(op.window_strides or ones),
        tuple(pair[0] for pair in padding),
        tuple(pair[1] for pair in padding),
        tuple(op.rhs_dilation or ones),
        op.feature_group_count,
    )


def _grouped_by_batch(build: TTIRBuilder, image: Image, groups: int) -> Image:
    """Groups of the batch become groups of channels."""
    if groups == 1:
        return image
    batch, *spatial, channels = shape_of(image.x)
    x = build.reshape(image.x, (groups, batch // groups, *spatial, channels))
    rank = len(spatial)
    x = build.permute(x, [1, *range(2, 2 + rank), 0, 2 + rank])
    x = build.reshape(x, (batch // groups, *spatial, groups * channels))
    return replace(image, x=x, groups=groups)


def _without_crops(build: TTIRBuilder, image: Image) -> Image:
    """Negative padding cuts the image beforehand."""
    if min((*image.low, *image.high), default=0) >= 0:
        return image
    low, high = ([min(n, 0) for n in pads] for pads in (image.low, image.high))
    zero = build.full((), element_of(image.x), 0)
    return replace(
        image,
        x=pad_or_crop(build, image.x, [0, *low, 0], [0, *high, 0], zero),
        low=tuple(max(n, 0) for n in image.low),
        high=tuple(max(n, 0) for n in image.high),
    )


def _expanded(build: TTIRBuilder, image: Image) -> Image:
    """The same with one more spatial dimension, of size 1, in front."""
    x, weight = shape_of(image.x), shape_of(image.weight)
    return Image(
        build.reshape(image.x, (x[0], 1, *x[1:])),
        build.reshape(image.weight, (*weight[:2], 1, *weight[2:])),
        (1, *image.strides),
        (0, *image.low),
        (0, *image.high),
        (1, *image.dilations),
        image.groups,
    )


def _conv2d(build: TTIRBuilder, image: Image) -> SSAValue:
    return build(
        ttir.Conv2dOp(
            image.x,
            image.weight,
            stride=image.strides,
            padding=(*image.low, *image.high),
            dilation=image.dilations,
            groups=image.groups,
            result_types=[_result_type(image)],
        )
    )


def _conv3d(build: TTIRBuilder, image: Image) -> SSAValue:
    """TTIR pads both sides alike and does not dilate: the rest is done beforehand."""
    zero = build.full((), element_of(image.x), 0)
    weight = pad_interior(build, image.weight, [0, 0, *(d - 1 for d in image.dilations)], zero)
    image = replace(image, weight=weight, dilations=(1, 1, 1))
    if image.low != image.high:
        x = build.pad(image.x, [0, *image.low, 0], [0, *image.high, 0], zero)
        image = replace(image, x=x, low=(0, 0, 0), high=(0, 0, 0))
    return build(
        ttir.Conv3dOp(
            image.x,
            image.weight,
            stride=image.strides,
            padding=image.low,
            groups=image.groups,
            result_types=[_result_type(image)],
        )
    )


def _result_type(image: Image) -> Attribute:
    return with_shape(image.x, image.result_shape)


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.ConvolutionOp: _convolution,
    stablehlo.DynamicConvOp: _dynamic_conv,
}
