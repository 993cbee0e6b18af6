"""`sdy-sink-data-flow-edges`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xdsl.context import Context
from xdsl.dialects.builtin import ArrayAttr, ModuleOp
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.sdy.annotations import DataFlowEdgeOp
from ttmlir_py.dialects.sdy.data_flow import data_flow, data_flow_ops, edge_of
from ttmlir_py.dialects.sdy.debug_info import (
    BLOCK_ARG_PROPAGATION_EDGES,
    BLOCK_ARG_SHARDING_ORIGINS,
    PROPAGATION_EDGES,
    RESULT_PROPAGATION_EDGES,
    RESULT_SHARDING_ORIGINS,
    SHARDING_ORIGINS,
)
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import set_sharding, sharded_rank
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class SinkDataFlowEdgesPass(Pass):
    """No `sdy.data_flow_edge` is left: the ops around them hold their shardings."""

    name = "sdy-sink-data-flow-edges"

    sink_debug_sharding_origins: bool = False
    sink_debug_propagation_edge_sharding: bool = False

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(data_flow_ops(op)):
            sink_edges(inner, self._records())
        for edge in [inner for inner in op.walk() if isinstance(inner, DataFlowEdgeOp)]:
            replace_op(edge, [edge.input])

    def _records(self) -> Sequence[Record]:
        """The records of propagation that also move from the edges to the ops."""
        origins = [_ORIGINS] if self.sink_debug_sharding_origins else []
        return origins + [_STEPS] * self.sink_debug_propagation_edge_sharding


class Record(NamedTuple):
    """The names of a record on an edge, and on an op for all arguments and for all results."""

    on_edge: str
    on_arguments: str
    on_results: str


_ORIGINS = Record(SHARDING_ORIGINS, BLOCK_ARG_SHARDING_ORIGINS, RESULT_SHARDING_ORIGINS)
_STEPS = Record(PROPAGATION_EDGES, BLOCK_ARG_PROPAGATION_EDGES, RESULT_PROPAGATION_EDGES)


def sink_edges(op: Operation, records: Sequence[Record] = ()) -> None:
    """Let one op hold the shardings of its edges."""
    kind = data_flow(op)
    assert kind is not None, f"{op.name} has no data-flow edges"
    owners = kind.owners(op)
    arguments = [owner for owner in owners if owner.owner is not op]
    results = [owner for owner in owners if owner.owner is op]
    for record in records:
        op.attributes[record.on_arguments] = _collected(arguments, record)
        op.attributes[record.on_results] = _collected(results, record)
    _sink(arguments)
    _sink(results)


def _collected(owners: Sequence[SSAValue], record: Record) -> ArrayAttr[Attribute]:
    """The records of the edges that have one."""
    edges = [edge for owner in owners if (edge := edge_of(owner)) is not None]
    found = [edge.attributes.get(record.on_edge) for edge in edges]
    return ArrayAttr([entry for entry in found if entry is not None])


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
