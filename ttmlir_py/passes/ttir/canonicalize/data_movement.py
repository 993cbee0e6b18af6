"""Moves that move nothing, and two moves that are one."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation

from ttmlir_py.dialects.ttir.creation import FilledOp
from ttmlir_py.dialects.ttir.data_movement import (
    BroadcastOp,
    ConcatOp,
    PadOp,
    PermuteOp,
    RepeatInterleaveOp,
    RepeatOp,
    ReshapeOp,
    ReverseOp,
    SliceStaticOp,
    TransposeOp,
)
from ttmlir_py.support.properties import I32_ARRAY
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import normalize_dim, rank_of, shape_of


def fold_move_to_the_same_type(op: Operation, rewriter: Rewriter) -> bool:
    """A broadcast, padding, repetition, reshape or slice to its input's type moves nothing.

    A padding that cuts off as much as it adds keeps the type but moves elements.
    """
    assert isinstance(op, BroadcastOp | PadOp | RepeatOp | ReshapeOp | SliceStaticOp)
    if op.input.type != op.result.type:
        return False
    if isinstance(op, PadOp) and any(op.padding):
        return False
    if isinstance(op, SliceStaticOp) and any(step != 1 for step in op.step):
        return False
    rewriter.replace(op, [op.input])
    return True


def fold_consecutive_reshapes(op: Operation, rewriter: Rewriter) -> bool:
    """Only the last of two reshapes counts."""
    assert isinstance(op, ReshapeOp)
    producer = op.input.owner
    if not isinstance(producer, ReshapeOp):
        return False
    rewriter.replace(op, ReshapeOp(producer.input, shape=op.shape, result_types=op.result_types))
    return True


def permute_without_leading_ones(op: Operation, rewriter: Rewriter) -> bool:
    """Leading dimensions of size one, made before a permutation to be dropped after it."""
    assert isinstance(op, ReshapeOp)
    permute = op.input.owner
    if not isinstance(permute, PermuteOp) or not permute.result.has_one_use():
        return False
    first = permute.input.owner
    dropped = rank_of(op.input) - rank_of(op.result)
    if not isinstance(first, ReshapeOp) or not first.result.has_one_use() or dropped <= 0:
        return False
    leading = tuple(range(dropped))
    ones = (1,) * dropped
    if permute.permutation[:dropped] != leading or shape_of(op.input) != ones + shape_of(op.result):
        return False
    shape = shape_of(first.result)[dropped:]
    permutation = tuple(dim - dropped for dim in permute.permutation[dropped:])
    (reshaped,) = rewriter.insert_before(op, ReshapeOp(first.input, shape=shape))
    rewriter.replace(op, PermuteOp(reshaped, permutation=permutation, result_types=op.result_types))
    return True


def fold_identity_permute(op: Operation, rewriter: Rewriter) -> bool:
    """Dimensions that keep their places, or change them with others of size one."""
    assert isinstance(op, PermuteOp)
    shape = shape_of(op.input)
    moves_nothing = all(
        old == new or (shape[old] == 1 and shape[new] == 1)
        for new, old in enumerate(op.permutation)
    )
    if not moves_nothing or op.input.type != op.result.type:
        return False
    rewriter.replace(op, [op.input])
    return True


def fold_consecutive_permutes(op: Operation, rewriter: Rewriter) -> bool:
    """Two permutations are one."""
    assert isinstance(op, PermuteOp)
    producer = op.input.owner
    if not isinstance(producer, PermuteOp) or "decomposed" in op.attributes:
        return False
    permutation = tuple(producer.permutation[dim] for dim in op.permutation)
    rewriter.replace(
        op,
        PermuteOp(producer.input, permutation=permutation, result_types=op.result_types),
    )
    return True


def transpose_is_permute(op: Operation, rewriter: Rewriter) -> bool:
    """A swap of two dimensions is a permutation."""
    assert isinstance(op, TransposeOp)
    rank = rank_of(op.input)
    first, second = normalize_dim(op.dim0, rank), normalize_dim(op.dim1, rank)
    permutation = list(range(rank))
    permutation[first], permutation[second] = second, first
    rewriter.replace(
        op, PermuteOp(op.input, permutation=tuple(permutation), result_types=op.result_types)
    )
    return True


def fold_concat(op: Operation, rewriter: Rewriter) -> bool:
    """Empty inputs add nothing; one input alone is the result."""
    assert isinstance(op, ConcatOp)
    dim = normalize_dim(op.dim, rank_of(op.result))
    inputs = [value for value in op.inputs if shape_of(value)[dim] != 0]
    kept = inputs or op.inputs[:1]
    if len(kept) == 1 and kept[0].type == op.result.type:
        rewriter.replace(op, kept)
        return True
    if not inputs or len(inputs) == len(op.inputs):
        return False
    rewriter.replace(op, ConcatOp(inputs, dim=op.dim, result_types=op.result_types))
    return True


def fold_consecutive_slices(op: Operation, rewriter: Rewriter) -> bool:
    """A box of a box is a box, where both are given from the front."""
    assert isinstance(op, SliceStaticOp)
    producer = op.input.owner
    if not isinstance(producer, SliceStaticOp) or not producer.result.has_one_use():
        return False
    if any(bound < 0 for bound in (*op.begins, *op.ends, *producer.begins, *producer.ends)):
        return False
    begins = tuple(
        first + begin * by
        for first, begin, by in zip(producer.begins, op.begins, producer.step, strict=True)
    )
    step = tuple(outer * by for outer, by in zip(op.step, producer.step, strict=True))
    ends = tuple(
        begin + (size - 1) * by + 1
        for begin, size, by in zip(begins, shape_of(op.result), step, strict=True)
    )
    rewriter.replace(
        op,
        SliceStaticOp(
            producer.input, begins=begins, ends=ends, step=step, result_types=op.result_types
        ),
    )
    return True


def fold_reverses(op: Operation, rewriter: Rewriter) -> bool:
    """A dimension reversed twice is as it was; reversing none does nothing."""
    assert isinstance(op, ReverseOp)
    if not op.dimensions:
        rewriter.replace(op, [op.input])
        return True
    producer = op.input.owner
    if not isinstance(producer, ReverseOp):
        return False
    once = tuple(sorted(set(op.dimensions) ^ set(producer.dimensions)))
    rewriter.replace(op, ReverseOp(producer.input, dimensions=once, result_types=op.result_types))
    return True


def fold_move_of_fill(op: Operation, rewriter: Rewriter) -> bool:
    """Moving equal elements about gives as many equal elements as the result has."""
    fill = op.operands[0].owner
    if not isinstance(fill, FilledOp):
        return False
    filled = type(fill).create(
        result_types=op.result_types,
        properties={**fill.properties, "shape": I32_ARRAY.encode(shape_of(op.results[0]))},
    )
    rewriter.replace(op, filled)
    return True


def fold_consecutive_repeats(op: Operation, rewriter: Rewriter) -> bool:
    """Repeating a repetition repeats as often as both."""
    assert isinstance(op, RepeatOp)
    producer = op.input.owner
    if not isinstance(producer, RepeatOp) or not producer.result.has_one_use():
        return False
    times = tuple(
        first * then
        for first, then in zip(producer.repeat_dimensions, op.repeat_dimensions, strict=True)
    )
    rewriter.replace(
        op, RepeatOp(producer.input, repeat_dimensions=times, result_types=op.result_types)
    )
    return True


def fold_single_repetition(op: Operation, rewriter: Rewriter) -> bool:
    """Every slice once is the tensor itself."""
    assert isinstance(op, RepeatInterleaveOp)
    if op.repeats != 1 or op.input.type != op.result.type:
        return False
    rewriter.replace(op, [op.input])
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    BroadcastOp: (fold_move_to_the_same_type, fold_move_of_fill),
    ConcatOp: (fold_concat,),
    PadOp: (fold_move_to_the_same_type,),
    PermuteOp: (fold_identity_permute, fold_consecutive_permutes, fold_move_of_fill),
    RepeatInterleaveOp: (fold_single_repetition,),
    RepeatOp: (fold_move_to_the_same_type, fold_consecutive_repeats, fold_move_of_fill),
    ReshapeOp: (
        fold_move_to_the_same_type,
        fold_consecutive_reshapes,
        permute_without_leading_ones,
        fold_move_of_fill,
    ),
    ReverseOp: (fold_reverses, fold_move_of_fill),
    SliceStaticOp: (
        fold_move_to_the_same_type,
        fold_consecutive_slices,
        fold_move_of_fill,
    ),
    TransposeOp: (transpose_is_permute,),
}
