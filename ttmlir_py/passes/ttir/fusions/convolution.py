"""Convolutions with their bias."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir.convolution import Conv2dOp, Conv3dOp, ConvTranspose2dOp
from ttmlir_py.dialects.ttir.data_movement import BroadcastOp
from ttmlir_py.dialects.ttir.elementwise_binary import AddOp
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of, shape_of

ConvolutionOp = Conv2dOp | Conv3dOp | ConvTranspose2dOp


def convolution_takes_bias(op: Operation, rewriter: Rewriter) -> bool:
    """`conv(x, w) + bias` where the bias has a number for every channel."""
    assert isinstance(op, AddOp)
    for value, other in ((op.lhs, op.rhs), (op.rhs, op.lhs)):
        convolution = value.owner
        source = other.owner
        bias = source.input if isinstance(source, BroadcastOp) else other
        if isinstance(convolution, ConvolutionOp) and _is_bias(bias, convolution):
            new = type(convolution).create(
                operands=[convolution.input, convolution.weight, bias],
                result_types=op.result_types,
                properties=dict(convolution.properties),
                attributes=dict(convolution.attributes),
            )
            rewriter.replace(op, new)
            return True
    return False


def _is_bias(bias: SSAValue, convolution: ConvolutionOp) -> bool:
    """Whether a value is a number for every channel of a convolution that has no bias yet."""
    if convolution.bias is not None or not convolution.result.has_one_use():
        return False
    result = shape_of(convolution.result)
    channels = tuple(
        size if dim == convolution.channel_dim else 1 for dim, size in enumerate(result)
    )
    return shape_of(bias) == channels and element_of(bias) == element_of(convolution.result)


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {AddOp: (convolution_takes_bias,)}
