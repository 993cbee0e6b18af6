"""Products of matrices: sums over shared dimensions."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.support.fields import operand, optional_operand, prop, result
from ttmlir_py.support.properties import BOOL, I64_ARRAY


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


class LinearOp(PureOp):
    """Matrix product plus an optional bias."""

    name = "ttir.linear"
    a = operand()
    b = operand()
    bias = optional_operand()
    transpose_a = prop(BOOL, False)
    transpose_b = prop(BOOL, False)
    result = result()


class MatmulOp(PureOp):
    """Matrix product, broadcast over leading dimensions."""

    name = "ttir.matmul"
    a = operand()
    b = operand()
    transpose_a = prop(BOOL, False)
    transpose_b = prop(BOOL, False)
    result = result()
