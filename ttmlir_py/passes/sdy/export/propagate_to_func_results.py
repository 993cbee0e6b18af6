"""`sdy-propagate-to-func-results`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp, ReturnOp

from ttmlir_py.dialects.sdy.shardings import set_func_result_sharding, sharding_of
from ttmlir_py.passes.sdy.propagation.graph import main_function
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class PropagateToFuncResultsPass(Pass):
    """Functions but the main one declare the shardings of the values that they return."""

    name = "sdy-propagate-to-func-results"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        main = main_function(op)
        for function in op.ops:
            if not isinstance(function, FuncOp) or function is main or not function.body.blocks:
                continue
            last = function.body.blocks[-1].last_op
            for index, value in enumerate(last.operands if isinstance(last, ReturnOp) else ()):
                set_func_result_sharding(function, index, sharding_of(value))
