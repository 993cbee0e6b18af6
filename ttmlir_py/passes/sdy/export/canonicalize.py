"""Canonicalization of sdy ops: chains of collectives, reshards and idle computations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from xdsl.ir import Operation, OpResult

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue
from ttmlir_py.passes.sdy.export import canonicalize_collectives
from ttmlir_py.passes.sdy.export.reshard_reuse import reuse_reshard
from ttmlir_py.support.rewriting import Rewriter


def skip_reshard(op: ReshardOp, rewriter: Rewriter) -> bool:
    """A reshard of a reshard that nothing else uses goes to the second sharding at once."""
    before = op.input
    if not isinstance(before, OpResult) or not isinstance(before.op, ReshardOp):
        return False
    if not before.has_one_use():
        return False
    rewriter.replace(op, ReshardOp(before.op.input, sharding=op.sharding))
    return True


def drop_unused_arguments(op: ManualComputationOp, rewriter: Rewriter) -> bool:
    """What the body does not use is not passed in."""
    arguments = op.body.block.args
    used = [index for index, argument in enumerate(arguments) if argument.first_use]
    if len(used) == len(arguments):
        return False
    for argument in [argument for argument in arguments if not argument.first_use]:
        op.body.block.erase_arg(argument)
    op.in_shardings = ShardingPerValue(tuple(op.in_shardings[index] for index in used))
    op.operands = [op.operands[index] for index in used]
    rewriter.modified(op)
    return True


def inline_on_one_device(op: ManualComputationOp, rewriter: Rewriter) -> bool:
    """A computation over one device is its body; one that does nothing is dropped."""
    mesh = op.common_mesh()
    if mesh is None or prod(mesh.axis_size(axis) for axis in op.manual_axes) != 1:
        return False
    if not op.manual_axes and mesh.size != 1:
        return False
    merge_body(op, rewriter)
    return True


def merge_body(op: ManualComputationOp, rewriter: Rewriter) -> None:
    """Move the ops of a computation to where it stands."""
    inner, outer = op.body.block, op.parent
    assert outer is not None, f"{op.name} stands nowhere"
    for argument, operand in zip(inner.args, op.operands, strict=True):
        argument.replace_all_uses_with(operand)
    ending = inner.last_op
    assert ending is not None, f"{op.name} returns nothing"
    returned = list(ending.operands)
    ending.detach()
    ending.erase()
    for moved in list(inner.ops):
        moved.detach()
        outer.insert_op_before(moved, op)
        rewriter.modified(moved)
    rewriter.replace(op, returned)


PATTERNS: dict[type[Operation], Sequence[Callable[[Any, Rewriter], bool]]] = {
    **canonicalize_collectives.PATTERNS,
    ManualComputationOp: (inline_on_one_device, drop_unused_arguments),
    ReshardOp: (reuse_reshard, skip_reshard),
}
