"""Ops that a conversion was to replace and could not."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from xdsl.ir import Operation

from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, op_error


def refuse(op: Operation, *reasons: Diagnostic) -> NoReturn:
    """Give up on a program because of an op that must not stay, after the reasons."""
    message = f"failed to legalize operation '{op.name}' that was explicitly marked illegal"
    raise CompileError([*reasons, replace(op_error(op, ""), message=message)])
