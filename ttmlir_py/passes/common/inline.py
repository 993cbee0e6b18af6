"""`inline`: put the bodies of called functions in the place of their calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import CallOp, FuncOp, ReturnOp
from xdsl.ir import Operation, SSAValue
from xdsl.traits import SymbolTable

from ttmlir_py.passes.common.symbol_dce import erase_unused_symbols
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class InlinePass(Pass):
    """No call to a function with a body of one block is left, except recursive ones."""

    name = "inline"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        called: set[FuncOp] = set()
        finished: set[FuncOp] = set()
        for function in list(_functions(op)):
            _inline_into(function, (), finished, called)
        erase_unused_symbols(op, called)


def _functions(module: ModuleOp) -> Iterator[FuncOp]:
    return (op for op in module.walk() if isinstance(op, FuncOp))


def _inline_into(
    function: FuncOp, callers: tuple[FuncOp, ...], finished: set[FuncOp], called: set[FuncOp]
) -> None:
    """Inline the calls in a function, callees first, so that every body is copied complete."""
    if function in finished:
        return
    chain = (*callers, function)
    for call in [op for op in function.walk() if isinstance(op, CallOp)]:
        callee = SymbolTable.lookup_symbol(call, call.callee)
        if not isinstance(callee, FuncOp) or len(callee.body.blocks) != 1 or callee in chain:
            continue
        _inline_into(callee, chain, finished, called)
        _replace_call(call, callee)
        called.add(callee)
    finished.add(function)


def _replace_call(call: CallOp, callee: FuncOp) -> None:
    block = call.parent
    assert block is not None
    mapper: dict[SSAValue, SSAValue] = dict(zip(callee.body.block.args, call.operands, strict=True))
    returned: list[SSAValue] = []
    for op in callee.body.block.ops:
        if isinstance(op, ReturnOp):
            returned = [mapper.get(value, value) for value in op.operands]
        else:
            block.insert_op_before(op.clone(mapper), call)
    _replace(call, returned)


def _replace(op: Operation, values: list[SSAValue]) -> None:
    for old, new in zip(op.results, values, strict=True):
        old.replace_all_uses_with(new)
    op.detach()
    op.erase()
