"""Rules of matrix decompositions, solvers and Fourier transforms: batch dimensions pass."""

from __future__ import annotations

from xdsl.ir import Operation

from ttmlir_py.dialects.stablehlo.attributes import Transpose
from ttmlir_py.dialects.stablehlo.linear_algebra import CholeskyOp, FftOp, TriangularSolveOp
from ttmlir_py.passes.sdy.propagation.rules.common import RuleOf, builder_of
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule

_WHOLE = FactorKind.NEED_REPLICATION


def cholesky(op: CholeskyOp, conservative: bool) -> ShardingRule:
    shape = shape_of(op.operands[0])
    builder = builder_of(op)
    for dim, size in enumerate(shape):
        is_batch = dim < len(shape) - 2
        builder.everywhere(dim, size, FactorKind.PASS_THROUGH if is_batch else _WHOLE)
    return builder.build()


def fft(op: FftOp, conservative: bool) -> ShardingRule:
    source, target = shape_of(op.operands[0]), shape_of(op.results[0])
    builder = builder_of(op)
    for dim, size in enumerate(source):
        is_batch = dim < len(source) - len(op.fft_length)
        builder.everywhere(
            dim,
            size,
            FactorKind.PASS_THROUGH if is_batch else _WHOLE,
            blocked=size != target[dim],
        )
    return builder.build()


def triangular_solve(op: TriangularSolveOp, conservative: bool) -> ShardingRule:
    """`op(a) x = b` or `x op(a) = b`: the matrix dimensions have to be whole."""
    a, b = map(shape_of, op.operands)
    builder = builder_of(op)
    for dim in range(len(a) - 2):
        builder.everywhere(dim, a[dim])
    row, column = len(a) - 2, len(a) - 1
    transposed = op.transpose_a in (Transpose.TRANSPOSE, Transpose.ADJOINT)
    equation, unknown = (column, row) if transposed else (row, column)
    if op.left_side:
        builder.factor([equation, row], [None], a[equation], _WHOLE)
        builder.factor([None, column], [column], b[column], _WHOLE)
        builder.factor([unknown, None], [row], a[unknown], _WHOLE)
    else:
        builder.factor([None, row], [row], b[row], _WHOLE)
        builder.factor([unknown, column], [None], a[unknown], _WHOLE)
        builder.factor([equation, None], [column], a[equation], _WHOLE)
    return builder.build()


RULES: dict[type[Operation], RuleOf] = {
    CholeskyOp: cholesky,
    FftOp: fft,
    TriangularSolveOp: triangular_solve,
}
