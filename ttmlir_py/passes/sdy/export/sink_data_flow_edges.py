"""`sdy-sink-data-flow-edges`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.annotations import DataFlowEdgeOp
from ttmlir_py.dialects.sdy.data_flow import data_flow, data_flow_ops, edge_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import set_sharding, sharded_rank
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class SinkDataFlowEdgesPass(Pass):
    """No `sdy.data_flow_edge` is left: the ops around them hold their shardings."""

    name = "sdy-sink-data-flow-edges"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(data_flow_ops(op)):
            sink_edges(inner)
        for edge in [inner for inner in op.walk() if isinstance(inner, DataFlowEdgeOp)]:
            replace_op(edge, [edge.input])


def sink_edges(op: Operation) -> None:
    """Let one op hold the shardings of its edges."""
    kind = data_flow(op)
    assert kind is not None, f"{op.name} has no data-flow edges"
    owners = kind.owners(op)
    _sink([owner for owner in owners if owner.owner is not op])
    _sink([owner for owner in owners if owner.owner is op])


def _sink(owners: Sequence[SSAValue]) -> None:
    """Give values the shardings of their edges; if any has one, the others become open."""
    edges = [edge_of(owner) for owner in owners]
    found = [edge.sharding if isinstance(edge, DataFlowEdgeOp) else None for edge in edges]
    mesh = next((sharding.mesh for sharding in found if sharding), None)
    for edge, owner in zip(edges, owners, strict=True):
        if edge is not None:
            replace_op(edge, [owner])
    if mesh is not None:
        for owner, sharding in zip(owners, found, strict=True):
            set_sharding(
                owner, sharding or TensorSharding.fully_open(mesh, sharded_rank(owner.type))
            )
