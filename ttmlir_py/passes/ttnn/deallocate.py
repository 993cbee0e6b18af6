"""When memory is free again."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Block, Operation, SSAValue
from xdsl.traits import IsTerminator, is_side_effect_free

from ttmlir_py.dialects.ttnn.attributes import BufferType
from ttmlir_py.dialects.ttnn.convolution import Conv2dOp, ConvTranspose2dOp
from ttmlir_py.dialects.ttnn.layouts import layout_of
from ttmlir_py.dialects.ttnn.memory import DeallocateOp
from ttmlir_py.passes.ttcore.mark_functions_as_forward import function_type
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, Severity
from ttmlir_py.syntax.locations import file_position

BORROWING = {
    "const_eval",
    "trace_allocate_slots",
    "trace_execute",
    "trace_main",
    "trace_run_and_capture",
}
"""Kinds of functions that do not own their arguments."""


@dataclass(frozen=True)
class TTNNDeallocatePass(Pass):
    """Tensors are freed after their last use.

    What is returned stays, and so does what control flow passes on: a value that goes round a
    loop or comes out of a branch may be the same memory as the value that went in. Arguments
    that are written in place belong to the caller.
    """

    name = "ttnn-deallocate"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for function in [inner for inner in op.walk() if isinstance(inner, FuncOp)]:
            if function.body.blocks:
                _free_values(function)


def _free_values(function: FuncOp) -> None:
    body = function.body.blocks[0]
    values: list[SSAValue] = []
    if function_type(function) not in BORROWING:
        values += [argument for argument in body.args if not _is_written(argument)]
    ops = list(function.walk())
    values += [result for op in ops if not op.regions for result in op.results]
    places = _places(ops)
    last = [(value, op) for value in values if (op := _last_use(value, places)) is not None]
    for value, op in last:
        if _is_freed_by_convolution(value, op):
            continue
        assert op.parent is not None
        op.parent.insert_op_after(DeallocateOp(value, location=op.location), op)


def _places(ops: list[Operation]) -> dict[Operation, int]:
    """The place of every op in the order of the program."""
    return {op: place for place, op in enumerate(ops)}


def _last_use(value: SSAValue, places: dict[Operation, int]) -> Operation | None:
    """The op in the value's block after which nothing reads it; None where it must stay."""
    if not isinstance(value.type, TensorType):
        return None
    block = value.owner.parent if isinstance(value.owner, Operation) else value.owner
    assert isinstance(block, Block)
    last = value.owner if isinstance(value.owner, Operation) else block.first_op
    assert last is not None
    for use in value.uses:
        if use.operation.regions or use.operation.has_trait(IsTerminator):
            return None
        around = _in_block(use.operation, block)
        last = max(last, around, key=places.__getitem__)
    return None if last.has_trait(IsTerminator) else last


def _in_block(op: Operation, block: Block) -> Operation:
    """The op of a block that is or contains `op`."""
    while op.parent is not block:
        around = op.parent_op()
        assert around is not None, "uses are below definitions"
        op = around
    return op


def _is_freed_by_convolution(value: SSAValue, last: Operation) -> bool:
    """Whether the last user is a convolution that frees its input in L1 by itself."""
    layout = layout_of(value)
    if layout is None or layout.buffer_type is not BufferType.L1:
        return False
    freeing = [use.operation for use in value.uses if _frees(use.operation, value)]
    for op in freeing:
        if op is not last:
            message = "use-after-free detected: op deallocates its input but is not the last user"
            place = file_position(op.location)
            raise CompileError([Diagnostic(Severity.ERROR, message, place)])
    return bool(freeing)


def _frees(op: Operation, value: SSAValue) -> bool:
    if not isinstance(op, Conv2dOp | ConvTranspose2dOp) or op.input is not value:
        return False
    return op.conv2d_config is not None and bool(op.conv2d_config.deallocate_activation)


def _is_written(value: SSAValue) -> bool:
    return any(not is_side_effect_free(use.operation) for use in value.uses)
