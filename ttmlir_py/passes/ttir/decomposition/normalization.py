"""Normalizations in the forms TTNN takes: four dimensions, channels second."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttir.normalization import BatchNormInferenceOp, BatchNormTrainingOp
from ttmlir_py.passes.ttir.moves import inverse, permute, reshape
from ttmlir_py.support.rewriting import Pattern, Rewriter
from ttmlir_py.support.shapes import Shape, rank_of, shape_of, with_shape

BatchNormOp = BatchNormInferenceOp | BatchNormTrainingOp


def batch_norm_of_images(op: Operation, rewriter: Rewriter) -> bool:
    """Any rank as `(batch, channels, positions, 1)`, and numbers per channel as such images."""
    assert isinstance(op, BatchNormOp)
    if all(rank_of(value) == 4 for value in op.operands) and op.dimension == 1:
        return False
    shape = shape_of(op.operand)
    order = _channels_second(op)
    ordered = [shape[dim] for dim in order]
    image = (*ordered[:2], prod(ordered[2:]), 1) if len(shape) != 4 else tuple(ordered)
    (first,) = rewriter.insert_before(op, permute(op.operand, order))
    (data,) = rewriter.insert_before(op, reshape(first, image))
    channels = (1, ordered[1], 1, 1)
    others = [
        rewriter.insert_before(op, reshape(value, channels))[0] for value in list(op.operands)[1:]
    ]
    normalized = type(op).create(
        operands=[data, *others],
        result_types=[
            with_shape(op.results[0], image),
            *(with_shape(result, channels) for result in op.results[1:]),
        ],
        properties=dict(op.properties),
        attributes=dict(op.attributes),
    )
    normalized.dimension = 1
    results = rewriter.insert_before(op, normalized)
    rewriter.replace(op, _as_before(op, results, ordered, order, rewriter))
    return True


def _channels_second(op: BatchNormOp) -> Shape:
    rank = rank_of(op.operand)
    others = [dim for dim in range(rank) if dim != op.dimension]
    return (*others[:1], op.dimension, *others[1:])


def _as_before(
    op: BatchNormOp,
    results: Sequence[SSAValue],
    ordered: Sequence[int],
    order: Shape,
    rewriter: Rewriter,
) -> list[SSAValue]:
    """The results in the shapes that the op had."""
    (image,) = rewriter.insert_before(op, reshape(results[0], ordered))
    (data,) = rewriter.insert_before(op, permute(image, inverse(order)))
    others = [
        rewriter.insert_before(op, reshape(new, shape_of(old)))[0]
        for new, old in zip(results[1:], op.results[1:], strict=True)
    ]
    return [data, *others]


PATTERNS: dict[type[Operation], Sequence[Pattern]] = {
    BatchNormInferenceOp: (batch_norm_of_images,),
    BatchNormTrainingOp: (batch_norm_of_images,),
}
