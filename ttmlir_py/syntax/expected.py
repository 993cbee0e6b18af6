"""Comments that say which diagnostics a program must produce.

`// expected-error@+1 {{part of the message}}` speaks of the next line; `@above` and `@below` of
the nearest line that holds no such comment; `@unknown` of no place; `-re` takes the text between
inner `{{` and `}}` as a regular expression. Everything else that is diagnosed is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
        if self.pattern is not None:
            return self.pattern.search(diagnostic.message) is not None
        return self.text in diagnostic.message


def check(
    text: str,
    diagnostics: Iterable[Diagnostic],
    name: str = "<stdin>",
    first_line: int = 1,
    *,
    only_expected: bool = False,
) -> list[Diagnostic]:
    """What differs between the comments of a program and its diagnostics.

    With `only_expected` there may be more diagnostics than the comments speak of.
    """
    expected = _expectations(text, name, first_line)
    problems: list[Diagnostic] = []
    for diagnostic in diagnostics:
        for part in (diagnostic, *diagnostic.notes):
            is_known = _match(part, expected)
            if not (is_known or only_expected or _shows_operation(part)):
                problems.append(_unexpected(part, expected))
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


def _match(diagnostic: Diagnostic, expected: Sequence[_Expected]) -> bool:
    """Tick off a comment that a diagnostic fits, one not ticked off yet if there is one."""
    fitting = [
        each for each in _about(diagnostic, expected) if each.severity is diagnostic.severity
    ]
    fitting.sort(key=lambda each: each.is_matched)
    for each in fitting[:1]:
        each.is_matched = True
    return bool(fitting)


def _about(diagnostic: Diagnostic, expected: Sequence[_Expected]) -> list[_Expected]:
    """The comments with the place and the text of a diagnostic."""
    line = diagnostic.location.line if diagnostic.location else None
    return [each for each in expected if each.line == line and each.matches(diagnostic)]


def _shows_operation(diagnostic: Diagnostic) -> bool:
    return diagnostic.severity is Severity.NOTE and diagnostic.message.startswith(
        "see current operation"
    )


def _unexpected(diagnostic: Diagnostic, expected: Sequence[_Expected]) -> Diagnostic:
    severity = diagnostic.severity.value
    if near := _about(diagnostic, expected):
        message = f"'{severity}' diagnostic emitted when expecting a '{near[-1].severity.value}'"
        return Diagnostic(Severity.ERROR, message, near[-1].comment)
    message = f"unexpected {severity}: {diagnostic.message}"
    return Diagnostic(Severity.ERROR, message, diagnostic.location)


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
