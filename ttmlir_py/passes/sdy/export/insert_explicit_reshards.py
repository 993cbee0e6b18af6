"""`sdy-insert-explicit-reshards`: say where values have to move so that every op can be run."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.passes.sdy.export.lone_shard_inserter import LoneShardInserter
from ttmlir_py.passes.sdy.export.reshard_inserter import Inserter
from ttmlir_py.passes.sdy.walk import post_order
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class InsertExplicitReshardsPass(Pass):
    """The tensors of every op are sharded as the op computes with them; all else is a reshard.

    Partial results along sharded reductions are combined by `sdy.all_reduce`. Without
    `enable_full_version` that holds of unreduced axes, calls and concatenations only, and products
    are moved after they are computed where that is cheaper: the rest is left to a partitioner that
    resolves conflicts by itself.
    """

    name = "sdy-insert-explicit-reshards"

    enable_full_version: bool = False
    lone_shards: bool = False
    """Also every op gives its result's shards from its operands' shards: nothing is left to
    exchange with other devices, and equal reshards are made once. The full version is part of it.
    """

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        if self.lone_shards:
            inserter = LoneShardInserter(op)
        else:
            inserter = Inserter(op, full=self.enable_full_version)
        for inner in list(post_order(op)):
            inserter.visit(inner)
