"""`sdy-import-func-calls`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import CallOp
from xdsl.dialects.func import ReturnOp as FuncReturnOp
from xdsl.ir import Region

from ttmlir_py.dialects.sdy.computations import NamedComputationOp, ReturnOp
from ttmlir_py.dialects.sdy.shardings import SHARDING, result_shardings
from ttmlir_py.passes.sdy.calls import (
    Functions,
    argument_shardings,
    calls_in,
    original_name,
)
from ttmlir_py.passes.sdy.import_.add_data_flow_edges import add_edges
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import diagnostics_of

THREAD = "execution_thread"
_COPIED = "function @{} has multiple call ops, we need to clone the function body for each call"


@dataclass(frozen=True)
class ImportFuncCallsPass(Pass):
    """Every call is a named computation in place; functions that were called are gone."""

    name = "sdy-import-func-calls"

    add_data_flow_edges_on_named_computations: bool = True

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        functions = Functions(op)
        bodies: dict[str, Region] = {}
        for call in [c for f in functions.callees_first() for c in calls_in(f)]:
            name = call.callee.root_reference.data
            if name in bodies:
                diagnostics_of(ctx).warn_once(self.name, call, _COPIED.format(name))
            _import(call, functions, bodies)
        for name in bodies:
            function = functions.by_name[name]
            function.detach()
            function.erase()
        if self.add_data_flow_edges_on_named_computations:
            for computation in [o for o in op.walk() if isinstance(o, NamedComputationOp)]:
                add_edges(computation)


def _import(call: CallOp, functions: Functions, bodies: dict[str, Region]) -> None:
    """Put the callee's body in place of the call: moved the first time, copied after that."""
    function = functions.callee(call)
    name = function.sym_name.data
    if name in bodies:
        body = bodies[name].clone()
    else:
        body = bodies[name] = Region()
        function.body.move_blocks(body)
        _convert_return(body)
    kept = {k: v for k, v in call.attributes.items() if k != SHARDING}
    if (thread := function.attributes.get(THREAD)) is not None:
        kept[THREAD] = thread
    computation = NamedComputationOp(
        call.operands,
        computation=original_name(function),
        in_shardings=argument_shardings(function),
        out_shardings=result_shardings(call),
        result_types=call.result_types,
        attributes=kept,
        regions=[body],
    )
    replace_op(call, Builder(call).all(computation))


def _convert_return(body: Region) -> None:
    last = body.block.last_op
    assert isinstance(last, FuncReturnOp), f"{last}"
    Builder(last).all(ReturnOp(last.operands, attributes=last.attributes))
    last.detach()
    last.erase()
