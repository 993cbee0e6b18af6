"""Lookups and writes at computed positions."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, result_tensor
from ttmlir_py.dialects.ttcore.kinds import REDUCE_TYPE
from ttmlir_py.dialects.ttcore.rules.indexing import (
    EMBEDDING_MISMATCH,
    embedded_shape,
    gathered_shape,
    scattered_shape,
)
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.properties import SI32_ATTR


class EmbeddingOp(PureOp):
    """Rows of `weight` picked by number."""

    input = operand()
    weight = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = embedded_shape(self.input, self.weight)
        return [result_tensor(self, shape, self.weight, mismatch=EMBEDDING_MISMATCH)]


class GatherOp(PureOp):
    """Elements of `input` picked along one dimension by an index of the result's shape."""

    input = operand()
    index = operand()
    dim = prop(SI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        mismatch = "Index tensor and result tensor must have the same shape."
        shape = gathered_shape(self.input, self.index, self.dim)
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]


class ScatterOp(PureOp):
    """`input` with elements of `source` written, or reduced in, at `index` along one dimension."""

    input = operand()
    index = operand()
    source = operand()
    dim = prop(SI32_ATTR)
    scatter_reduce_type = prop(REDUCE_TYPE)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = scattered_shape(self.input, self.index, self.source)
        return [result_tensor(self, shape, self.input)]
