"""Which functions run on the device."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, StringAttr
from xdsl.dialects.func import FuncOp

from ttmlir_py.support.passes import Pass

FUNCTION_TYPE = "tt.function_type"
"""The attribute that says what a function is for."""


@dataclass(frozen=True)
class TTCoreMarkFunctionsAsForwardPass(Pass):
    """Every public function says what it is for: `forward_device` where it did not."""

    name = "ttcore-mark-functions-as-forward"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for function in op.walk():
            if isinstance(function, FuncOp) and is_public(function):
                function.attributes.setdefault(FUNCTION_TYPE, StringAttr("forward_device"))


def is_public(function: FuncOp) -> bool:
    """Whether a function can be called from outside of its module."""
    return function.sym_visibility is None or function.sym_visibility.data == "public"


def function_type(function: FuncOp) -> str | None:
    """What a function is for: `forward_device`, `const_eval`, ...; None where it does not say."""
    attribute = function.attributes.get(FUNCTION_TYPE)
    return attribute.data if isinstance(attribute, StringAttr) else None
