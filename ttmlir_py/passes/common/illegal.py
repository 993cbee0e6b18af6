"""Ops that a conversion was to replace and could not."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from xdsl.ir import Operation

from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, Severity, op_error, position_of


def illegal(op: Operation, reason: str = "") -> Diagnostic:
    """The error about an op that must not stay; a reason starts with what parts it, `: because`."""
    message = f"failed to legalize operation '{op.name}' that was explicitly marked illegal"
    return Diagnostic(Severity.ERROR, message + reason, position_of(op))


def refuse(op: Operation, *reasons: Diagnostic) -> NoReturn:
    """Give up on a program because of an op that must not stay, after the reasons."""
    (note,) = op_error(op, "").notes
    raise CompileError([*reasons, replace(illegal(op), notes=(note,))])
