"""`insert-explicit-reshards`: Shardy's pass of the same task, in its full version."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.passes.sdy.export.insert_explicit_reshards import (
    InsertExplicitReshardsPass as ShardyPass,
)
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class InsertExplicitReshardsPass(Pass):
    """The tensors of every op are sharded as the op computes with them; all else is a reshard."""

    name = "insert-explicit-reshards"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        ShardyPass(enable_full_version=True).apply(ctx, op)
