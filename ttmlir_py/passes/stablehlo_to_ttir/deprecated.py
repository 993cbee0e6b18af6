"""StableHLO ops that others have taken the place of, in TTIR."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import deprecated as stablehlo
from ttmlir_py.dialects.ttir import contraction, reduction
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.passes.stablehlo_to_ttir.indexing import gathered_rows
from ttmlir_py.passes.stablehlo_to_ttir.positions import Indexing, clamped, index_columns
from ttmlir_py.support.shapes import rank_of, shape_of, with_shape


def _broadcast(op: stablehlo.BroadcastOp, build: TTIRBuilder) -> SSAValue:
    shape = shape_of(op.results[0])
    first = len(shape) - rank_of(op.operand)
    return build.broadcast_in_dim(op.operand, shape, range(first, len(shape)))


def _torch_index_select(op: stablehlo.TorchIndexSelectOp, build: TTIRBuilder) -> SSAValue:
    if op.batch_dims:
        raise Unsupported("batch dimensions have no TTIR form")
    shape, dim, index = shape_of(op.operand), op.dim, op.index
    where = Indexing(shape, (*shape[:dim], 1, *shape[dim + 1 :]), {dim: 0}, {})
    column = clamped(build, index_columns(build, index, rank_of(index)), where)
    found = gathered_rows(build, op.operand, column, shape_of(index), where)
    rest = [shape[d] for d in where.others]
    found = build.reshape(found, (*shape_of(index), *rest))
    batch = list(range(rank_of(index)))
    tail = list(range(len(batch), len(batch) + len(rest)))
    return build.permute(found, [*tail[:dim], *batch, *tail[dim:]])


def _einsum(op: stablehlo.EinsumOp, build: TTIRBuilder) -> SSAValue:
    """A product over the letters that both operands have and the result has not."""
    inputs, result = op.einsum_config.replace(" ", "").split("->")
    left, right = inputs.split(",")
    lhs, left = _summed(build, op.lhs, left, right + result)
    rhs, right = _summed(build, op.rhs, right, left + result)
    shared = [letter for letter in left if letter in right]
    batch = [letter for letter in shared if letter in result]
    summed = [letter for letter in shared if letter not in result]
    free = [x for x in left if x not in shared], [x for x in right if x not in shared]
    letters = [*batch, *free[0], *free[1]]
    sizes = dict(zip(left + right, shape_of(lhs) + shape_of(rhs), strict=True))
    product = contraction.DotGeneralOp(
        lhs,
        rhs,
        batch_dims_lhs=tuple(map(left.index, batch)),
        contract_dims_lhs=tuple(map(left.index, summed)),
        batch_dims_rhs=tuple(map(right.index, batch)),
        contract_dims_rhs=tuple(map(right.index, summed)),
        result_types=[with_shape(lhs, [sizes[letter] for letter in letters])],
    )
    return build.permute(build(product), [letters.index(letter) for letter in result])


def _unary_einsum(op: stablehlo.UnaryEinsumOp, build: TTIRBuilder) -> SSAValue:
    letters, result = op.einsum_config.replace(" ", "").split("->")
    x, letters = _summed(build, op.operand, letters, result)
    return build.permute(x, [letters.index(letter) for letter in result])


def _summed(
    build: TTIRBuilder, x: SSAValue, letters: str, kept: Sequence[str]
) -> tuple[SSAValue, str]:
    """The sum over the dimensions whose letters are not kept, and the letters that are."""
    if len(set(letters)) != len(letters) or not letters.isalpha():
        raise Unsupported(f"the dimensions '{letters}' have no TTIR form")
    dims = [dim for dim, letter in enumerate(letters) if letter not in kept]
    x = build.reduce(reduction.SumOp, x, dims) if dims else x
    return x, "".join(letter for letter in letters if letter in kept)


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.BroadcastOp: _broadcast,
    stablehlo.EinsumOp: _einsum,
    stablehlo.TorchIndexSelectOp: _torch_index_select,
    stablehlo.UnaryEinsumOp: _unary_einsum,
}
