"""Reusing a reshard of the same data in another shape.

A sharding is compared by where its axes cut the elements in row-major order: a reshape keeps that
order, so equal cuts before and after it put the same elements on the same devices; a transpose
moves the cuts along with its dimensions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import mul
from typing import NamedTuple

from xdsl.dialects.builtin import NoneAttr, TensorType
from xdsl.ir import Attribute, Operation, OpResult, SSAValue

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.stablehlo.data_movement import ReshapeOp, TransposeOp
from ttmlir_py.support.rewriting import Rewriter
from ttmlir_py.support.shapes import DYNAMIC


class Cut(NamedTuple):
    """An axis that divides the elements: device i has runs of `stride` elements, i-th of each."""

    stride: int
    axis: AxisRef


Cuts = tuple[Cut, ...]
"""All cuts of a sharding, minor to major."""


def reuse_reshard(op: ReshardOp, rewriter: Rewriter) -> bool:
    """Data that was brought into a sharding before is not brought into it again."""
    path = _path_to(op.input)
    root = path[0].operands[0] if path else op.input
    found = _equivalent_reshard(op, root, path)
    if found is None:
        return False
    anchor = found.next_op
    assert anchor is not None, f"{op.name} comes after the one it is replaced by"
    value: SSAValue = found.result
    if value.type != root.type:
        (value,) = rewriter.insert_before(anchor, ReshapeOp(value, result_types=[root.type]))
    for step in path:
        clone = step.clone()
        clone.operands[0] = value
        (value,) = rewriter.insert_before(anchor, clone)
        clone.location = step.location
    rewriter.replace(op, [value])
    return True


def _path_to(value: SSAValue) -> list[ReshapeOp | TransposeOp]:
    """The reshapes and transposes right before a value, first to last."""
    path: list[ReshapeOp | TransposeOp] = []
    while isinstance(value, OpResult) and isinstance(value.op, ReshapeOp | TransposeOp):
        path.append(value.op)
        value = value.op.operands[0]
    return path[::-1]


def _equivalent_reshard(
    op: ReshardOp, root: SSAValue, path: Sequence[Operation]
) -> ReshardOp | None:
    mesh = mesh_of(op, op.sharding.mesh)
    earlier = [
        other
        for other in _reshards_across_reshapes(root)
        if other is not op and other.parent is op.parent and other.is_before_in_block(op)
    ]
    for other in earlier:
        if other.input is op.input and other.sharding == op.sharding:
            return other
    if mesh is None or not earlier or (wanted := _cuts_at_root(op, path, mesh)) is None:
        return None
    for other in earlier:
        if _differ_in_dims_only(op.sharding, other.sharding) and wanted == cuts_of(
            other.sharding, other.result.type, mesh
        ):
            return other
    return None


def _reshards_across_reshapes(root: SSAValue) -> Iterator[ReshardOp]:
    """The reshards of a value and of all that is only reshaped from it."""
    work = [root]
    while work:
        for use in work.pop().uses:
            if isinstance(use.operation, ReshardOp):
                yield use.operation
            elif isinstance(use.operation, ReshapeOp):
                work.append(use.operation.result)


def _differ_in_dims_only(one: TensorSharding, other: TensorSharding) -> bool:
    if not (one.is_fully_closed and other.is_fully_closed):
        return False
    return (one.mesh, one.replicated, one.unreduced, one.reduction) == (
        other.mesh,
        other.replicated,
        other.unreduced,
        other.reduction,
    )


# Cuts


def cuts_of(sharding: TensorSharding, type_: Attribute, mesh: MeshAttr) -> Cuts | None:
    """Where a sharding cuts a tensor; None if that cannot be told, or not evenly."""
    if not isinstance(type_, TensorType) or DYNAMIC in type_.get_shape():
        return None
    if not isinstance(type_.encoding, NoneAttr):
        return None
    shape = type_.get_shape()
    if not sharding.divides(shape, mesh):
        return None
    cuts: list[Cut] = []
    for dim, size, stride in zip(sharding.dims, shape, strides_of(shape), strict=True):
        stride = stride * size // dim.size_in(mesh)
        for axis in reversed(dim.axes):
            cuts.append(Cut(stride, axis))
            stride *= axis.size_in(mesh)
    return _normal(cuts, mesh)


def strides_of(shape: Sequence[int]) -> tuple[int, ...]:
    """The distance of neighbours in every dimension of a row-major tensor."""
    return tuple(accumulate(reversed(shape), mul, initial=1))[-2::-1] if shape else ()


def _normal(cuts: Sequence[Cut], mesh: MeshAttr) -> Cuts:
    """Sorted, with parts of an axis merged that continue one another."""
    result: list[Cut] = []
    for cut in sorted(cuts, key=lambda cut: (cut.stride, cut.axis.sort_key)):
        if result:
            stride, minor = result[-1]
            if stride * minor.size_in(mesh) == cut.stride and cut.axis.can_merge(minor):
                result[-1] = Cut(stride, cut.axis.merge(minor, mesh))
                continue
        result.append(cut)
    return tuple(result)


def _cuts_at_root(op: ReshardOp, path: Sequence[Operation], mesh: MeshAttr) -> Cuts | None:
    """The cuts that the beginning of a path needs so that its end has those of the reshard."""
    cuts = cuts_of(op.sharding, op.result.type, mesh)
    for step in reversed(path):
        if cuts is not None and isinstance(step, TransposeOp):
            cuts = _before_transpose(cuts, step, mesh)
    return cuts


def _before_transpose(cuts: Cuts, op: TransposeOp, mesh: MeshAttr) -> Cuts | None:
    source, target = op.operand.type, op.result.type
    if not isinstance(source, TensorType) or not isinstance(target, TensorType):
        return None
    if DYNAMIC in target.get_shape():
        return None
    source_strides = strides_of(source.get_shape())
    dims = [
        (stride, stride * size, source_strides[origin])
        for stride, size, origin in zip(
            strides_of(target.get_shape()), target.get_shape(), op.permutation, strict=True
        )
    ]
    moved: list[Cut] = []
    for cut in cuts:
        pieces = _pieces(cut, dims, mesh)
        if pieces is None:
            return None
        moved += pieces
    return _normal(moved, mesh)


def _pieces(cut: Cut, dims: Sequence[tuple[int, int, int]], mesh: MeshAttr) -> list[Cut] | None:
    """A cut, divided at the borders of dimensions (stride, end, new stride) and moved with them."""
    pieces: list[Cut] = []
    stride, axis = cut
    end = stride * axis.size_in(mesh)
    high = axis.high_in(mesh)
    for low, border, new in reversed(dims):
        if stride == end or not low <= stride < border:
            continue
        top = min(border, end)
        if stride % low or top % stride:
            return None
        size = top // stride
        if high % size:
            return None
        high //= size
        pieces.append(Cut(stride // low * new, AxisRef.part(axis.axis, high, size, mesh)))
        stride = top
    return pieces if stride == end else None
