"""A position in the tokens of a file, in the shape xDSL's parsers expect.

xDSL's parsers ask a state for its current token and a lexer for the next one. Here both are one
object that moves an index; token objects are made only for the code that looks at them.
"""

from __future__ import annotations

import re

from xdsl.parser import ParserState
from xdsl.utils.exceptions import ParseError
from xdsl.utils.lexer import Input, Span, Token
from xdsl.utils.mlir_lexer import MLIRLexer, MLIRToken, MLIRTokenKind

from ttmlir_py.syntax.tokens import Tokens, kind_of

_STRING_START = re.compile(r'(?:[^"\\\n\v\f]+|\\(?:["nt\\]|[0-9A-Fa-f]{2}))*')


class Cursor(ParserState[MLIRTokenKind]):
    """The tokens of a file and the index of the current one."""

    def __init__(self, source: Input[str]) -> None:
        self.source = source
        self.tokens = Tokens(source.content)
        self.texts = self.tokens.texts
        self.starts = self.tokens.starts
        self.index = 0
        self.dialect_stack = ["builtin"]
        self.lexer = _CursorLexer(self)

    @property
    def offset(self) -> int:
        """Where the current token starts; it need not have been made."""
        if self.index == self.tokens.count:
            return self.tokens.rest
        return self.starts[self.index]

    def skip(self, text: str, start: int, rest: int) -> None:
        """Continue at offset `rest`, the last text before it, and where it starts, being known."""
        tokens = self.tokens
        if start >= tokens.rest:
            tokens.add(text, start, rest)
        self.index = tokens.count if tokens.rest == rest else tokens.number_at(rest)

    @property
    def current_token(self) -> MLIRToken:
        return self.token(self.index)

    @current_token.setter
    def current_token(  # pyright: ignore[reportIncompatibleVariableOverride]
        self, token: MLIRToken
    ) -> None:
        """The lexer has moved the index already."""

    def token(self, index: int) -> MLIRToken:
        """The token at an index, as an object."""
        text = self.texts[index]
        kind = kind_of(text)
        if kind is None:
            raise self.lexical_error(index)
        return Token(kind, self.span(index))

    def lexical_error(self, index: int) -> ParseError:
        """What is wrong with a text that is no token; a string's end is missing at line's end."""
        text, start = self.texts[index], self.starts[index]
        if text == '"':
            start, message = string_error(self.source.content, start)
        else:
            start, message = start + (text in "@."), lexical_error(text)
        return ParseError(Span(start, start, self.source), message)

    def span(self, index: int) -> Span[str]:
        start = self.starts[index]
        return Span(start, start + len(self.texts[index]), self.source)

    def seek(self, offset: int) -> None:
        """Continue at an offset of the text, which may lie inside of a token."""
        self.index = self.tokens.number_at(offset)


class _CursorLexer(MLIRLexer):
    """The lexer xDSL's code sees; reading from it moves the cursor."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._sought: int | None = None
        self.input = cursor.source

    @property
    def pos(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        cursor = self._cursor
        return cursor.starts[cursor.index] + len(cursor.texts[cursor.index])

    @pos.setter
    def pos(self, offset: int) -> None:
        self._sought = offset

    def lex(self) -> MLIRToken:
        cursor = self._cursor
        if self._sought is None:
            cursor.index += 1
        else:
            cursor.seek(self._sought)
            self._sought = None
        return cursor.token(cursor.index)


def lexical_error(text: str) -> str:
    """What is wrong with a text that is no token."""
    return {
        '"': "expected '\"' in string literal",
        "@": "@ identifier expected to start with letter or '_'",
        "#": "invalid attribute name",
        "!": "invalid type identifier",
        "%": "invalid SSA name",
        "^": "invalid block name",
        ".": "expected three consecutive dots for an ellipsis",
    }.get(text, "unexpected character")


def string_error(content: str, start: int) -> tuple[int, str]:
    """Where and why the text after a quote is no string."""
    match = _STRING_START.match(content, start + 1)
    end = match.end() if match else start + 1
    is_escape = content[end : end + 1] == "\\"
    return (
        end,
        "unknown escape in string literal" if is_escape else "expected '\"' in string literal",
    )
