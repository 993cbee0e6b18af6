"""`sdy-remove-sharding-groups`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.sdy.annotations import ShardingGroupOp
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class RemoveShardingGroupsPass(Pass):
    """No sharding group is left."""

    name = "sdy-remove-sharding-groups"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for group in [inner for inner in op.walk() if isinstance(inner, ShardingGroupOp)]:
            group.detach()
            group.erase()
