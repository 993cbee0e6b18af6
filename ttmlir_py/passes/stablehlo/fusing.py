"""`stablehlo-fusing`: say with one op what front ends say with two, before shardings spread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, OpResult, SSAValue

from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.dialects.stablehlo.attributes import ScatterDimensionNumbersAttr
from ttmlir_py.dialects.stablehlo.creation import IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import (
    BroadcastInDimOp,
    ConcatenateOp,
    ReshapeOp,
    SliceOp,
)
from ttmlir_py.dialects.stablehlo.indexing import GatherOp, ScatterOp
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import Rewriter, rewrite_greedily
from ttmlir_py.support.shapes import shape_of, with_shape

OpT = TypeVar("OpT", bound=Operation)


@dataclass(frozen=True)
class StableHloFusingPass(Pass):
    """A value repeated along a new dimension is a broadcast; indices have no idle parts.

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


def scatter_rows(op: ScatterOp, rewriter: Rewriter) -> bool:
    """An index that only counts along the updates' last dimension is a window over it.

    The row must be known to be the same for all columns; upstream takes it from the first one.
    """
    numbers = op.scatter_dimension_numbers
    indices, dim = op.scatter_indices, numbers.index_vector_dim
    rank = len(shape_of(op.inputs[0]))
    updates = shape_of(op.updates[0])
    plain = ScatterDimensionNumbersAttr(
        inserted_window_dims=(0, 1), scatter_dims_to_operand_dims=(0, 1), index_vector_dim=dim
    )
    if rank != 2 or numbers != plain or dim != len(updates) or len(op.inputs) != 1:
        return False
    concatenate = _definition(indices, ConcatenateOp)
    if concatenate is None or concatenate.dimension != dim or len(concatenate.operands) != 2:
        return False
    rows, columns = concatenate.operands
    size, last = shape_of(op.inputs[0])[1], len(updates) - 1
    if updates[last] != size or not _counts_along(columns, last) or _is_sharded(op):
        return False
    if not _is_constant_along(rows, last):
        return False
    start, limit = [0] * (dim + 1), list(shape_of(rows))
    limit[last] = 1
    first = SliceOp(rows, start_indices=start, limit_indices=limit, strides=[1] * (dim + 1))
    (value,) = rewriter.insert_before(op, first)
    shape = tuple(n for d, n in enumerate(limit) if d != last)
    reshape = ReshapeOp(value, result_types=[with_shape(value, shape)])
    (op.operands[1],) = rewriter.insert_before(op, reshape)
    op.scatter_dimension_numbers = ScatterDimensionNumbersAttr(
        update_window_dims=(last,),
        inserted_window_dims=(0,),
        scatter_dims_to_operand_dims=(0,),
        index_vector_dim=last,
    )
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


def _counts_along(value: SSAValue, dim: int) -> bool:
    """Whether a value is its own position along a dimension."""
    while (broadcast := _definition(value, BroadcastInDimOp)) is not None:
        if dim not in broadcast.broadcast_dimensions:
            return False
        dim, value = broadcast.broadcast_dimensions.index(dim), broadcast.operand
    iota = _definition(value, IotaOp)
    return iota is not None and iota.iota_dimension == dim


def _is_constant_along(value: SSAValue, dim: int) -> bool:
    """Whether a value is seen to be the same along a dimension."""
    broadcast = _definition(value, BroadcastInDimOp)
    if broadcast is None:
        return False
    dims = broadcast.broadcast_dimensions
    return dim not in dims or shape_of(broadcast.operand)[dims.index(dim)] == 1


def _definition(value: SSAValue, cls: type[OpT]) -> OpT | None:
    op = value.op if isinstance(value, OpResult) else None
    return op if isinstance(op, cls) else None


def _is_sharded(op: Operation) -> bool:
    shardings = [sharding_of(value) for value in (*op.operands, *op.results)]
    return any(sharding and not sharding.is_fully_replicated for sharding in shardings)


def _broadcast(value: SSAValue, dims: tuple[int, ...], like: SSAValue) -> BroadcastInDimOp:
    return BroadcastInDimOp(value, broadcast_dimensions=dims, result_types=[like.type])


_PATTERNS: dict[type[Operation], Sequence[Callable[[Any, Rewriter], bool]]] = {
    ConcatenateOp: (broadcast_repetition,),
    GatherOp: (drop_index_dim,),
    ReshapeOp: (broadcast_split_repetition,),
    ScatterOp: (scatter_rows,),
}
