"""Errors, warnings, remarks and notes with a place in a file."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NoReturn

from xdsl.context import Context
from xdsl.ir import Attribute, Operation

from ttmlir_py.syntax.locations import FilePosition, file_position


class Severity(Enum):
    """How bad it is."""

    ERROR = "error"
    WARNING = "warning"
    REMARK = "remark"
    NOTE = "note"


@dataclass(frozen=True)
class Diagnostic:
    """Something to say about a place in a file."""

    severity: Severity
    message: str
    location: FilePosition | None = None
    notes: tuple[Diagnostic, ...] = ()


class CompileError(Exception):
    """What is wrong with a program, as its author should be told."""

    def __init__(
        self, diagnostics: Sequence[Diagnostic], sources: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(diagnostics)
        self.diagnostics = tuple(diagnostics)
        self.sources = dict(sources or {})

    def __str__(self) -> str:
        return "\n".join(render(diagnostic, self.sources) for diagnostic in self.diagnostics)


Place = Operation | Attribute | FilePosition | None


def position_of(op: Operation) -> FilePosition | None:
    """Where an operation stands; if it does not know, where the nearest one around it stands."""
    around: Operation | None = op
    while around is not None:
        if position := file_position(around.location):
            return position
        around = around.parent_op()
    return None


def _position_of(place: Place) -> FilePosition | None:
    if isinstance(place, Operation):
        return position_of(place)
    if isinstance(place, Attribute):
        return file_position(place)
    return place


def op_error(op: Operation, message: str) -> Diagnostic:
    """An error about an operation, with MLIR's note that shows it."""
    return _about(Severity.ERROR, op, message)


def fail(op: Operation, message: str) -> NoReturn:
    """Give up on a program because of an operation."""
    raise CompileError([op_error(op, message)])


def _about(severity: Severity, place: Place, message: str) -> Diagnostic:
    if not isinstance(place, Operation):
        return Diagnostic(severity, message, _position_of(place))
    # The printer is needed for bad programs only.
    from ttmlir_py.syntax.printer import operation_text

    position = _position_of(place)
    note = Diagnostic(Severity.NOTE, f"see current operation: {operation_text(place)}", position)
    return Diagnostic(severity, f"'{operation_name(place)}' op {message}", position, (note,))


def operation_name(op: Operation) -> str:
    """The name in the text, also of an operation no dialect knows."""
    name = op.attributes.get("op_name__")
    return str(getattr(name, "data", op.name))


@dataclass
class DiagnosticEngine:
    """Collects what is said about a program."""

    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    said: set[str] = field(default_factory=set[str])
    """What is said once only; the parts of a split file share it."""

    @property
    def has_errors(self) -> bool:
        return any(d.severity is Severity.ERROR for d in self.diagnostics)

    def emit(self, diagnostic: Diagnostic) -> None:
        self.diagnostics.append(diagnostic)

    def error(self, place: Place, message: str) -> None:
        self.emit(_about(Severity.ERROR, place, message))

    def warning(self, place: Place, message: str) -> None:
        self.emit(_about(Severity.WARNING, place, message))

    def warn_once(self, subject: str, place: Place, message: str) -> None:
        """Warn, unless there was a warning on the subject before."""
        if subject not in self.said:
            self.said.add(subject)
            self.warning(place, message)

    def remark(self, place: Place, message: str) -> None:
        self.emit(_about(Severity.REMARK, place, message))


class PrintingEngine(DiagnosticEngine):
    """Also prints everything to the standard error stream."""

    def emit(self, diagnostic: Diagnostic) -> None:
        super().emit(diagnostic)
        print(render(diagnostic, {}), file=sys.stderr)


def diagnostics_of(ctx: Context) -> DiagnosticEngine:
    """The engine of a context; one that prints, for contexts that have none."""
    engine = getattr(ctx, "diagnostics", None)
    return engine if isinstance(engine, DiagnosticEngine) else PrintingEngine()


_COLORS = {
    Severity.ERROR: "\x1b[31;1m",
    Severity.WARNING: "\x1b[35;1m",
    Severity.REMARK: "\x1b[34;1m",
    Severity.NOTE: "\x1b[30;1m",
}
_RESET = "\x1b[0m"


def render(diagnostic: Diagnostic, sources: Mapping[str, str], color: bool = False) -> str:
    """The diagnostic with its source line and a caret, and its notes.

    As in MLIR a note about the place shown last does not show it again.
    """
    lines = _lines(diagnostic, sources, color)
    shown = diagnostic.location
    for note in diagnostic.notes:
        note_lines = _lines(note, sources, color)
        lines += note_lines[:1] if note.location == shown else note_lines
        shown = note.location
    return "\n".join(lines)


def _lines(diagnostic: Diagnostic, sources: Mapping[str, str], color: bool) -> list[str]:
    severity = f"{diagnostic.severity.value}:"
    if color:
        severity = f"{_COLORS[diagnostic.severity]}{severity}{_RESET}"
    place = diagnostic.location
    if place is None:
        return [f"<unknown>:0: {severity} {diagnostic.message}"]
    head = f"{place}: {severity} {diagnostic.message}"
    line = _source_line(place, sources)
    return [head] if line is None else [head, line, " " * (place.column - 1) + "^"]


def _source_line(place: FilePosition, sources: Mapping[str, str]) -> str | None:
    """The line of a text at hand, or of a file: a program's locations may name Python's lines."""
    if place.file not in sources:
        import linecache  # only errors in files read by others need it

        return linecache.getline(place.file, place.line).rstrip("\n") or None
    lines = sources[place.file].split("\n")
    return lines[place.line - 1] if 0 < place.line <= len(lines) else None
