"""Which functions have no effects, those they call included."""

from __future__ import annotations

from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import CallOp, FuncOp
from xdsl.ir import Operation, Region
from xdsl.traits import (
    IsTerminator,
    RecursiveMemoryEffect,
    SymbolTable,
    is_side_effect_free,  # pyright: ignore[reportPrivateImportUsage]
)


class FunctionEffects:
    """Computed once, before anything is rewritten."""

    def __init__(self, module: ModuleOp) -> None:
        self._is_free: dict[FuncOp, bool] = {}
        for op in module.ops:
            if isinstance(op, FuncOp):
                self._visit(op)

    def is_free(self, function: FuncOp) -> bool:
        """Whether a call of the function may be left out where its results are known."""
        return self._is_free.get(function, False)

    def copied(self, function: FuncOp, copy: FuncOp) -> None:
        """Say that a function is a copy of another."""
        self._is_free[copy] = self.is_free(function)

    def _visit(self, function: FuncOp) -> bool:
        if function not in self._is_free:
            self._is_free[function] = False  # for functions that call themselves
            self._is_free[function] = bool(function.body.blocks) and self._is_pure(function.body)
        return self._is_free[function]

    def _is_pure(self, region: Region) -> bool:
        return all(self._has_none(op) for block in region.blocks for op in block.ops)

    def _has_none(self, op: Operation) -> bool:
        if isinstance(op, CallOp):
            callee = SymbolTable.lookup_symbol(op, op.callee)
            return isinstance(callee, FuncOp) and self._visit(callee)
        if op.has_trait(RecursiveMemoryEffect):
            return all(map(self._is_pure, op.regions))
        return op.has_trait(IsTerminator) or is_side_effect_free(op)
