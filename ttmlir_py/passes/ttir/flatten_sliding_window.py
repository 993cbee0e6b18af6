"""Convolutions and pooling on images as rows: `(1, 1, batch * height * width, channels)`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.attributes import FlattenedCompatAttr
from ttmlir_py.dialects.ttir.convolution import Conv2dOp, ConvTranspose2dOp
from ttmlir_py.dialects.ttir.pooling import AvgPool2dOp, MaxPool2dOp, MaxPool2dWithIndicesOp
from ttmlir_py.passes.ttir.moves import reshape
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import Pattern, Rewriter, rewrite_greedily
from ttmlir_py.support.shapes import Shape, shape_of, with_shape


@dataclass(frozen=True)
class TTIRFlattenSlidingWindowPass(Pass):
    """Every 2-D convolution and pooling op with channels last works on flattened images."""

    name = "ttir-flatten-sliding-window"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, OpTable[Sequence[Pattern]](PATTERNS))


WindowOp = Conv2dOp | ConvTranspose2dOp | AvgPool2dOp | MaxPool2dOp | MaxPool2dWithIndicesOp


def flatten(op: Operation, rewriter: Rewriter) -> bool:
    """Reshape the image to rows before the op and its results back after it."""
    assert isinstance(op, WindowOp)
    if op.flattened_compat_info is not None or not _is_channels_last(op):
        return False
    batch, height, width, _ = shape_of(op.input)
    (rows,) = rewriter.insert_before(op, reshape(op.input, _rows(shape_of(op.input))))
    flat = type(op).create(
        operands=[rows, *list(op.operands)[1:]],
        result_types=[with_shape(type_, _rows(shape_of(type_))) for type_ in op.result_types],
        properties=dict(op.properties),
        attributes=dict(op.attributes),
    )
    flat.flattened_compat_info = FlattenedCompatAttr(batch, height, width)
    results = rewriter.insert_before(op, flat)
    images = [
        rewriter.insert_before(op, reshape(new, shape_of(old)))[0]
        for new, old in zip(results, op.results, strict=True)
    ]
    rewriter.replace(op, images)
    return True


def _is_channels_last(op: WindowOp) -> bool:
    """Whether an image is `(batch, height, width, channels)`; pooling knows no other order."""
    if not isinstance(op, Conv2dOp | ConvTranspose2dOp):
        return True
    return (op.batch_dim, op.height_dim, op.width_dim, op.channel_dim) == (0, 1, 2, 3)


def _rows(shape: Sequence[int]) -> Shape:
    batch, height, width, channels = shape
    return 1, 1, batch * height * width, channels


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    AvgPool2dOp: (flatten,),
    Conv2dOp: (flatten,),
    ConvTranspose2dOp: (flatten,),
    MaxPool2dOp: (flatten,),
    MaxPool2dWithIndicesOp: (flatten,),
}
