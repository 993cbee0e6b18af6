"""QR factorizations in TTIR: Householder reflections, column by column, as LAPACK defines them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xdsl.ir import SSAValue

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.dialects.ttir import contraction, reduction
from ttmlir_py.dialects.ttir import elementwise_binary as binary
from ttmlir_py.dialects.ttir import elementwise_unary as unary
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.support.shapes import element_of, rank_of, shape_of, with_shape

LARGEST = 64
"""Columns beyond which a program would grow too long: every column has its own ops."""


class Reflection(NamedTuple):
    """`1 - scale v v^T`, where `v` starts with an implied one and `tail` is the rest.

    It turns a column into `head` followed by zeros.
    """

    head: SSAValue
    tail: SSAValue
    scale: SSAValue


def _factored(op: CustomCallOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    """geqrf: the triangular factor, the reflections' tails below it, and their scales."""
    (matrix,) = op.inputs
    columns = min(shape_of(matrix)[-2:])
    _require_small(columns)
    packed, scales = _packed(build, matrix, columns)
    return [packed, build.reshape(build.concat(scales, rank_of(matrix) - 2), _vector(op))]


def _vector(op: CustomCallOp) -> Sequence[int]:
    return shape_of(op.results[1])


def _require_small(columns: int) -> None:
    if columns > LARGEST:
        raise Unsupported(f"a factorization of more than {LARGEST} columns has no TTIR form")


def _packed(build: TTIRBuilder, matrix: SSAValue, columns: int) -> tuple[SSAValue, list[SSAValue]]:
    """Reflect the first column, then the rest of what is left."""
    if columns == 0:
        return matrix, []
    rows, cols = rank_of(matrix) - 2, rank_of(matrix) - 1
    height, width = shape_of(matrix)[-2:]
    if height == 1:
        return matrix, [build.full((*shape_of(matrix)[:rows], 1, 1), element_of(matrix), 0)]
    found = _reflection(build, build.slice_dim(matrix, cols, 0, 1), rows)
    if width == 1:
        return build.concat([found.head, found.tail], rows), [found.scale]
    right = build.slice_dim(matrix, cols, 1, width)
    top = build.slice_dim(right, rows, 0, 1)
    rest = build.slice_dim(right, rows, 1, height)
    change = build.multiply(
        build.add(top, _matmul(build, found.tail, rest, transpose_a=True)), found.scale
    )
    rest = build.subtract(rest, _matmul(build, found.tail, change))
    packed, scales = _packed(build, rest, columns - 1)
    upper = build.concat([found.head, build.subtract(top, change)], cols)
    lower = build.concat([found.tail, packed], cols)
    return build.concat([upper, lower], rows), [found.scale, *scales]


def _reflection(build: TTIRBuilder, column: SSAValue, rows: int) -> Reflection:
    """The reflection of a column onto its first element; none where the rest is zero already."""
    height = shape_of(column)[rows]
    first = build.slice_dim(column, rows, 0, 1)
    rest = build.slice_dim(column, rows, 1, height)
    squares = build.reduce(reduction.SumOp, build.multiply(rest, rest), [rows])
    squares = build.reshape(squares, shape_of(first))
    is_zero = build.compare(binary.EqOp, squares, build.like(first, 0))
    norm = build.unary(unary.SqrtOp, build.add(squares, build.multiply(first, first)))
    negative = build.compare(binary.LtOp, first, build.like(first, 0))
    away = build.where(negative, norm, build.unary(unary.NegOp, norm))
    head = build.where(is_zero, first, away)
    one = build.like(first, 1)
    divisor = build.where(is_zero, one, build.subtract(first, away))
    safe = build.where(is_zero, one, away)
    scale = build.binary(binary.DivOp, build.subtract(head, first), safe)
    return Reflection(head, build.binary(binary.DivOp, rest, divisor), scale)


def _matmul(build: TTIRBuilder, a: SSAValue, b: SSAValue, *, transpose_a: bool = False) -> SSAValue:
    height = shape_of(a)[-1 if transpose_a else -2]
    type_ = with_shape(a, (*shape_of(a)[:-2], height, shape_of(b)[-1]))
    return build(contraction.MatmulOp(a, b, transpose_a=transpose_a, result_types=[type_]))


def _unfolded(op: CustomCallOp, build: TTIRBuilder) -> SSAValue:
    """orgqr: the product of the reflections, applied to the identity from the last to the first."""
    packed, scales = op.inputs
    *batch, height, width = shape_of(packed)
    count = shape_of(scales)[-1]
    _require_small(count)
    rows, cols = len(batch), len(batch) + 1
    shape = (*batch, height, width)
    same = build.compare(binary.EqOp, build.arange(shape, rows), build.arange(shape, cols))
    result = build.typecast(same, element_of(packed))
    scales = build.reshape(scales, (*batch, count, 1))
    for i in reversed(range(count)):
        tail = build.slice_dim(build.slice_dim(packed, cols, i, i + 1), rows, i + 1, height)
        vector = build.concat([_unit(build, packed, batch, i), tail], rows)
        projected = _matmul(build, vector, result, transpose_a=True)
        change = build.multiply(projected, build.slice_dim(scales, rows, i, i + 1))
        result = build.subtract(result, _matmul(build, vector, change))
    return result


def _unit(build: TTIRBuilder, like: SSAValue, batch: Sequence[int], zeros: int) -> SSAValue:
    """A column of zeros and a one."""
    one = build.full((*batch, 1, 1), element_of(like), 1)
    if zeros == 0:
        return one
    return build.concat([build.full((*batch, zeros, 1), element_of(like), 0), one], len(batch))


TARGETS: dict[str, Lowering] = {
    "lapack_dgeqrf_ffi": _factored,
    "lapack_dorgqr_ffi": _unfolded,
    "lapack_sgeqrf_ffi": _factored,
    "lapack_sorgqr_ffi": _unfolded,
}
"""Call target -> its lowering."""
