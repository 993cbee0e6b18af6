"""Products of matrices: sums over shared dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, result_tensor
from ttmlir_py.dialects.ttcore.rules.contraction import dot_general_shape, product_result
from ttmlir_py.dialects.ttcore.shared import contraction as shared
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.properties import I64_ARRAY
from ttmlir_py.support.shapes import shape_of


class DotGeneralOp(PureOp):
    """Product of two tensors over any batch and contracting dimensions."""

    name = "ttir.dot_general"
    lhs = operand()
    rhs = operand()
    batch_dims_lhs = prop(I64_ARRAY)
    contract_dims_lhs = prop(I64_ARRAY)
    batch_dims_rhs = prop(I64_ARRAY)
    contract_dims_rhs = prop(I64_ARRAY)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = dot_general_shape(
            shape_of(self.lhs),
            shape_of(self.rhs),
            (self.batch_dims_lhs, self.batch_dims_rhs),
            (self.contract_dims_lhs, self.contract_dims_rhs),
        )
        return [result_tensor(self, shape, self.lhs)]


class LinearOp(shared.LinearOp):
    """Matrix product plus an optional bias."""

    name = "ttir.linear"

    def infer(self) -> Sequence[Attribute]:
        return [product_result(self, self.a, self.b, self.bias, self.transpose_a, self.transpose_b)]


class MatmulOp(shared.MatmulOp):
    """Matrix product, broadcast over leading dimensions."""

    name = "ttir.matmul"
