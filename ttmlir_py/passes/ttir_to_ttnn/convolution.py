"""Convolutions to TTNN: channels last, sizes as attributes, images flattened to rows."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir import convolution as ttir
from ttmlir_py.dialects.ttnn import convolution as ttnn
from ttmlir_py.dialects.ttnn.configs import Conv2dConfigAttr
from ttmlir_py.passes.ttir_to_ttnn.devices import device_of
from ttmlir_py.passes.ttir_to_ttnn.moves import reshaped
from ttmlir_py.passes.ttnn.tensor_types import changed
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.syntax.diagnostics import fail


def sizes(value: int | Sequence[int], count: int) -> tuple[int, ...]:
    """One number for every dimension, as TTNN wants it: `3` is `(3, 3)`, `(1, 2)` padding 4."""
    given = (value,) if isinstance(value, int) else tuple(value)
    return given * (count // len(given))


def conv1d(op: ttir.Conv1dOp, build: Builder) -> SSAValue | None:
    """TTNN's result is `(1, 1, batch * length, channels)`."""
    if (op.batch_dim, op.length_dim, op.channel_dim) != (0, 1, 2):
        return None
    batch, length, channels = shape_of(op.input)
    result = shape_of(op.result)
    bias = op.bias and reshaped(build, op.bias, (1, 1, 1, result[2]))
    flat = changed(op.result.type, shape=(1, 1, batch * result[1], result[2]))
    convolved = build(
        ttnn.Conv1dOp(
            op.input,
            op.weight,
            bias,
            device_of(op),
            in_channels=channels,
            out_channels=result[2],
            batch_size=batch,
            input_length=length,
            kernel_size=shape_of(op.weight)[2],
            stride=sizes(op.stride, 1)[0],
            padding=sizes(op.padding, 2),
            dilation=sizes(op.dilation, 1)[0],
            groups=op.groups,
            conv2d_config=Conv2dConfigAttr(config_tensors_in_dram=False),
            result_types=[flat],
        )
    )
    return reshaped(build, convolved, result)


def conv2d(op: ttir.Conv2dOp, build: Builder) -> SSAValue | None:
    """TTNN orders padding top, bottom, left, right; TTIR top, left, bottom, right."""
    image = op.flattened_compat_info
    if image is None:
        return None
    padding = sizes(op.padding, 2) if isinstance(op.padding, int) else op.padding
    if len(padding) == 4:
        top, left, bottom, right = padding
        padding = (top, bottom, left, right)
    return build(
        ttnn.Conv2dOp(
            op.input,
            op.weight,
            op.bias,
            device_of(op),
            in_channels=shape_of(op.input)[3],
            out_channels=shape_of(op.result)[3],
            batch_size=image.batch_size,
            input_height=image.input_height,
            input_width=image.input_width,
            kernel_size=shape_of(op.weight)[2:4],
            stride=sizes(op.stride, 2),
            padding=padding,
            dilation=sizes(op.dilation, 2),
            groups=op.groups,
            conv2d_config=Conv2dConfigAttr(config_tensors_in_dram=True),
            result_types=op.result_types,
        )
    )


def conv3d(op: ttir.Conv3dOp, build: Builder) -> SSAValue | None:
    """TTNN has no groups, and takes the bias as `(1, channels)`."""
    dims = (op.batch_dim, op.depth_dim, op.height_dim, op.width_dim, op.channel_dim)
    if dims != (0, 1, 2, 3, 4) or op.groups != 1:
        return None
    batch, depth, height, width, channels = shape_of(op.input)
    out_channels = shape_of(op.result)[4]
    return build(
        ttnn.Conv3dOp(
            op.input,
            op.weight,
            op.bias and reshaped(build, op.bias, (1, out_channels)),
            device_of(op),
            in_channels=channels,
            out_channels=out_channels,
            batch_size=batch,
            input_depth=depth,
            input_height=height,
            input_width=width,
            kernel_size=shape_of(op.weight)[2:5],
            stride=sizes(op.stride, 3),
            padding=sizes(op.padding, 3),
            padding_mode=op.padding_mode,
            groups=op.groups,
            result_types=op.result_types,
        )
    )


def conv_transpose2d(op: ttir.ConvTranspose2dOp, build: Builder) -> SSAValue | None:
    """TTNN pads both sides alike."""
    image = op.flattened_compat_info
    if image is None:
        return None
    top, left, bottom, right = sizes(op.padding, 4)
    if (top, left) != (bottom, right):
        fail(
            op,
            "TTNN only supports padding height/width attributes. Thus, padding_top/padding_left "
            "must equal padding_bottom/padding_right for the op to execute as expected.",
        )
    return build(
        ttnn.ConvTranspose2dOp(
            op.input,
            op.weight,
            op.bias,
            device_of(op),
            in_channels=shape_of(op.input)[3],
            out_channels=shape_of(op.result)[3],
            batch_size=image.batch_size,
            input_height=image.input_height,
            input_width=image.input_width,
            kernel_size=shape_of(op.weight)[2:4],
            stride=sizes(op.stride, 2),
            padding=(top, left),
            output_padding=sizes(op.output_padding, 2),
            dilation=sizes(op.dilation, 2),
            groups=op.groups,
            conv2d_config=Conv2dConfigAttr(config_tensors_in_dram=True),
            result_types=op.result_types,
        )
    )


ROWS: dict[type[Operation], Lowering] = {
    ttir.Conv1dOp: conv1d,
    ttir.Conv2dOp: conv2d,
    ttir.Conv3dOp: conv3d,
    ttir.ConvTranspose2dOp: conv_transpose2d,
}
