"""`sdy-add-data-flow-edges`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.ir import Operation

from ttmlir_py.dialects.sdy.annotations import DataFlowEdgeOp
from ttmlir_py.dialects.sdy.data_flow import data_flow, data_flow_ops
from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.passes.sdy.insertion import insert_after
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import is_static


@dataclass(frozen=True)
class AddDataFlowEdgesPass(Pass):
    """Every owner of a data-flow edge has a `sdy.data_flow_edge` that all its uses go through."""

    name = "sdy-add-data-flow-edges"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(data_flow_ops(op)):
            add_edges(inner)


def add_edges(op: Operation) -> None:
    """Add the edges of one op."""
    kind = data_flow(op)
    assert kind is not None, f"{op.name} has no data-flow edges"
    # From the last to the first, so that the edges stand in the order of their owners.
    for owner in reversed(kind.owners(op)):
        if not isinstance(owner.type, TensorType) or not is_static(owner):
            continue
        edge = DataFlowEdgeOp(owner, sharding=sharding_of(owner), location=op.location)
        owner.replace_uses_with_if(edge.result, lambda use, edge=edge: use.operation is not edge)
        insert_after(owner, edge)
