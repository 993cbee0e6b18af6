"""Comments that say which diagnostics a program must produce.

`// expected-error@+1 {{part of the message}}` speaks of the next line; `@above` and `@below` of
the nearest line that holds no such comment; `@unknown` of no place; `-re` takes the text between
inner `{{` and `}}` as a regular expression. Everything else that is diagnosed is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ttmlir_py.syntax.diagnostics import Diagnostic, Severity
from ttmlir_py.syntax.locations import FilePosition

_COMMENT = re.compile(
    r"expected-(error|note|remark|warning)(-re)? *(@([+-][0-9]+|above|below|unknown))? *"
    r"\{\{(.*)\}\}$"
)


@dataclass
class _Expected:
    """One comment: what, where (none for no place), and where the comment stands."""

    severity: Severity
    text: str
    pattern: re.Pattern[str] | None
    line: int | None
    comment: FilePosition
    is_matched: bool = False

    def matches(self, diagnostic: Diagnostic) -> bool:
        if diagnostic.severity is not self.severity:
            return False
        if self.pattern is not None:
            return self.pattern.search(diagnostic.message) is not None
        return self.text in diagnostic.message


def check(
    text: str, diagnostics: Iterable[Diagnostic], name: str = "<stdin>", first_line: int = 1
) -> list[Diagnostic]:
    """What differs between the comments of a program and its diagnostics."""
    expected = _expectations(text, name, first_line)
    problems: list[Diagnostic] = []
    for diagnostic in diagnostics:
        for part in (diagnostic, *diagnostic.notes):
            problems += _match(part, expected, is_note=part is not diagnostic)
    problems += [
        Diagnostic(
            Severity.ERROR,
            f'expected {each.severity.value} "{each.text}" was not produced',
            each.comment,
        )
        for each in expected
        if not each.is_matched
    ]
    return problems


def _match(
    diagnostic: Diagnostic, expected: Sequence[_Expected], is_note: bool
) -> Iterator[Diagnostic]:
    """Tick off the comment a diagnostic fits; a diagnostic that fits none is a problem."""
    line = diagnostic.location.line if diagnostic.location else None
    for each in expected:
        if not each.is_matched and each.line == line and each.matches(diagnostic):
            each.is_matched = True
            return
    if is_note and diagnostic.message.startswith("see current operation"):
        return
    message = f"unexpected {diagnostic.severity.value}: {diagnostic.message}"
    yield Diagnostic(Severity.ERROR, message, diagnostic.location)


def _expectations(text: str, name: str, first_line: int) -> list[_Expected]:
    expected: list[_Expected] = []
    waiting: list[_Expected] = []
    last_plain = 0
    for number, line in enumerate(text.split("\n"), first_line):
        match = _COMMENT.search(line.rstrip("\r"))
        if match is None:
            for each in waiting:
                each.line = number
            waiting.clear()
            last_plain = number
            continue
        column = match.start() + 1
        comment = _expectation(match, number, FilePosition(name, number, column))
        if match[4] == "above":
            comment.line = last_plain
        elif match[4] == "below":
            waiting.append(comment)
        expected.append(comment)
    return expected


def _expectation(match: re.Match[str], number: int, place: FilePosition) -> _Expected:
    severity, is_pattern, _, where, text = match.groups()
    line: int | None = number
    if where == "unknown":
        line = None
    elif where and where[0] in "+-":
        line = number + int(where)
    pattern = _pattern_of(text) if is_pattern else None
    return _Expected(Severity(severity), text, pattern, line, place)


def _pattern_of(text: str) -> re.Pattern[str]:
    """Plain text outside of double braces, a regular expression inside of them."""
    parts = re.split(r"\{\{(.*?)\}\}", text)
    return re.compile(
        "".join(f"({part})" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    )
