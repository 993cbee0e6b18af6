"""Comments that announce diagnostics."""

from __future__ import annotations

import pytest

from ttmlir_py.syntax.diagnostics import Diagnostic, Severity
from ttmlir_py.syntax.expected import check
from ttmlir_py.syntax.locations import FilePosition


def _diagnostic(line: int | None, message: str, severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic(severity, message, FilePosition("f", line, 1) if line else None)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("op // expected-error {{bad}}", 1),
        ("// expected-error@+1 {{bad}}\nop", 2),
        ("op\n// expected-error@-1 {{bad}}", 1),
        ("// expected-error@below {{bad}}\n// expected-error@below {{other}}\nop", 3),
        ("op\n// expected-error@above {{bad}}", 1),
        ("// expected-error @+1 {{bad}}\nop", 2),
        ("// expected-error@unknown {{bad}}", None),
        ("// expected-error-re@+1 {{b{{.}}d}}\nop", 2),
    ],
)
def test_comment_matches_its_line(text: str, line: int | None) -> None:
    diagnostics = [_diagnostic(line, "a bad thing")]
    if "other" in text:
        diagnostics.append(_diagnostic(line, "another other thing"))
    assert not check(text, diagnostics)


def test_missing_diagnostic_is_reported_at_the_comment() -> None:
    (problem,) = check("op // expected-warning {{bad}}", [])
    assert problem.message == 'expected warning "bad" was not produced'
    assert problem.location == ("<stdin>", 1, 7)


def test_unexpected_diagnostic_is_reported() -> None:
    (problem,) = check("op", [_diagnostic(1, "bad")])
    assert problem.message == "unexpected error: bad"


def test_severity_and_line_must_fit() -> None:
    text = "op // expected-remark {{bad}}"
    assert len(check(text, [_diagnostic(1, "bad")])) == 2
    assert len(check(text, [_diagnostic(2, "bad", Severity.REMARK)])) == 2
    assert not check(text, [_diagnostic(1, "bad", Severity.REMARK)])


def test_one_comment_fits_repeated_diagnostics() -> None:
    assert not check("op // expected-error {{bad}}", [_diagnostic(1, "bad")] * 2)


def test_every_comment_needs_a_diagnostic_of_its_own() -> None:
    text = "op\n// expected-error@-1 {{bad}}\n// expected-error@-2 {{bad}}"
    assert not check(text, [_diagnostic(1, "bad")] * 2)
    (problem,) = check(text, [_diagnostic(1, "bad")])
    assert problem.message == 'expected error "bad" was not produced'


def test_wrong_severity_is_reported_at_the_comment() -> None:
    near, missing = check("op // expected-remark {{bad}}", [_diagnostic(1, "bad")])
    assert near.message == "'error' diagnostic emitted when expecting a 'remark'"
    assert near.location == missing.location == ("<stdin>", 1, 7)


def test_only_expected_diagnostics() -> None:
    text = "op // expected-error {{bad}}"
    both = [_diagnostic(1, "bad"), _diagnostic(1, "worse")]
    assert not check(text, both, only_expected=True)
    (problem,) = check(text, both[1:], only_expected=True)
    assert problem.message == 'expected error "bad" was not produced'


def test_notes_are_expected_too() -> None:
    note = _diagnostic(2, "see here", Severity.NOTE)
    diagnostic = Diagnostic(Severity.ERROR, "bad", FilePosition("f", 1, 1), (note,))
    assert not check("op // expected-error {{bad}}\nx // expected-note {{here}}", [diagnostic])
    assert len(check("op // expected-error {{bad}}", [diagnostic])) == 1


def test_pattern_takes_plain_text_literally() -> None:
    text = "op // expected-error-re {{a(b{{[0-9]+}}}}"
    assert not check(text, [_diagnostic(1, "xx a(b17")])
    assert check(text, [_diagnostic(1, "ab17")])
