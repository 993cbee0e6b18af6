"""The tokens of a whole MLIR file, found by one regular expression.

A file is two lists of equal length: the text of every token and where it starts. What kind a
token is follows from its first character. `tensor<4x8xf32>` is one token, because it is what a
program is full of.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate, chain

from xdsl.utils.mlir_lexer import KIND_BY_PUNCTUATION_SPELLING, MLIRTokenKind

SUFFIX = r"(?:[0-9]+|[A-Za-z$._-][\w$.-]*)"
"""What follows the sigil of a name."""

_STRING = r'"(?:[^"\\\n\v\f]++|\\(?:["nt\\]|[0-9A-Fa-f]{2}))*+"'
_TENSOR = r"tensor<(?:(?:[0-9]+|\?)x)*(?:complex<\w+>|[a-z]\w*)(?:, *\#[A-Za-z_][\w$]*)?>"
_GAP = r"(?:\s++|//[^\n]*+)*+"

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
    | .)({_GAP})""",
    re.ASCII | re.VERBOSE | re.DOTALL,
)
_LEADING_GAP = re.compile(_GAP, re.ASCII)

_LOOK_AHEAD = 4
"""How many tokens a parser may look at without asking whether the file goes on."""

_PREFIX_KINDS = {
    "%": MLIRTokenKind.PERCENT_IDENT,
    "#": MLIRTokenKind.HASH_IDENT,
    "!": MLIRTokenKind.EXCLAMATION_IDENT,
    "^": MLIRTokenKind.CARET_IDENT,
    "@": MLIRTokenKind.AT_IDENT,
}
_PREFIXES = "%#!^@"


@dataclass(slots=True)
class Tokens:
    """Texts and start offsets; the end of the file is a few tokens with an empty text."""

    texts: list[str]
    starts: list[int]

    def index_at(self, content: str, offset: int) -> int:
        """The token at or after `offset`, splitting the token that `offset` lies inside of."""
        index = bisect_left(self.starts, offset)
        if index < len(self.starts) and self.starts[index] == offset:
            return index
        previous = index - 1
        end = self.starts[previous] + len(self.texts[previous])
        if previous < 0 or offset >= end:
            return index
        rest = tokenize(content[offset:end])
        self.texts[previous] = content[self.starts[previous] : offset]
        self.texts[index:index] = rest.texts[:-_LOOK_AHEAD]
        self.starts[index:index] = [offset + start for start in rest.starts[:-_LOOK_AHEAD]]
        return index


def tokenize(text: str) -> Tokens:
    """Split a file into tokens; a character that starts no token becomes a token of its own."""
    gap = _LEADING_GAP.match(text)
    begin = gap.end() if gap else 0
    pairs: list[tuple[str, str]] = _TOKENS.findall(text, begin)
    texts = [token for token, _ in pairs]
    # Every second sum of lengths is where a token starts.
    starts = list(accumulate(map(len, chain.from_iterable(pairs)), initial=begin))[::2]
    texts += [""] * _LOOK_AHEAD
    starts += [starts[-1]] * (_LOOK_AHEAD - 1)
    return Tokens(texts, starts)


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
