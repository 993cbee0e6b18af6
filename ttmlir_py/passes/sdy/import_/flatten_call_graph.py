"""`sdy-flatten-call-graph`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

from ttmlir_py.passes.sdy.calls import Functions, calls_in, set_callee
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class FlattenCallGraphPass(Pass):
    """Every function is called at most once."""

    name = "sdy-flatten-call-graph"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        functions = Functions(op)
        called: set[str] = set()
        calls = [call for f in functions.callees_first() for call in calls_in(f)]
        for call in calls:
            function = functions.callee(call)
            name = function.sym_name.data
            if name in called:
                set_callee(call, functions.clone(function))
            called.add(name)
