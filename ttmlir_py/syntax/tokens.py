"""The tokens of a whole MLIR file, found by one regular expression.

A token is a number: under it two tables have the token's text and where it starts. What kind it
is follows from its first character. `tensor<4x8xf32>` is one token, because it is what a program
is full of. No token goes on in another line, so tokens are made line by line, when they are first
asked for: lines whose operation is known already (`known_operations`) have none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate, chain
from typing import TypeVar

from xdsl.utils.mlir_lexer import KIND_BY_PUNCTUATION_SPELLING, MLIRTokenKind

T = TypeVar("T")

SUFFIX = r"(?:[0-9]+|[A-Za-z$._-][\w$.-]*)"
"""What follows the sigil of a name."""

_STRING = r'"(?:[^"\\\n\v\f]++|\\(?:["nt\\]|[0-9A-Fa-f]{2}))*+"'
_TENSOR = r"tensor<(?:(?:[0-9]+|\?)x)*(?:complex<\w+>|[a-z]\w*)(?:, *\#[A-Za-z_][\w$]*)?>"
GAP = r"(?:\s++|//[^\n]*+)*+"

_TOKENS = re.compile(
    rf"""(%{SUFFIX}
    | {_TENSOR}
    | [A-Za-z_][\w$.]*
    | ->
    | \{{-\# | \#-\}}
    | [,()=:<>{{}}\[\]?*+/|-]
    | [0-9]+\.[0-9]*(?:[eE][+-]?[0-9]+)? | 0x[0-9a-fA-F]+ | [0-9]+
    | {_STRING}
    | [\#!^]{SUFFIX}
    | @(?:[A-Za-z_][\w$.]*|{_STRING})
    | \.\.\.
    | .)({GAP})""",
    re.ASCII | re.VERBOSE | re.DOTALL,
)
_GAPS = re.compile(GAP, re.ASCII)

_PREFIX_KINDS = {
    "%": MLIRTokenKind.PERCENT_IDENT,
    "#": MLIRTokenKind.HASH_IDENT,
    "!": MLIRTokenKind.EXCLAMATION_IDENT,
    "^": MLIRTokenKind.CARET_IDENT,
    "@": MLIRTokenKind.AT_IDENT,
}
_PREFIXES = "%#!^@"


class _Table(dict[int, T]):
    """One thing of every token by number; those of the end of the file are without end."""

    def __init__(self, make: Callable[[int], None]) -> None:
        self._make = make

    def __missing__(self, number: int) -> T:
        self._make(number)
        return self[number]


class Tokens:
    """The tokens of a text; from its end on they are empty."""

    def __init__(self, content: str) -> None:
        self._content = content
        self.texts: dict[int, str] = _Table(self._make)
        self.starts: dict[int, int] = _Table(self._make)
        self.count = 0
        """How many tokens there are so far."""
        self.rest = _end_of_gap(content, 0)
        """Where the next one starts."""

    def _make(self, number: int) -> None:
        """Make tokens up to this one."""
        assert number >= 0
        content = self._content
        while self.count <= number and self.rest < len(content):
            end = content.find("\n", self.rest) + 1
            self._append(self.rest, end or len(content))
            self.rest = _end_of_gap(content, self.rest)
        while self.count <= number:
            self.add("", len(content), len(content))

    def _append(self, start: int, end: int) -> None:
        """Make the tokens of a part of the text."""
        pairs: list[tuple[str, str]] = _TOKENS.findall(self._content, start, end)
        numbers = range(self.count, self.count + len(pairs))
        # Every second sum of lengths is where a token starts.
        places = list(accumulate(map(len, chain.from_iterable(pairs)), initial=start))
        self.texts.update(zip(numbers, [text for text, _ in pairs], strict=True))
        self.starts.update(zip(numbers, places[:-1:2], strict=True))
        self.count = numbers.stop
        self.rest = places[-1]

    def add(self, text: str, start: int, rest: int) -> None:
        """Let the text up to `rest`, in which no token was asked for, be one token."""
        self.texts[self.count] = text
        self.starts[self.count] = start
        self.count += 1
        self.rest = rest

    def number_at(self, offset: int) -> int:
        """The token at or after an offset; one that the offset lies inside of is split."""
        while self.rest < min(offset, len(self._content)):
            self._make(self.count)
        number = bisect_left(range(self.count), offset, key=self.starts.__getitem__)
        if number < self.count and self.starts[number] == offset:
            return number
        if number and offset < self.starts[number - 1] + len(self.texts[number - 1]):
            self._split(number - 1, offset)
        return number

    def _split(self, number: int, offset: int) -> None:
        """Let a token end at an offset; the rest of its line is looked at anew.

        So `0xcomplex<i8>` is `0`, `x` and `complex`, though it starts with a number.
        """
        start, text = self.starts[number], self.texts[number]
        for later in range(number + 1, self.count):
            del self.texts[later], self.starts[later]
        self.texts[number] = text[: offset - start]
        self.count = number + 1
        end = self._content.find("\n", offset) + 1
        self._append(offset, end or len(self._content))
        self.rest = _end_of_gap(self._content, self.rest)


def _end_of_gap(text: str, start: int) -> int:
    gap = _GAPS.match(text, start)
    return gap.end() if gap else start


def tokenize(text: str) -> list[str]:
    """The texts of all tokens; a character that starts no token is a token of its own."""
    tokens = Tokens(text)
    while tokens.rest < len(text):
        tokens.texts[tokens.count]
    return [*tokens.texts.values()]


def kind_of(text: str) -> MLIRTokenKind | None:
    """The kind of a token; none when it is no token at all."""
    if not text:
        return MLIRTokenKind.EOF
    first = text[0]
    if first.isascii() and (first.isalpha() or first == "_"):
        return MLIRTokenKind.BARE_IDENT
    if punctuation := KIND_BY_PUNCTUATION_SPELLING.get(text):
        return punctuation
    if first in _PREFIXES:
        return _PREFIX_KINDS[first] if len(text) > 1 else None
    if first == '"':
        return _string_kind(text) if len(text) > 1 else None
    if first.isascii() and first.isdigit():
        return MLIRTokenKind.FLOAT_LIT if "." in text else MLIRTokenKind.INTEGER_LIT
    return None


def _string_kind(text: str) -> MLIRTokenKind:
    if "\\" in text and not unescape(text).isascii():
        return MLIRTokenKind.BYTES_LIT
    return MLIRTokenKind.STRING_LIT


_ESCAPE = re.compile(rb'\\(["nt\\]|[0-9A-Fa-f]{2})')
_NAMED_ESCAPES = {b"n": b"\n", b"t": b"\t", b'"': b'"', b"\\": b"\\"}


def _escaped_byte(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return _NAMED_ESCAPES.get(code) or bytes((int(code, 16),))


def unescape(text: str) -> bytes:
    """The bytes a string token (with its quotes) stands for."""
    raw = text[1:-1].encode("utf-8", "surrogateescape")
    return _ESCAPE.sub(_escaped_byte, raw) if b"\\" in raw else raw
