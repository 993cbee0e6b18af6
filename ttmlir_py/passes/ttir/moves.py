"""TTIR ops that move elements, with the result types they imply; not yet inserted."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import SSAValue

from ttmlir_py.dialects.ttir.data_movement import (
    BroadcastOp,
    PermuteOp,
    ReshapeOp,
    SliceStaticOp,
)
from ttmlir_py.support.shapes import Shape, shape_of, with_shape


def reshape(value: SSAValue, shape: Sequence[int]) -> ReshapeOp:
    """`value` in another shape."""
    return ReshapeOp(value, shape=tuple(shape), result_types=[with_shape(value, shape)])


def permute(value: SSAValue, permutation: Sequence[int]) -> PermuteOp:
    """`value` with its dimensions reordered."""
    shape = shape_of(value)
    type_ = with_shape(value, [shape[dim] for dim in permutation])
    return PermuteOp(value, permutation=tuple(permutation), result_types=[type_])


def broadcast(value: SSAValue, shape: Sequence[int]) -> BroadcastOp:
    """`value` with dimensions of size one repeated to `shape`."""
    factors = tuple(new // old for new, old in zip(shape, shape_of(value), strict=True))
    return BroadcastOp(value, broadcast_dimensions=factors, result_types=[with_shape(value, shape)])


def slice_(
    value: SSAValue,
    begins: Sequence[int],
    ends: Sequence[int],
    step: Sequence[int] | None = None,
) -> SliceStaticOp:
    """The box of `value` from `begins` up to `ends`."""
    step = step or (1,) * len(begins)
    sizes = [-(-(end - begin) // by) for begin, end, by in zip(begins, ends, step, strict=True)]
    return SliceStaticOp(
        value,
        begins=tuple(begins),
        ends=tuple(ends),
        step=tuple(step),
        result_types=[with_shape(value, sizes)],
    )


def inverse(permutation: Sequence[int]) -> Shape:
    """The permutation that undoes another."""
    return tuple(permutation.index(dim) for dim in range(len(permutation)))
