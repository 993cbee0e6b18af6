"""`sdy-propagate-sharding-from-func-to-call`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import CallOp

from ttmlir_py.dialects.sdy.shardings import SHARDING, result_shardings
from ttmlir_py.passes.sdy.calls import Functions, declared_result_shardings
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class PropagateShardingFromFuncToCallPass(Pass):
    """A call without shardings has those that its function declares for the results."""

    name = "sdy-propagate-sharding-from-func-to-call"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        functions = Functions(op)
        for call in op.walk():
            if isinstance(call, CallOp) and result_shardings(call) is None:
                shardings = declared_result_shardings(functions.callee(call))
                if shardings is not None:
                    call.attributes[SHARDING] = shardings
