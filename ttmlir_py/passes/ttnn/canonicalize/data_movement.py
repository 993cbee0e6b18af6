"""Moves that move nothing, and two moves that are one."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation

from ttmlir_py.dialects.ttnn.data_movement import PermuteOp, ReshapeOp
from ttmlir_py.support.rewriting import Pattern, Rewriter


def fold_identity_reshape(op: Operation, rewriter: Rewriter) -> bool:
    assert isinstance(op, ReshapeOp)
    if op.input.type != op.result.type:
        return False
    rewriter.replace(op, [op.input])
    return True


def fold_consecutive_reshapes(op: Operation, rewriter: Rewriter) -> bool:
    """Only the last of two reshapes counts."""
    assert isinstance(op, ReshapeOp)
    producer = op.input.owner
    if not isinstance(producer, ReshapeOp) or not producer.result.has_one_use():
        return False
    rewriter.replace(op, ReshapeOp(producer.input, shape=op.shape, result_types=op.result_types))
    return True


def fold_identity_permute(op: Operation, rewriter: Rewriter) -> bool:
    assert isinstance(op, PermuteOp)
    in_place = op.permutation == tuple(range(len(op.permutation)))
    if not in_place or op.input.type != op.result.type:
        return False
    rewriter.replace(op, [op.input])
    return True


def fold_consecutive_permutes(op: Operation, rewriter: Rewriter) -> bool:
    """Two permutations are one."""
    assert isinstance(op, PermuteOp)
    producer = op.input.owner
    if not isinstance(producer, PermuteOp) or not producer.result.has_one_use():
        return False
    permutation = tuple(producer.permutation[dim] for dim in op.permutation)
    rewriter.replace(
        op,
        PermuteOp(
            producer.input,
            permutation=permutation,
            pad_value=op.pad_value,
            result_types=op.result_types,
        ),
    )
    return True


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    PermuteOp: (fold_identity_permute, fold_consecutive_permutes),
    ReshapeOp: (fold_identity_reshape, fold_consecutive_reshapes),
}
