"""Lookups and writes at computed positions."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, require, result_tensor
from ttmlir_py.dialects.ttcore.rules.data_movement import (
    SLICE_MISMATCH,
    slice_size,
    verify_slice_result,
)
from ttmlir_py.dialects.ttcore.rules.indexing import selected_size
from ttmlir_py.dialects.ttcore.shared import indexing as shared
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.properties import I32_ATTR, SI32_ATTR
from ttmlir_py.support.shapes import element_of, normalize_dim, rank_of, shape_of


class EmbeddingOp(shared.EmbeddingOp):
    """Rows of `weight` picked by number."""

    name = "ttir.embedding"


class EmbeddingBackwardOp(PureOp):
    """Gradient of an embedding's weight."""

    name = "ttir.embedding_backward"
    input = operand()
    weight = operand()
    in_gradient = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require(rank_of(self.weight) == 2, "Input must be a 2D tensor")
        mismatch = "Output must have the same shape as weight"
        return [result_tensor(self, shape_of(self.weight), self.in_gradient, mismatch=mismatch)]

    def verify_extra(self) -> None:
        require(
            element_of(self.in_gradient) == element_of(self.result),
            "Input gradient and output must have the same dtype",
        )


class GatherOp(shared.GatherOp):
    """Elements of `input` picked along one dimension by an index of the result's shape."""

    name = "ttir.gather"
    dim = prop(I32_ATTR)


class IndexOp(PureOp):
    """A strided range of one dimension."""

    name = "ttir.index"
    input = operand()
    dim = prop(I32_ATTR)
    begin = prop(I32_ATTR)
    end = prop(I32_ATTR)
    step = prop(I32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = shape_of(self.input)
        require(bool(shape), "Input must be at least a 1D tensor")
        if self.results:
            verify_slice_result(self.input, self.result)
        dim = self.dim
        require(
            0 <= dim < len(shape),
            f"Invalid dimension index {dim}. Input tensor rank is {len(shape)}",
        )
        size = slice_size(shape, dim, self.begin, self.end, self.step, may_be_empty=False)
        if self.results:
            got = shape_of(self.result)[dim]
            require(got == size, SLICE_MISMATCH.format(i=dim, want=size, got=got))
        return [result_tensor(self, (*shape[:dim], size, *shape[dim + 1 :]), self.input)]


class IndexSelectOp(PureOp):
    """Ranges of one dimension, `length` long and `stride` apart."""

    name = "ttir.index_select"
    input = operand()
    dim = prop(SI32_ATTR)
    begin = prop(SI32_ATTR)
    length = prop(SI32_ATTR)
    stride = prop(SI32_ATTR, 0)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = shape_of(self.input)
        size = selected_size(shape, self.dim, self.begin, self.length, self.stride)
        dim = normalize_dim(self.dim, len(shape))
        if self.results:
            got = shape_of(self.result)[dim]
            require(
                got == size,
                "Sum of all slices must be equal to the output dimension size for the given "
                f"dimension. Expected output dimension size: {got}, but got {size}",
            )
        return [result_tensor(self, (*shape[:dim], size, *shape[dim + 1 :]), self.input)]


class ScatterOp(shared.ScatterOp):
    """`input` with elements of `source` written, or reduced in, at `index` along one dimension."""

    name = "ttir.scatter"
    dim = prop(I32_ATTR)
