"""`inline`: put the bodies of called functions in the place of their calls."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from xdsl.context import Context
from xdsl.dialects.builtin import CallSiteLoc, LocationAttr, ModuleOp
from xdsl.dialects.func import CallOp, FuncOp, ReturnOp
from xdsl.ir import Block, Operation, SSAValue
from xdsl.traits import ConstantLike, SymbolTable

from ttmlir_py.passes.common.symbol_dce import erase_unused_symbols
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.locations import file_position, nested_location


@dataclass(frozen=True)
class InlinePass(Pass):
    """No call to a function with a body of one block is left, except recursive ones.

    The constants of what is inlined stand in front, as MLIR leaves them.
    """

    name = "inline"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        inliner = _Inliner()
        for function in [inner for inner in op.walk() if isinstance(inner, FuncOp)]:
            inliner.inline_into(function, ())
        erase_unused_symbols(op, inliner.called)


class _Inliner:
    """Puts bodies in the place of calls, callees first, so that every body is copied complete."""

    def __init__(self) -> None:
        self.called: set[FuncOp] = set()
        self._finished: set[FuncOp] = set()
        self._last_constants: dict[Block, Operation | None] = {}
        """The last of the constants in front of a block."""

    def inline_into(self, function: FuncOp, callers: tuple[FuncOp, ...]) -> None:
        """Inline the calls in a function."""
        if function in self._finished:
            return
        chain = (*callers, function)
        for call in [op for op in function.walk() if isinstance(op, CallOp)]:
            callee = SymbolTable.lookup_symbol(call, call.callee)
            if not isinstance(callee, FuncOp) or len(callee.body.blocks) != 1 or callee in chain:
                continue
            self.inline_into(callee, chain)
            self._replace_call(call, callee)
            self.called.add(callee)
        self._finished.add(function)

    def _replace_call(self, call: CallOp, callee: FuncOp) -> None:
        block = call.parent
        assert block is not None
        body = callee.body.block
        mapper: dict[SSAValue, SSAValue] = dict(zip(body.args, call.operands, strict=True))
        returned: list[SSAValue] = []
        for op in body.ops:
            if isinstance(op, ReturnOp):
                returned = [mapper.get(value, value) for value in op.operands]
                continue
            copy = op.clone(mapper)
            for inner in copy.walk():
                inner.location = _location_in(call, inner)
            if op.has_trait(ConstantLike):
                self._insert_constant(copy, block)
            else:
                block.insert_op_before(copy, call)
        _replace(call, returned)

    def _insert_constant(self, constant: Operation, block: Block) -> None:
        if block not in self._last_constants:
            leading = list(takewhile(lambda op: op.has_trait(ConstantLike), block.ops))
            self._last_constants[block] = leading[-1] if leading else None
        last = self._last_constants[block]
        if last is not None:
            block.insert_op_after(constant, last)
        elif block.first_op is not None:
            block.insert_op_before(constant, block.first_op)
        self._last_constants[block] = constant


def _location_in(call: CallOp, op: Operation) -> LocationAttr:
    """Where an inlined op stands; one that names no place in a file is at least called from one."""
    if file_position(op.location) or not file_position(call.location):
        return op.location
    return nested_location(CallSiteLoc, callee=op.location, caller=call.location)


def _replace(op: Operation, values: list[SSAValue]) -> None:
    for old, new in zip(op.results, values, strict=True):
        old.replace_all_uses_with(new)
    op.detach()
    op.erase()
