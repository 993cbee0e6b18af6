"""`sdy-unflatten-call-graph`."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import CallOp, FuncOp

from ttmlir_py.passes.sdy.calls import (
    ORIGINAL_NAME,
    Functions,
    argument_shardings,
    declared_result_shardings,
    original_name,
    set_callee,
)
from ttmlir_py.passes.sdy.walk import post_order
from ttmlir_py.support.passes import Pass

MANUAL_AXES = "sdy.func_manual_axes"


@dataclass(frozen=True)
class UnflattenCallGraphPass(Pass):
    """Copies of a function with equal shardings are called as one; nothing tells copies apart."""

    name = "sdy-unflatten-call-graph"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        functions = Functions(op)
        first: dict[Hashable, FuncOp] = {}
        for call in post_order(op):
            if isinstance(call, CallOp):
                function = functions.callee(call)
                set_callee(call, first.setdefault(_key(function), function))
        for function in functions.by_name.values():
            function.attributes.pop(ORIGINAL_NAME, None)
            function.attributes.pop(MANUAL_AXES, None)


def _key(function: FuncOp) -> Hashable:
    return (
        original_name(function),
        function.attributes.get(MANUAL_AXES),
        argument_shardings(function),
        declared_result_shardings(function),
    )
