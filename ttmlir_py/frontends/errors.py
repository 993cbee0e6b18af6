"""What is said of a program that cannot be read at all."""

from __future__ import annotations

from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, Severity


class SourceError(CompileError):
    """A program that cannot be read; there is no place in it to point at."""

    def __init__(self, message: str) -> None:
        super().__init__([Diagnostic(Severity.ERROR, message)])

    def __str__(self) -> str:
        return f"error: {self.diagnostics[0].message}"
