"""`sdy-sink-func-data-flow-edges`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import CallOp, FuncOp
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.annotations import FuncDataFlowEdgeOp
from ttmlir_py.dialects.sdy.sharding import TensorSharding, sharded_rank
from ttmlir_py.dialects.sdy.shardings import (
    SHARDING,
    set_result_shardings,
    set_sharding,
    sharding_of,
)
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class SinkFuncDataFlowEdgesPass(Pass):
    """No `sdy.func_data_flow_edge` is left: arguments and calls hold their shardings."""

    name = "sdy-sink-func-data-flow-edges"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(op.walk()):
            if isinstance(inner, CallOp):
                _sink_call(inner)
            elif isinstance(inner, FuncOp) and inner.body.blocks:
                for argument in inner.body.block.args:
                    _sink_argument(argument)


def _edge(value: SSAValue) -> FuncDataFlowEdgeOp | None:
    use = value.first_use
    found = use.operation if use is not None else None
    return found if isinstance(found, FuncDataFlowEdgeOp) else None


def _sink_argument(argument: SSAValue) -> None:
    edge = _edge(argument)
    if edge is None:
        return
    sharding = sharding_of(edge.result)
    replace_op(edge, [argument])
    set_sharding(argument, sharding)


def _sink_call(call: Operation) -> None:
    """The results' shardings are those of their edges; if any has one, the others are open."""
    edges = [_edge(result) for result in call.results]
    if not any(edges):
        return
    found = [sharding_of(edge.result) if edge is not None else None for edge in edges]
    before = [sharding_of(result) for result in call.results]
    mesh = next((sharding.mesh for sharding in (*found, *before) if sharding is not None), None)
    for edge, result in zip(edges, call.results, strict=True):
        if edge is not None:
            replace_op(edge, [result])
    if mesh is None:
        call.attributes.pop(SHARDING, None)
        return
    set_result_shardings(
        call,
        [
            sharding or TensorSharding.fully_open(mesh, sharded_rank(result.type))
            for sharding, result in zip(found, call.results, strict=True)
        ],
    )
