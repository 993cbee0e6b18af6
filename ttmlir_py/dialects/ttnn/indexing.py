"""Lookups and writes at computed positions."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.kinds import REDUCE_TYPE
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.properties import SI32_ATTR


class EmbeddingOp(PureOp):
    """Rows of `weight` picked by number."""

    name = "ttnn.embedding"
    input = operand()
    weight = operand()
    result = result()


class EmbeddingBwOp(PureOp):
    """Gradient of an embedding's weight."""

    name = "ttnn.embedding_bw"
    input = operand()
    weight = operand()
    in_gradient = operand()
    result = result()


class GatherOp(PureOp):
    """Elements of `input` picked along one dimension by an index of the result's shape."""

    name = "ttnn.gather"
    input = operand()
    index = operand()
    dim = prop(SI32_ATTR)
    result = result()


class ScatterOp(PureOp):
    """`input` with elements of `source` written, or reduced in, at `index` along one dimension."""

    name = "ttnn.scatter"
    input = operand()
    index = operand()
    source = operand()
    dim = prop(SI32_ATTR)
    scatter_reduce_type = prop(REDUCE_TYPE)
    result = result()
