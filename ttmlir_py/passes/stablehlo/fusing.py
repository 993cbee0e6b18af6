"""`stablehlo-fusing`: say with one op what front ends say with two, before shardings spread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, OpResult, SSAValue

from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp, ConcatenateOp, ReshapeOp
from ttmlir_py.dialects.stablehlo.indexing import GatherOp
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import Rewriter, rewrite_greedily
from ttmlir_py.support.shapes import shape_of


@dataclass(frozen=True)
class StableHloFusingPass(Pass):
    """A value repeated along a new dimension is a broadcast; indices have no idle dimension.

    Ops with sharded operands or results stay as they are.
    """

    name = "stablehlo-fusing"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, OpTable(_PATTERNS))


def broadcast_repetition(op: ConcatenateOp, rewriter: Rewriter) -> bool:
    """The same value many times along a dimension of size 1 is a broadcast of it."""
    value, dim = op.operands[0], op.dimension
    if any(other is not value for other in op.operands) or len(op.operands) < 2:
        return False
    if shape_of(value)[dim] != 1 or _is_sharded(op):
        return False
    source = _before_new_dim(value, dim)
    if source is None:
        dims = tuple(range(len(shape_of(value))))
        source = value
    else:
        dims = tuple(d + (d >= dim) for d in range(len(shape_of(source))))
    rewriter.replace(op, _broadcast(source, dims, op.results[0]))
    return True


def broadcast_split_repetition(op: ReshapeOp, rewriter: Rewriter) -> bool:
    """The same value many times, counted by a dimension of its own, is a broadcast of it."""
    repeated = op.operand
    if not isinstance(repeated, OpResult) or not isinstance(repeated.op, ConcatenateOp):
        return False
    concatenate = repeated.op
    value, dim = concatenate.operands[0], concatenate.dimension
    if any(other is not value for other in concatenate.operands) or not repeated.has_one_use():
        return False
    shape = list(shape_of(value))
    shape.insert(dim, len(concatenate.operands))
    if tuple(shape) != shape_of(op.result) or _is_sharded(op) or _is_sharded(concatenate):
        return False
    dims = tuple(d + (d >= dim) for d in range(len(shape_of(value))))
    rewriter.replace(op, _broadcast(value, dims, op.result))
    return True


def drop_index_dim(op: GatherOp, rewriter: Rewriter) -> bool:
    """A last dimension of size 1 that only holds the one index of each place is implied."""
    indices, dim = op.start_indices, op.dimension_numbers.index_vector_dim
    source = _before_new_dim(indices, dim)
    if source is None or dim != len(shape_of(source)) or _is_sharded(op):
        return False
    op.operands[1] = source
    rewriter.modified(op)
    return True


def _before_new_dim(value: SSAValue, dim: int) -> SSAValue | None:
    """The operand of a reshape that only adds a dimension of size 1 at a place."""
    if not isinstance(value, OpResult) or not isinstance(value.op, ReshapeOp):
        return None
    source = value.op.operand
    shape = list(shape_of(source))
    if dim > len(shape) or _is_sharded(value.op):
        return None
    shape.insert(dim, 1)
    return source if tuple(shape) == shape_of(value) else None


def _is_sharded(op: Operation) -> bool:
    shardings = [sharding_of(value) for value in (*op.operands, *op.results)]
    return any(sharding and not sharding.is_fully_replicated for sharding in shardings)


def _broadcast(value: SSAValue, dims: tuple[int, ...], like: SSAValue) -> BroadcastInDimOp:
    return BroadcastInDimOp(value, broadcast_dimensions=dims, result_types=[like.type])


_PATTERNS: dict[type[Operation], Sequence[Callable[[Any, Rewriter], bool]]] = {
    ConcatenateOp: (broadcast_repetition,),
    GatherOp: (drop_index_dim,),
    ReshapeOp: (broadcast_split_repetition,),
}
