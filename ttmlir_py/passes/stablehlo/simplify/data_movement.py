"""Ops that move elements: those that move nothing, chains of them, simpler ones."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo.creation import IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import (
    BroadcastInDimOp,
    ConcatenateOp,
    PadOp,
    ReshapeOp,
    ReverseOp,
    SliceOp,
    TransposeOp,
)
from ttmlir_py.passes.stablehlo.simplify.matching import (
    constant,
    is_empty,
    is_iota,
    is_static,
    made_by,
    splat_of,
    take_op,
    take_value,
    typed,
)
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import DYNAMIC, rank_of, shape_of, size_of


def same_place(op: BroadcastInDimOp, rewriter: Rewriter) -> bool:
    """A broadcast that leaves everything where it is."""
    if op.operand.type != op.result.type or not is_iota(op.broadcast_dimensions):
        return False
    return take_value(op, op.operand, rewriter)


def broadcast_as_reshape(op: BroadcastInDimOp, rewriter: Rewriter) -> bool:
    """A broadcast that repeats nothing and keeps the order is a reshape."""
    dims = op.broadcast_dimensions
    if not _repeats_nothing(op) or list(dims) != sorted(dims):
        return False
    return take_op(op, ReshapeOp(op.operand, result_types=[op.result.type]), rewriter)


def broadcast_as_transpose(op: BroadcastInDimOp, rewriter: Rewriter) -> bool:
    """A broadcast that repeats nothing and keeps the rank is a transposition."""
    dims = op.broadcast_dimensions
    if not _repeats_nothing(op) or rank_of(op.operand) != rank_of(op.result):
        return False
    permutation = tuple(dims.index(dim) for dim in range(len(dims)))
    return take_op(op, TransposeOp(op.operand, permutation=permutation), rewriter)


def _repeats_nothing(op: BroadcastInDimOp) -> bool:
    if not (is_static(op.operand) and is_static(op.result)):
        return False
    return size_of(op.operand) == size_of(op.result)


def merge_broadcasts(op: BroadcastInDimOp, rewriter: Rewriter) -> bool:
    """A broadcast of a broadcast is one, unless the inner is a reshape."""
    inner = made_by(op.operand, BroadcastInDimOp)
    if inner is None:
        return False
    inner_dims = inner.broadcast_dimensions
    if _repeats_nothing(inner) and list(inner_dims) == sorted(inner_dims):
        return False
    dims = tuple(op.broadcast_dimensions[dim] for dim in inner_dims)
    new = BroadcastInDimOp(inner.operand, broadcast_dimensions=dims, result_types=[op.result.type])
    return take_op(op, new, rewriter)


def single_input(op: ConcatenateOp, rewriter: Rewriter) -> bool:
    """One tensor concatenated."""
    if len(op.inputs) != 1 or op.inputs[0].type != op.result.type:
        return False
    rewriter.replace(op, [op.inputs[0]])
    return True


def drop_empty_inputs(op: ConcatenateOp, rewriter: Rewriter) -> bool:
    """Inputs of size zero add nothing."""
    kept = [value for value in op.inputs if shape_of(value)[op.dimension] != 0]
    if not kept or len(kept) == len(op.inputs):
        return False
    op.operands = kept
    rewriter.modified(op)
    return True


def flatten_concatenation(op: ConcatenateOp, rewriter: Rewriter) -> bool:
    """A concatenation within a concatenation along the same dimension."""
    values = [part for value in op.inputs for part in _parts(value, op.dimension)]
    if len(values) == len(op.inputs) and all(map(_same, values, op.inputs)):
        return False
    rewriter.touched.extend(v.owner for v in op.inputs if isinstance(v.owner, Operation))
    op.operands = values
    rewriter.modified(op)
    return True


def _same(left: SSAValue, right: SSAValue) -> bool:
    return left is right


def _parts(value: SSAValue, dimension: int) -> Sequence[SSAValue]:
    inner = made_by(value, ConcatenateOp)
    if inner is None or inner.dimension != dimension or not inner.result.has_one_use():
        return [value]
    return inner.inputs


def iota_of_one(op: IotaOp, rewriter: Rewriter) -> bool:
    """Counting along a dimension of size one is zero."""
    if not is_static(op.output) or shape_of(op.output)[op.iota_dimension] != 1:
        return False
    rewriter.replace(op, constant(op.output.type, [0]))
    return True


def iota_of_one_dimension(op: IotaOp, rewriter: Rewriter) -> bool:
    """Counting in several dimensions is counting in one, broadcast."""
    shape = shape_of(op.output)
    if len(shape) < 2:
        return False
    type_ = typed(op.output, [shape[op.iota_dimension]])
    (counted,) = rewriter.insert_before(op, IotaOp(iota_dimension=0, result_types=[type_]))
    dims = (op.iota_dimension,)
    rewriter.replace(
        op, BroadcastInDimOp(counted, broadcast_dimensions=dims, result_types=[op.output.type])
    )
    return True


def pad_nothing(op: PadOp, rewriter: Rewriter) -> bool:
    """Padding of no width."""
    widths = (*op.edge_padding_low, *op.edge_padding_high, *op.interior_padding)
    if any(widths) or op.operand.type != op.result.type:
        return False
    rewriter.replace(op, [op.operand])
    return True


def pad_of_empty(op: PadOp, rewriter: Rewriter) -> bool:
    """Padding around nothing is only padding."""
    if not is_empty(op.operand) or not is_static(op.result):
        return False
    rewriter.replace(
        op,
        BroadcastInDimOp(op.padding_value, broadcast_dimensions=(), result_types=[op.result.type]),
    )
    return True


def merge_reshapes(op: ReshapeOp, rewriter: Rewriter) -> bool:
    """A reshape of a reshape, or to the shape the operand has."""
    if op.operand.type == op.result.type:
        return take_value(op, op.operand, rewriter)
    inner = made_by(op.operand, ReshapeOp)
    if inner is None:
        return False
    return take_op(op, ReshapeOp(inner.operand, result_types=[op.result.type]), rewriter)


def reverse_nothing(op: ReverseOp, rewriter: Rewriter) -> bool:
    """Along no dimension, or of sizes one, or of nothing, or of one number."""
    sizes = shape_of(op.operand)
    if not (
        all(sizes[dim] == 1 for dim in op.dimensions)
        or is_empty(op.operand)
        or splat_of(op.operand) is not None
    ):
        return False
    rewriter.replace(op, [op.operand])
    return True


def slice_everything(op: SliceOp, rewriter: Rewriter) -> bool:
    """A slice that takes all."""
    if not is_static(op.operand) or op.operand.type != op.result.type:
        return False
    return take_value(op, op.operand, rewriter)


def slice_of_concatenation(op: SliceOp, rewriter: Rewriter) -> bool:
    """A slice of a concatenation needs only the inputs it reaches."""
    whole = made_by(op.operand, ConcatenateOp)
    if whole is None or not is_static(op.result):
        return False
    dim = whole.dimension
    sizes = [shape_of(value)[dim] for value in whole.inputs]
    if DYNAMIC in sizes:
        return False
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    first, last = op.start_indices[dim], op.limit_indices[dim]
    reached = [
        index
        for index, (start, size) in enumerate(zip(starts, sizes, strict=True))
        if start < last and start + size > first
    ]
    if not reached or len(reached) == len(sizes):
        return False
    if len(reached) > 1 and not whole.result.has_one_use():
        return False
    inputs = whole.inputs[reached[0] : reached[-1] + 1]
    (part,) = rewriter.insert_before(op, ConcatenateOp(inputs, dimension=dim))
    offset = starts[reached[0]]
    rewriter.replace(
        op,
        SliceOp(
            part,
            start_indices=_moved(op.start_indices, dim, offset),
            limit_indices=_moved(op.limit_indices, dim, offset),
            strides=op.strides,
        ),
    )
    return True


def _moved(indices: Sequence[int], dim: int, offset: int) -> tuple[int, ...]:
    return tuple(index - offset if i == dim else index for i, index in enumerate(indices))


def merge_transpositions(op: TransposeOp, rewriter: Rewriter) -> bool:
    """A transposition of nothing, or of a transposition."""
    if is_iota(op.permutation):
        return take_value(op, op.operand, rewriter)
    inner = made_by(op.operand, TransposeOp)
    if inner is None:
        return False
    merged = tuple(inner.permutation[dim] for dim in op.permutation)
    return take_op(op, TransposeOp(inner.operand, permutation=merged), rewriter)


def transpose_as_reshape(op: TransposeOp, rewriter: Rewriter) -> bool:
    """A transposition that only moves dimensions of size one."""
    if not is_static(op.operand):
        return False
    sizes = shape_of(op.operand)
    moved = [dim for dim in op.permutation if sizes[dim] != 1]
    if moved != sorted(moved):
        return False
    rewriter.replace(op, ReshapeOp(op.operand, result_types=[op.result.type]))
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    BroadcastInDimOp: (
        same_place,
        merge_broadcasts,
        broadcast_as_reshape,
        broadcast_as_transpose,
    ),
    ConcatenateOp: (single_input, drop_empty_inputs, flatten_concatenation),
    IotaOp: (iota_of_one, iota_of_one_dimension),
    PadOp: (pad_nothing, pad_of_empty),
    ReshapeOp: (merge_reshapes,),
    ReverseOp: (reverse_nothing,),
    SliceOp: (slice_everything, slice_of_concatenation),
    TransposeOp: (merge_transpositions, transpose_as_reshape),
}  # pyright: ignore[reportAssignmentType]
