"""`sdy-insert-func-call-reshards`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import CallOp
from xdsl.ir import SSAValue

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.dialects.sdy.shardings import (
    SHARDING,
    result_shardings,
    sharding_of,
)
from ttmlir_py.passes.sdy.calls import Functions, declared_result_shardings
from ttmlir_py.passes.sdy.insertion import insert_after
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class InsertFuncCallReshardsPass(Pass):
    """A call has the result shardings of its function; reshards lead to those it had."""

    name = "sdy-insert-func-call-reshards"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        functions = Functions(op)
        for call in [o for o in op.walk() if isinstance(o, CallOp)]:
            declared = declared_result_shardings(functions.callee(call))
            if declared is None:
                stored = result_shardings(call)
                declared = stored and ShardingPerValue(tuple(map(_replicated, stored)))
            if declared is None:
                continue
            for value, sharding in zip(call.results, declared, strict=True):
                _lead_back(value, sharding)
            call.attributes[SHARDING] = declared


def _replicated(like: TensorSharding) -> TensorSharding:
    return TensorSharding.fully_replicated(like.mesh, like.rank)


def _lead_back(value: SSAValue, declared: TensorSharding) -> None:
    wanted = sharding_of(value)
    if declared.is_equivalent(wanted):
        return
    assert not isinstance(value.owner, CallOp) or value.owner.parent is not None, f"{value}"
    reshard = ReshardOp(value, sharding=wanted or _replicated(declared))
    value.replace_uses_with_if(reshard.result, lambda use: use.operation is not reshard)
    insert_after(value, reshard)
