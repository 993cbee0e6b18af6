"""`apply-argument-shard-status`: say which arguments and results come and go in shards."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.dialects.sdy.shardings import SHARDING
from ttmlir_py.dialects.ttcore.attributes import ShardStatus, ShardStatusAttr
from ttmlir_py.passes.common.function_attributes import count, entries, set_attribute
from ttmlir_py.passes.stablehlo.frontend_shardings import XLA_SHARDING
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class ApplyArgumentShardStatusPass(Pass):
    """Arguments and the results of public functions carry a `ttcore.shard_status`.

    Arguments with a sharding are presharded. `result_presharded` has a 1 for every result that is,
    and a 0 for the others; left out, no result is.
    """

    name = "apply-argument-shard-status"

    result_presharded: tuple[int, ...] = ()

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for function in [f for f in op.walk() if isinstance(f, FuncOp)]:
            statuses = [
                _status(SHARDING in entry or XLA_SHARDING in entry)
                for entry in entries(function, "arguments")
            ]
            set_attribute(function, "arguments", ShardStatusAttr.name, statuses)
            if function.sym_visibility is None or function.sym_visibility.data == "public":
                self._mark_results(op, function)

    def _mark_results(self, module: ModuleOp, function: FuncOp) -> None:
        results = count(function, "results")
        presharded = self.result_presharded or (0,) * results
        if len(presharded) != results:
            fail(
                module,
                "The size of the result shard status does not match the number of results "
                "in the function.",
            )
        statuses = [_status(flag != 0) for flag in presharded]
        set_attribute(function, "results", ShardStatusAttr.name, statuses)


def _status(presharded: bool) -> ShardStatusAttr:
    return ShardStatusAttr(ShardStatus.PRESHARDED if presharded else ShardStatus.UNSHARDED)
