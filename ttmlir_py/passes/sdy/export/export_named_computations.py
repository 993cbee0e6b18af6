"""`sdy-export-named-computations`."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, FunctionType, ModuleOp, StringAttr
from xdsl.dialects.func import CallOp, FuncOp
from xdsl.dialects.func import ReturnOp as FuncReturnOp
from xdsl.ir import Region

from ttmlir_py.dialects.sdy.computations import NamedComputationOp
from ttmlir_py.dialects.sdy.shardings import SHARDING
from ttmlir_py.passes.sdy.calls import ORIGINAL_NAME, Functions
from ttmlir_py.passes.sdy.export.sink_data_flow_edges import sink_edges
from ttmlir_py.passes.sdy.import_.import_func_calls import THREAD
from ttmlir_py.passes.sdy.walk import post_order
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class ExportNamedComputationsPass(Pass):
    """Every named computation is a private function and a call of it."""

    name = "sdy-export-named-computations"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        functions = Functions(op)
        for inner in [o for o in post_order(op) if isinstance(o, NamedComputationOp)]:
            sink_edges(inner)
            _export(inner, functions)


def _export(op: NamedComputationOp, functions: Functions) -> None:
    function = _function_of(op)
    functions.insert(function)
    attributes = {k: v for k, v in op.attributes.items() if k != THREAD}
    if op.out_shardings is not None:
        attributes[SHARDING] = op.out_shardings
    call = CallOp(function.sym_name.data, op.operands, op.result_types)
    call.attributes.update(attributes)
    replace_op(op, Builder(op).all(call))


def _function_of(op: NamedComputationOp) -> FuncOp:
    body = Region()
    types = FunctionType.from_lists(op.body.block.arg_types, op.result_types)
    op.body.move_blocks(body)
    last = body.block.last_op
    assert last is not None, f"{op.name} without a terminator"
    Builder(last).all(FuncReturnOp(*last.operands))
    last.detach()
    last.erase()
    function = FuncOp(op.computation, types, body, "private")
    function.location = op.location
    function.attributes[ORIGINAL_NAME] = StringAttr(op.computation)
    if op.in_shardings is not None:
        function.arg_attrs = ArrayAttr(
            [DictionaryAttr({SHARDING: sharding}) for sharding in op.in_shardings]
        )
    if (thread := op.attributes.get(THREAD)) is not None:
        function.attributes[THREAD] = thread
    return function
