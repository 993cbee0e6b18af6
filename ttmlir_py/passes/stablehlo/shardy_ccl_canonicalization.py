"""`shardy-ccl-canonicalization`: shorten chains of sdy collectives and drop unused ones."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.dialects.sdy.collectives import CollectiveOp
from ttmlir_py.passes.sdy.export.canonicalize_collectives import PATTERNS
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import rewrite_greedily


@dataclass(frozen=True)
class ShardyCclCanonicalizationPass(Pass):
    """Every sdy collective moves something that somebody uses."""

    name = "shardy-ccl-canonicalization"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, OpTable(PATTERNS))
        for collective in reversed([c for c in op.walk() if isinstance(c, CollectiveOp)]):
            if not collective.result.first_use:
                collective.detach()
                collective.erase()
