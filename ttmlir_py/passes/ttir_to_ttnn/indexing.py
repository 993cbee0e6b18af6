"""Lookups and writes at computed positions to TTNN."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.ttcore.data_types import TILE_SHAPE
from ttmlir_py.dialects.ttir import indexing as ttir
from ttmlir_py.dialects.ttnn import indexing as ttnn
from ttmlir_py.passes.ttir_to_ttnn.moves import padded, reshaped
from ttmlir_py.passes.ttir_to_ttnn.namesake import same_name
from ttmlir_py.passes.ttnn.tensor_types import changed
from ttmlir_py.support.conversion import Builder, Lowering
from ttmlir_py.support.shapes import shape_of, size_of


def embedding_backward(op: ttir.EmbeddingBackwardOp, build: Builder) -> SSAValue:
    """TTNN takes indices `[batch, 1, 1, n]` and gradients `[1, 1, rows, n]`, whole tiles of both.

    Padded indices point to row 0 and padded gradients are zero, so they add nothing.
    """
    indices = reshaped(build, op.input, _as_batches(shape_of(op.input)))
    gradient = op.in_gradient
    batches, length = shape_of(indices)
    spare = -length % TILE_SHAPE[1]
    columns = shape_of(gradient)[-1]
    gradient = reshaped(build, gradient, (batches, length, columns))
    if spare:
        indices = padded(build, indices, (0, 0, 0, spare))
        gradient = padded(build, gradient, (0, 0, 0, spare, 0, 0))
    indices = reshaped(build, indices, (batches, 1, 1, length + spare))
    gradient = reshaped(build, gradient, (1, 1, size_of(gradient) // columns, columns))
    shape = shape_of(op.result)
    type_ = changed(op.result.type, shape=(1, 1, *shape))
    weight_gradient = build(ttnn.EmbeddingBwOp(indices, op.weight, gradient, result_types=[type_]))
    return reshaped(build, weight_gradient, shape)


def _as_batches(shape: Sequence[int]) -> tuple[int, int]:
    """Indices as `[batch, n]`; a trailing dimension of one counts nothing."""
    if len(shape) > 2 and shape[-1] == 1:
        shape = shape[:-1]
    size = 1
    for count in shape[:-1]:
        size *= count
    return size, shape[-1]


ROWS: dict[type[Operation], Lowering] = {
    ttir.EmbeddingBackwardOp: embedding_backward,
    ttir.EmbeddingOp: same_name,
    ttir.GatherOp: same_name,
    ttir.ScatterOp: same_name,
}
