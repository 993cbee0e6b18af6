"""Products of matrices: sums over shared dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.rules.contraction import product_result
from ttmlir_py.support.fields import operand, optional_operand, prop, result
from ttmlir_py.support.properties import BOOL


class LinearOp(PureOp):
    """Matrix product plus an optional bias."""

    a = operand()
    b = operand()
    bias = optional_operand()
    transpose_a = prop(BOOL, False)
    transpose_b = prop(BOOL, False)
    result = result()


class MatmulOp(PureOp):
    """Matrix product, broadcast over leading dimensions."""

    a = operand()
    b = operand()
    transpose_a = prop(BOOL, False)
    transpose_b = prop(BOOL, False)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [product_result(self, self.a, self.b, None, self.transpose_a, self.transpose_b)]
