"""Rewrites that make chains of collectives shorter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Any

from xdsl.ir import Operation, OpResult, SSAValue

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef, difference, merged, sorted_and_merged
from ttmlir_py.dialects.sdy.collectives import (
    AllGatherOp,
    AllReduceOp,
    AllSliceOp,
    AllToAllOp,
    CollectiveOp,
    CollectivePermuteOp,
    ReduceScatterOp,
    ReplicatedToUnreducedOp,
    ShardedToUnreducedOp,
)
from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.support.rewriting import Rewriter


def remove_empty(op: CollectiveOp, rewriter: Rewriter) -> bool:
    """A collective without axes is its operand."""
    match op:
        case AllGatherOp():
            axes = op.gathering_axes
        case AllSliceOp():
            axes = op.slicing_axes
        case ReduceScatterOp():
            axes = op.reduce_scatter_axes
        case AllReduceOp():
            axes = op.reduction_axes
        case _:
            return False
    if any(axes):
        return False
    rewriter.replace(op, [op.tensor])
    return True


def remove_idle_permute(op: CollectivePermuteOp, rewriter: Rewriter) -> bool:
    """A permutation to the sharding that the operand has is its operand."""
    source = sharding_of(op.tensor)
    if source is None or not source.is_equivalent(op.out_sharding):
        return False
    rewriter.replace(op, [op.tensor])
    return True


def cancel_gather(op: AllSliceOp, rewriter: Rewriter) -> bool:
    """Slicing what was just gathered along the same axes gives it back."""
    gather = _defining(op.tensor)
    if not isinstance(gather, AllGatherOp) or gather.gathering_axes != op.slicing_axes:
        return False
    rewriter.replace(op, [gather.tensor])
    return True


def scatter_reduced(op: AllSliceOp, rewriter: Rewriter) -> bool:
    """An all_reduce of which every chip keeps a slice is a reduce_scatter.

    All reduced axes have to be among the sliced ones; slices along other axes stay.
    """
    reduce = _defining(op.tensor)
    if not isinstance(reduce, AllReduceOp) or not _is_first_of_equal_slices(op, reduce):
        return False
    scattered, left = _split(op.slicing_axes, reduce)
    if left:
        return False
    mesh = op.mesh
    rest = tuple(difference(a, s, mesh) for a, s in zip(op.slicing_axes, scattered, strict=True))
    dims = [
        merged((*dim.axes, *axes), mesh)
        for dim, axes in zip(reduce.out_sharding.dims, scattered, strict=True)
    ]
    (value,) = rewriter.insert_before(
        op,
        ReduceScatterOp(
            reduce.tensor,
            reduction_op=reduce.reduction_op,
            reduce_scatter_axes=scattered,
            out_sharding=op.out_sharding.with_axes(dims),
        ),
    )
    if any(rest):
        by = AllSliceOp(value, slicing_axes=rest, out_sharding=op.out_sharding)
        (value,) = rewriter.insert_before(op, by)
    for use in list(reduce.result.uses):
        rewriter.replace(use.operation, [value])
    rewriter.erase(reduce)
    return True


def _is_first_of_equal_slices(op: AllSliceOp, reduce: AllReduceOp) -> bool:
    users = [use.operation for use in reduce.result.uses]
    if not all(isinstance(u, AllSliceOp) and u.slicing_axes == op.slicing_axes for u in users):
        return False
    return all(user is op or op.is_before_in_block(user) for user in users)


def _split(slicing: Sequence[Axes], reduce: AllReduceOp) -> tuple[tuple[Axes, ...], Axes]:
    """The leading sliced axes of every dimension that are reduced ones, and the axes not found."""
    mesh = reduce.mesh
    left: Axes = reduce.reduction_axes
    scattered: list[Axes] = []
    for axes in slicing:
        remaining = left

        def is_reduced(axis: AxisRef, among: Axes = remaining) -> bool:
            return any(other.contains(axis) for other in among)

        taken = tuple(takewhile(is_reduced, axes))
        left = difference(left, taken, mesh)
        scattered.append(taken)
    return tuple(scattered), left


def reduce_unreduced(op: AllReduceOp, rewriter: Rewriter) -> bool:
    """Reducing what was just made unreduced gives the replicated value back, or gathers it."""
    before = _defining(op.tensor)
    if isinstance(before, ReplicatedToUnreducedOp) and before.axes == op.reduction_axes:
        rewriter.replace(op, [before.tensor])
        return True
    if not isinstance(before, ShardedToUnreducedOp):
        return False
    if sorted_and_merged((a for axes in before.axes for a in axes), op.mesh) != op.reduction_axes:
        return False
    gather = AllGatherOp(before.tensor, gathering_axes=before.axes, out_sharding=op.out_sharding)
    rewriter.replace(op, gather)
    return True


def drop_idle_exchange(op: AllToAllOp, rewriter: Rewriter) -> bool:
    """An all_to_all that nothing uses is dropped."""
    if op.result.first_use:
        return False
    rewriter.erase(op)
    return True


def merge_exchanges(op: AllToAllOp, rewriter: Rewriter) -> bool:
    """Two all_to_alls between different dimensions are one."""
    before = _defining(op.tensor)
    if not isinstance(before, AllToAllOp) or not before.result.has_one_use():
        return False
    params = (*before.params, *op.params)
    dims = [dim for param in params for dim in (param.source, param.target)]
    if len(set(dims)) != len(dims):
        return False
    ordered = tuple(sorted(params, key=lambda param: param.source))
    rewriter.replace(op, AllToAllOp(before.tensor, params=ordered, out_sharding=op.out_sharding))
    return True


def _defining(value: SSAValue) -> Operation | None:
    return value.op if isinstance(value, OpResult) else None


PATTERNS: dict[type[Operation], Sequence[Callable[[Any, Rewriter], bool]]] = {
    AllGatherOp: (remove_empty,),
    AllReduceOp: (remove_empty, reduce_unreduced),
    AllSliceOp: (remove_empty, cancel_gather, scatter_reduced),
    AllToAllOp: (drop_idle_exchange, merge_exchanges),
    CollectivePermuteOp: (remove_idle_permute,),
    ReduceScatterOp: (remove_empty,),
}
"""What `--canonicalize` and `--shardy-ccl-canonicalization` do with collectives."""
