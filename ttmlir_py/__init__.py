"""Tenstorrent's compiler path in Python: StableHLO to TTIR to TTNN, run on a simulated mesh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ttmlir_py.compiler import compile, explain, interpret, parse, to_text
    from ttmlir_py.executable import Executable
    from ttmlir_py.passes.sdy.propagation.rules.user import sharding_rule
    from ttmlir_py.runtime.arguments import ArgumentError
    from ttmlir_py.static_program import refine
    from ttmlir_py.syntax.diagnostics import CompileError

__all__ = [
    "ArgumentError",
    "CompileError",
    "Executable",
    "compile",
    "explain",
    "interpret",
    "parse",
    "refine",
    "sharding_rule",
    "to_text",
]

_HOMES = {
    "ArgumentError": "ttmlir_py.runtime.arguments",
    "CompileError": "ttmlir_py.syntax.diagnostics",
    "Executable": "ttmlir_py.executable",
    "compile": "ttmlir_py.compiler",
    "explain": "ttmlir_py.compiler",
    "interpret": "ttmlir_py.compiler",
    "parse": "ttmlir_py.compiler",
    "refine": "ttmlir_py.static_program",
    "sharding_rule": "ttmlir_py.passes.sdy.propagation.rules.user",
    "to_text": "ttmlir_py.compiler",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'ttmlir_py' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
