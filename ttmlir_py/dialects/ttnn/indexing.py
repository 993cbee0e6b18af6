"""Lookups and writes at computed positions."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.dialects.ttcore.rules.indexing import EMBEDDING_MISMATCH
from ttmlir_py.dialects.ttcore.shared import indexing as shared
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.support.fields import operand, result
from ttmlir_py.support.shapes import rank_of, shape_of


class EmbeddingOp(shared.EmbeddingOp, PureOp):
    """Rows of `weight` picked by number."""

    name = "ttnn.embedding"


class EmbeddingBwOp(PureOp):
    """Gradient of an embedding's weight."""

    name = "ttnn.embedding_bw"
    input = operand()
    weight = operand()
    in_gradient = operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require(rank_of(self.weight) == 2, "Input must be a 2D tensor")
        require(rank_of(self.in_gradient) == 4, "Input gradient must be a 4D tensor")
        rows, width = shape_of(self.in_gradient)[2:]
        require(
            shape_of(self.in_gradient)[:2] == (1, 1),
            "Input gradient must be in the form (1, 1, R, C)",
        )
        count = prod(shape_of(self.input))
        require(
            rows == count,
            f"Input gradient dim 2 must equal the number of indices ({count}), got {rows}",
        )
        require(
            width == shape_of(self.weight)[1],
            "Input gradient second dimension must match the second dimension of the weight tensor",
        )
        shape = (1, 1, *shape_of(self.weight))
        return [result_tensor(self, shape, self.in_gradient, mismatch=EMBEDDING_MISMATCH)]


class GatherOp(shared.GatherOp, PureOp):
    """Elements of `input` picked along one dimension by an index of the result's shape."""

    name = "ttnn.gather"


class ScatterOp(shared.ScatterOp, PureOp):
    """`input` with elements of `source` written, or reduced in, at `index` along one dimension."""

    name = "ttnn.scatter"
