"""Convolutions with channels last, by permutations around them."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.convolution import Conv1dOp, Conv2dOp, Conv3dOp, ConvTranspose2dOp
from ttmlir_py.passes.ttir.moves import inverse, permute
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import Shape, shape_of, with_shape

ConvolutionOp = Conv1dOp | Conv2dOp | Conv3dOp | ConvTranspose2dOp
DIMENSIONS = ("batch_dim", "depth_dim", "length_dim", "height_dim", "width_dim", "channel_dim")


def put_channels_last(op: Operation, rewriter: Rewriter) -> bool:
    """Permute input, bias and result; the weight has one form only."""
    assert isinstance(op, ConvolutionOp)
    to_last = _dimensions(op)
    last = tuple(range(len(to_last)))
    if to_last == last:
        return False
    result = shape_of(op.result)
    operands = list(op.operands)
    for index in [0, 2][: len(operands) - 1]:
        operands[index] = rewriter.insert_before(op, permute(operands[index], to_last))[0]
    convolution = type(op).create(
        operands=operands,
        result_types=[with_shape(op.result, [result[dim] for dim in to_last])],
        properties=dict(op.properties),
        attributes=dict(op.attributes),
    )
    for name, dim in zip(_names(op), last, strict=True):
        setattr(convolution, name, dim)
    (image,) = rewriter.insert_before(op, convolution)
    rewriter.replace(op, permute(image, inverse(to_last)))
    return True


def _names(op: ConvolutionOp) -> list[str]:
    return [name for name in DIMENSIONS if name in op.signature.properties]


def _dimensions(op: ConvolutionOp) -> Shape:
    return tuple(getattr(op, name) for name in _names(op))


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    Conv1dOp: (put_channels_last,),
    Conv2dOp: (put_channels_last,),
    Conv3dOp: (put_channels_last,),
    ConvTranspose2dOp: (put_channels_last,),
}
