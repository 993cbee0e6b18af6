"""Where constants wait before they are computed with: on the host."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import FunctionType, ModuleOp, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, BlockArgument
from xdsl.traits import SymbolTable

from ttmlir_py.dialects.ttcore.calls import LoadCachedOp
from ttmlir_py.dialects.ttnn.attributes import BufferType, Layout
from ttmlir_py.dialects.ttnn.memory import GetDeviceOp, ToTensorSpecOp
from ttmlir_py.passes.ttnn.tensor_types import changed, stored_layout
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class TTNNForceConstEvalToSystemMemoryPass(Pass):
    """Arguments that only const-eval functions use stay on the host until these move them."""

    name = "ttnn-force-const-eval-to-system-memory"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for function in [inner for inner in op.walk() if isinstance(inner, FuncOp)]:
            if function.body.blocks:
                for argument in function.body.blocks[0].args:
                    if _is_for_constants(argument):
                        _keep_on_host(argument)
                _set_inputs(function)


def _is_for_constants(argument: BlockArgument) -> bool:
    if not isinstance(argument.type, TensorType) or not stored_layout(argument).is_on_device:
        return False
    users = [use.operation for use in argument.uses]
    return bool(users) and all(isinstance(user, LoadCachedOp) for user in users)


def _keep_on_host(argument: BlockArgument) -> None:
    on_host = changed(argument, layout=Layout.ROW_MAJOR, buffer=BufferType.SYSTEM_MEMORY)
    _set_type(argument, on_host)
    for use in argument.uses:
        load = use.operation
        assert isinstance(load, LoadCachedOp)
        callee = SymbolTable.lookup_symbol(load, load.callee)
        assert isinstance(callee, FuncOp), f"{load.callee} is a function"
        _move_inside(callee.body.blocks[0].args[use.index], on_host)
        _set_inputs(callee)


def _move_inside(argument: BlockArgument, on_host: Attribute) -> None:
    """Take an argument from the host and move it to where it was."""
    if argument.type == on_host:
        return
    block = argument.block
    anchor = block.first_op
    if isinstance(anchor, GetDeviceOp):
        anchor = anchor.next_op
    assert anchor is not None
    moved = ToTensorSpecOp(argument, result_types=[argument.type], location=anchor.location)
    argument.replace_all_uses_with(moved.result)
    moved.operands[0] = argument
    block.insert_op_before(moved, anchor)
    _set_type(argument, on_host)


def _set_type(argument: BlockArgument, type_: Attribute) -> None:
    argument._type = type_  # pyright: ignore[reportPrivateUsage]


def _set_inputs(function: FuncOp) -> None:
    inputs = [argument.type for argument in function.body.blocks[0].args]
    outputs = list(function.function_type.outputs)
    function.function_type = FunctionType.from_lists(inputs, outputs)
