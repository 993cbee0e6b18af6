"""TTNN data movement built on the way of a lowering, with the layouts it implies."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import SSAValue

from ttmlir_py.dialects.ttnn.data_movement import PadOp, PermuteOp, RepeatOp, ReshapeOp
from ttmlir_py.passes.ttnn.tensor_types import changed
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.shapes import shape_of


def reshaped(build: Builder, value: SSAValue, shape: Sequence[int]) -> SSAValue:
    """`value` in another shape."""
    if shape_of(value) == tuple(shape):
        return value
    type_ = changed(value.type, shape=shape)
    return build(ReshapeOp(value, shape=tuple(shape), result_types=[type_]))


def permuted(build: Builder, value: SSAValue, permutation: Sequence[int]) -> SSAValue:
    """`value` with its dimensions reordered."""
    old = shape_of(value)
    type_ = changed(value.type, shape=[old[dim] for dim in permutation])
    return build(PermuteOp(value, permutation=tuple(permutation), result_types=[type_]))


def padded(build: Builder, value: SSAValue, padding: Sequence[int]) -> SSAValue:
    """`value` with zeros around it: counts before and after every dimension."""
    shape = [
        size + before + after
        for size, before, after in zip(shape_of(value), padding[0::2], padding[1::2], strict=True)
    ]
    type_ = changed(value.type, shape=shape)
    op = PadOp(value, padding=tuple(padding), value=0.0, use_multicore=True, result_types=[type_])
    return build(op)


def repeated(build: Builder, value: SSAValue, shape: Sequence[int]) -> SSAValue:
    """`value` with dimensions of size one repeated to `shape`."""
    old = shape_of(value)
    if old == tuple(shape):
        return value
    factors = tuple(new // size for new, size in zip(shape, old, strict=True))
    type_ = changed(value.type, shape=shape)
    return build(RepeatOp(value, repeat_dims=factors, result_types=[type_]))
