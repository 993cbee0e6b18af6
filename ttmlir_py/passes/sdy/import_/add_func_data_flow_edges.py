"""`sdy-add-func-data-flow-edges`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import CallOp, FuncOp
from xdsl.ir import SSAValue

from ttmlir_py.dialects.sdy.annotations import FuncDataFlowEdgeOp
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue
from ttmlir_py.dialects.sdy.shardings import SHARDING, sharding_of
from ttmlir_py.passes.sdy.insertion import insert_after
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import is_static

ENTRY = "main"


@dataclass(frozen=True)
class AddFuncDataFlowEdgesPass(Pass):
    """All uses of called functions' arguments, and of calls' results, go through an edge."""

    name = "sdy-add-func-data-flow-edges"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        called = {c.callee.root_reference.data for c in op.walk() if isinstance(c, CallOp)}
        for inner in list(op.walk()):
            if isinstance(inner, CallOp):
                _add(inner.results)
            elif isinstance(inner, FuncOp) and inner.sym_name.data in called - {ENTRY}:
                _add(inner.body.block.args)


def _add(owners: Sequence[SSAValue]) -> None:
    # From the last to the first, so that the edges stand in the order of their owners.
    for owner in reversed(owners):
        if not isinstance(owner.type, TensorType) or not is_static(owner) or not owner.first_use:
            continue
        edge = FuncDataFlowEdgeOp(owner)
        sharding = sharding_of(owner)
        if sharding is not None:
            edge.attributes[SHARDING] = ShardingPerValue((sharding,))
        owner.replace_uses_with_if(edge.result, lambda use, edge=edge: use.operation is not edge)
        insert_after(owner, edge)
