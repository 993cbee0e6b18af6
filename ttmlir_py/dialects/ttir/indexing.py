"""Lookups and writes at computed positions."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.kinds import REDUCE_TYPE
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.properties import I32_ATTR, SI32_ATTR


class EmbeddingOp(PureOp):
    """Rows of `weight` picked by number."""

    name = "ttir.embedding"
    input = operand()
    weight = operand()
    result = result()


class EmbeddingBackwardOp(PureOp):
    """Gradient of an embedding's weight."""

    name = "ttir.embedding_backward"
    input = operand()
    weight = operand()
    in_gradient = operand()
    result = result()


class GatherOp(PureOp):
    """Elements of `input` picked along one dimension by an index of the result's shape."""

    name = "ttir.gather"
    input = operand()
    index = operand()
    dim = prop(I32_ATTR)
    result = result()


class IndexOp(PureOp):
    """A strided range of one dimension."""

    name = "ttir.index"
    input = operand()
    dim = prop(I32_ATTR)
    begin = prop(I32_ATTR)
    end = prop(I32_ATTR)
    step = prop(I32_ATTR)
    result = result()


class IndexSelectOp(PureOp):
    """Ranges of one dimension, `length` long and `stride` apart."""

    name = "ttir.index_select"
    input = operand()
    dim = prop(SI32_ATTR)
    begin = prop(SI32_ATTR)
    length = prop(SI32_ATTR)
    stride = prop(SI32_ATTR, 0)
    result = result()


class ScatterOp(PureOp):
    """`input` with elements of `source` written, or reduced in, at `index` along one dimension."""

    name = "ttir.scatter"
    input = operand()
    index = operand()
    source = operand()
    dim = prop(I32_ATTR)
    scatter_reduce_type = prop(REDUCE_TYPE)
    result = result()
