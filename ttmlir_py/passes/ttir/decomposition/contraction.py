"""General products as matrix products."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir.contraction import DotGeneralOp, MatmulOp
from ttmlir_py.dialects.ttir.elementwise_binary import MultiplyOp
from ttmlir_py.passes.ttir.moves import permute, reshape
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import element_of, shape_of


def dot_general_is_matmul(op: Operation, rewriter: Rewriter) -> bool:
    """Batch dimensions first, then rows and columns, each as one dimension.

    A contraction over one element is a product of a column and a row, exact in any precision.
    """
    assert isinstance(op, DotGeneralOp)
    lhs_free = _free(op.lhs, op.batch_dims_lhs, op.contract_dims_lhs)
    rhs_free = _free(op.rhs, op.batch_dims_rhs, op.contract_dims_rhs)
    lhs = _as_matrix(rewriter, op, op.lhs, (op.batch_dims_lhs, lhs_free, op.contract_dims_lhs))
    rhs = _as_matrix(rewriter, op, op.rhs, (op.batch_dims_rhs, op.contract_dims_rhs, rhs_free))
    batch = [shape_of(op.lhs)[dim] for dim in op.batch_dims_lhs]
    rows, columns = shape_of(lhs)[-2], shape_of(rhs)[-1]
    type_ = TensorType(element_of(op.result), (*batch, rows, columns))
    outer = shape_of(lhs)[-1] == 1
    cls = MultiplyOp if outer else MatmulOp
    (product,) = rewriter.insert_before(op, cls(lhs, rhs, result_types=[type_]))
    rewriter.replace(op, reshape(product, shape_of(op.result)))
    return True


def _free(value: SSAValue, batch: Sequence[int], contracted: Sequence[int]) -> list[int]:
    return [dim for dim in range(len(shape_of(value))) if dim not in (*batch, *contracted)]


def _as_matrix(
    rewriter: Rewriter,
    op: Operation,
    value: SSAValue,
    dims: tuple[Sequence[int], Sequence[int], Sequence[int]],
) -> SSAValue:
    """The batch dimensions, and two dimensions made of all the others."""
    batch, rows, columns = dims
    shape = shape_of(value)
    (ordered,) = rewriter.insert_before(op, permute(value, (*batch, *rows, *columns)))
    matrix = (
        *(shape[dim] for dim in batch),
        prod(shape[dim] for dim in rows),
        prod(shape[dim] for dim in columns),
    )
    return rewriter.insert_before(op, reshape(ordered, matrix))[0]


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {DotGeneralOp: (dot_general_is_matmul,)}
