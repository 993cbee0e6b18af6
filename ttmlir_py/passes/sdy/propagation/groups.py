"""Sharding groups before propagation: their members get one sharding."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.annotations import ShardingConstraintOp, ShardingGroupOp
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import set_sharding, sharding_of
from ttmlir_py.passes.sdy.insertion import insert_after
from ttmlir_py.support.shapes import rank_of
from ttmlir_py.syntax.diagnostics import diagnostics_of


def synchronize_groups(ctx: Context, module: ModuleOp) -> None:
    """Give all members of a group its sharding; where members disagree, an open constraint each."""
    groups: dict[int, list[SSAValue]] = {}
    for op in module.walk():
        if isinstance(op, ShardingGroupOp):
            groups.setdefault(op.group_id, []).append(op.input)
    for number in sorted(groups):
        members = groups[number]
        shardings = _given_shardings(members)
        if len(shardings) == 1 or (shardings and len(members) == 1):
            for member in members:
                set_sharding(member, shardings[0])
        elif shardings:
            _warn(ctx, members[0], number)
            for member in members:
                _constrain(member, shardings[0])


def _given_shardings(members: Sequence[SSAValue]) -> list[TensorSharding]:
    """The different shardings of members, those that say nothing left out."""
    found = [sharding_of(member) for member in members]
    return list(dict.fromkeys(s for s in found if s and any(d.axes or d.is_closed for d in s.dims)))


def _warn(ctx: Context, member: SSAValue, number: int) -> None:
    owner = member.owner if isinstance(member.owner, Operation) else member.owner.parent_op()
    diagnostics_of(ctx).warning(
        owner,
        "The initial operand shardings on the sharding groups of "
        f"groupID: {number} do not match. Inserting an open sharding constraint to all "
        "constrained values.",
    )


def _constrain(member: SSAValue, like: TensorSharding) -> None:
    sharding = TensorSharding.fully_open(like.mesh, rank_of(member))
    constraint = ShardingConstraintOp(member, sharding=sharding)
    insert_after(member, constraint)
    member.replace_uses_with_if(constraint.result, lambda use: use.operation is not constraint)
