"""`sdy-unflatten-call-graph`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
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
    """Copies of a function with equal shardings are called as one; nothing tells copies apart.

    With `dedup_functions_fully` all copies are one: the one that most calls name.
    """

    name = "sdy-unflatten-call-graph"

    dedup_functions_fully: bool = False

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        functions = Functions(op)
        calls = [call for call in post_order(op) if isinstance(call, CallOp)]
        key = _name_key if self.dedup_functions_fully else _key
        chosen = self._chosen([functions.callee(call) for call in calls], key)
        for call in calls:
            set_callee(call, chosen[key(functions.callee(call))])
        for function in functions.by_name.values():
            function.attributes.pop(ORIGINAL_NAME, None)
            function.attributes.pop(MANUAL_AXES, None)

    def _chosen(
        self, callees: Sequence[FuncOp], key: Callable[[FuncOp], Hashable]
    ) -> dict[Hashable, FuncOp]:
        """The function that stands for all with its key: the first, or one of those called most.

        Calls of copies with equal shardings count together, for the copy whose call made them most.
        """
        chosen: dict[Hashable, FuncOp] = {}
        for function in callees:
            chosen.setdefault(key(function), function)
        if self.dedup_functions_fully:
            counts = Counter[Hashable]()
            for function in callees:
                counts[_key(function)] += 1
                if counts[_key(function)] > counts[_key(chosen[key(function)])]:
                    chosen[key(function)] = function
        return chosen


def _name_key(function: FuncOp) -> tuple[Hashable, ...]:
    return (original_name(function), function.attributes.get(MANUAL_AXES))


def _key(function: FuncOp) -> Hashable:
    return (
        *_name_key(function),
        argument_shardings(function),
        declared_result_shardings(function),
    )
