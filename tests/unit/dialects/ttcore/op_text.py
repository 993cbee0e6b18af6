"""Modules around a single op, written in shorthand.

`"ttir.sum", "keep_dim = true", "2x3xf32 -> 2x1xf32"` is a function with that op on its arguments.
A type with an `x` or a plain element type is a tensor; `!device` is `!ttnn.device`.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from xdsl.ir import Operation

from ttmlir_py.context import Context
from ttmlir_py.registry import dialect
from ttmlir_py.syntax.diagnostics import DiagnosticEngine
from ttmlir_py.syntax.parser import parse_module
from ttmlir_py.syntax.printer import print_module
from ttmlir_py.syntax.verifier import verify

_SPECIAL = {
    "!device": "!ttnn.device",
    "!semaphore": "!ttnn.global_semaphore",
    "!trace": "tensor<ui32, #ttnn.trace_id>",
}


class Snippet(NamedTuple):
    """One op: its name, its properties without brackets, and its types in shorthand."""

    name: str
    properties: str
    types: str

    @property
    def line(self) -> str:
        """The op in generic form, with names for its results."""
        results = self._types()[1]
        value = {0: "", 1: "%0 = "}.get(len(results), f"%0:{len(results)} = ")
        return f"{value}{self.expression}"

    @property
    def expression(self) -> str:
        """The op in generic form."""
        operands, results = self._types()
        arguments = ", ".join(f"%arg{i}" for i in range(len(operands)))
        properties = f" <{{{self.properties}}}>" if self.properties else ""
        tail = results[0] if len(results) == 1 else f"({', '.join(results)})"
        return f'"{self.name}"({arguments}){properties} : ({", ".join(operands)}) -> {tail}'

    @property
    def module(self) -> str:
        """The op in a function of its operands."""
        operands, _ = self._types()
        arguments = ", ".join(f"%arg{i}: {type_}" for i, type_ in enumerate(operands))
        return f"module {{\n  func.func @f({arguments}) {{\n    {self.line}\n    return\n  }}\n}}\n"

    def _types(self) -> tuple[list[str], list[str]]:
        operands, _, results = self.types.partition("->")
        return _expanded(operands), _expanded(results)


def _expanded(types: str) -> list[str]:
    words = re.findall(r"[^\s,<]+(?:<[^>]*>)?", types)
    return [_SPECIAL.get(word, word if word[0] == "!" else f"tensor<{word}>") for word in words]


def complaints(snippet: Snippet) -> list[str]:
    """What the verifier says."""
    engine = DiagnosticEngine()
    verify(parse_module(snippet.module, Context()), engine)
    return [diagnostic.message for diagnostic in engine.diagnostics]


def printed(snippet: Snippet) -> str:
    """The module after reading and writing."""
    return print_module(parse_module(snippet.module, Context()), local_scope=True)


def the_op(snippet: Snippet) -> Operation:
    """The op itself."""
    module = parse_module(snippet.module, Context())
    return next(op for op in module.walk() if op.name == snippet.name)


def rebuilt(op: Operation) -> Operation:
    """The same op made by its class from operands and properties, with inferred result types."""
    clone = type(op).create(operands=list(op.operands), properties=op.properties)
    infer: Callable[[], list[object]] = clone.infer
    clone.set_result_types(infer())
    return clone


def names_of(prefix: str) -> set[str]:
    """All ops of a dialect."""
    found = dialect(prefix)
    assert found is not None
    return set(found.op_names)
