"""`sdy-sharding-group-import`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.annotations import ShardingGroupOp
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import shape_of
from ttmlir_py.syntax.diagnostics import CompileError, op_error


@dataclass(frozen=True)
class ShardingGroupImportPass(Pass):
    """Groups are disjoint, numbered from 0, and name every value once."""

    name = "sdy-sharding-group-import"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        members = [inner for inner in op.walk() if isinstance(inner, ShardingGroupOp)]
        _check(members)
        leaders = _leaders(members)
        numbers = {
            leader: number
            for number, leader in enumerate(g for g, leader in leaders.items() if g == leader)
        }
        seen: set[SSAValue] = set()
        for member in members:
            member.group_id = numbers[leaders[member.group_id]]
            if member.input in seen:
                member.detach()
                member.erase()
            else:
                seen.add(member.input)


def _check(members: Sequence[ShardingGroupOp]) -> None:
    first: dict[int, ShardingGroupOp] = {}
    for member in members:
        other = first.setdefault(member.group_id, member)
        if _computation_around(member) is not _computation_around(other):
            _fail(member, "cannot cross ManualComputationOp boundaries")
        if shape_of(member.input) != shape_of(other.input):
            _fail(member, "must have the same shape")


def _fail(member: ShardingGroupOp, rule: str) -> NoReturn:
    message = f"ShardingGroupOps values {rule} for groupId: {member.group_id}"
    raise CompileError([replace(op_error(member, ""), message=message)])


def _computation_around(op: Operation) -> Operation | None:
    scope = op.parent_op()
    while scope is not None and not isinstance(scope, ManualComputationOp):
        scope = scope.parent_op()
    return scope


def _leaders(members: Sequence[ShardingGroupOp]) -> dict[int, int]:
    """Group -> one for all groups that it shares values with, directly or not."""
    leader: dict[int, int] = {}

    def find(group: int) -> int:
        leader.setdefault(group, group)
        while leader[group] != group:
            group = leader[group]
        return group

    of_value: dict[SSAValue, list[int]] = {}
    for member in members:
        of_value.setdefault(member.input, []).append(member.group_id)
    for first, *others in of_value.values():
        for other in (first, *others):
            leader[find(other)] = find(first)
    return {group: find(group) for group in leader}
