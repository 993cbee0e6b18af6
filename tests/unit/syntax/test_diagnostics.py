"""What a diagnostic looks like."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from xdsl.context import Context

from ttmlir_py.syntax.diagnostics import (
    CompileError,
    Diagnostic,
    DiagnosticEngine,
    Severity,
    diagnostics_of,
    fail,
    render,
)
from ttmlir_py.syntax.locations import FilePosition
from ttmlir_py.syntax.parser import parse_module

_TEXT = 'module {\n  %0 = "a.b"() : () -> i32\n}'


def test_failing_on_an_operation_shows_it(new_context: Callable[..., object]) -> None:
    (op,) = parse_module(_TEXT, new_context(), "f.mlir").ops
    with pytest.raises(CompileError) as caught:
        fail(op, "has no lowering to ttnn")
    assert str(caught.value) == (
        "f.mlir:2:8: error: 'a.b' op has no lowering to ttnn\n"
        'f.mlir:2:8: note: see current operation: %0 = "a.b"() : () -> i32'
    )


def test_rendering_shows_the_source() -> None:
    diagnostic = Diagnostic(Severity.WARNING, "odd", FilePosition("f.mlir", 2, 8))
    assert render(diagnostic, {"f.mlir": _TEXT}) == (
        'f.mlir:2:8: warning: odd\n  %0 = "a.b"() : () -> i32\n       ^'
    )
    assert "\x1b[" in render(diagnostic, {"f.mlir": _TEXT}, color=True)


def test_rendering_without_a_place() -> None:
    assert render(Diagnostic(Severity.ERROR, "bad"), {}) == "<unknown>:0: error: bad"


def test_engine_collects(new_context: Callable[..., object]) -> None:
    (op,) = parse_module(_TEXT, new_context(), "f.mlir").ops
    engine = DiagnosticEngine()
    engine.remark(op, "is fine")
    assert not engine.has_errors
    engine.error(op.location, "is bad")
    assert engine.has_errors
    assert [each.message for each in engine.diagnostics] == ["'a.b' op is fine", "is bad"]


def test_context_without_engine_prints(capsys: pytest.CaptureFixture[str]) -> None:
    diagnostics_of(Context()).warning(None, "odd")
    assert capsys.readouterr().err == "<unknown>:0: warning: odd\n"


def test_a_place_is_shown_once() -> None:
    here, there = FilePosition("f", 1, 3), FilePosition("f", 2, 1)
    notes = tuple(
        Diagnostic(Severity.NOTE, text, place)
        for text, place in (("here", here), ("there", there), ("back", here))
    )
    text = render(Diagnostic(Severity.ERROR, "bad", here, notes), {"f": "one\ntwo"})
    assert text.split("\n") == [
        *("f:1:3: error: bad", "one", "  ^", "f:1:3: note: here"),
        *("f:2:1: note: there", "two", "^", "f:1:3: note: back", "one", "  ^"),
    ]
