"""xDSL's parser interface for tokens, answered from a token list instead of a lexer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

from xdsl.context import Context
from xdsl.ir import Attribute
from xdsl.parser import Parser as XdslParser
from xdsl.utils.exceptions import ParseError
from xdsl.utils.lexer import Span
from xdsl.utils.mlir_lexer import MLIRToken, MLIRTokenKind, PunctuationSpelling

from ttmlir_py.syntax.blobs import fold
from ttmlir_py.syntax.cursor import Cursor
from ttmlir_py.syntax.locations import SourceFile
from ttmlir_py.syntax.tokens import kind_of, unescape

_T = TypeVar("_T")

_FIRST_OF_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_DIGITS = frozenset("0123456789")


class TokenParser(XdslParser):
    """Keywords, punctuation, numbers, strings and lists."""

    def __init__(self, ctx: Context, text: str, name: str = "<stdin>") -> None:
        self.source = SourceFile(fold(text), name)
        self._cursor = Cursor(self.source)
        self._parser_state = self._cursor
        self.ctx = ctx
        self.attribute_aliases: dict[str, Attribute] = {}
        self.dialect_resources: set[tuple[str, str]] = set()
        self._custom_names: list[str] = []
        self._body_depth = 0

    # Errors

    def raise_error(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        msg: str,
        at_position: Span[str] | int | None = None,
        end_position: int | None = None,
    ) -> NoReturn:
        """Raise an error; one from an operation's own syntax starts with the operation's name."""
        self._fail(self.in_custom_syntax(msg), at_position)

    def in_custom_syntax(self, message: str) -> str:
        """The message, with the operation's name if it is about an operation's own syntax."""
        if self._custom_names and not self._body_depth:
            return f"custom op '{self._custom_names[-1]}' {message}"
        return message

    def _fail(self, msg: str, at_position: Span[str] | int | None = None) -> NoReturn:
        """Raise an error at a place in the text, by default at the current token."""
        cursor = self._cursor
        text = cursor.texts[cursor.index]
        if kind_of(text) is None:
            raise cursor.lexical_error(cursor.index)
        if isinstance(at_position, int):
            at_position = Span(at_position, at_position, self.source)
        raise ParseError(self._current_span() if at_position is None else at_position, msg)

    def _current_span(self) -> Span[str]:
        """The current token; for the end of the file, the character before it."""
        cursor = self._cursor
        if cursor.texts[cursor.index]:
            return cursor.span(cursor.index)
        start = max(cursor.starts[cursor.index] - 1, 0)
        return Span(start, start, self.source)

    def _wrong_token(self, msg: str) -> NoReturn:
        """Raise an error where the missing text belongs: right after the previous token."""
        place = self.previous_end if self._cursor.index else None
        content = self.source.content
        if place == len(content):  # MLIR looks back from the last character
            place = len(content[:-1].rstrip())
        self._fail(msg, place)

    @property
    def previous_end(self) -> int:
        """Where the token before the current one ends."""
        cursor = self._cursor
        index = max(cursor.index - 1, 0)
        return cursor.starts[index] + len(cursor.texts[index])

    def expect(self, try_parse: Callable[[], _T | None], error_message: str) -> _T:
        if (result := try_parse()) is None:
            self._fail(error_message)
        return result

    # Tokens

    @property
    def pos(self) -> int:
        cursor = self._cursor
        return cursor.starts[cursor.index]

    def _peek(self) -> str:
        cursor = self._cursor
        return cursor.texts[cursor.index]

    def _resume_from(self, pos: int | Cursor) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        assert isinstance(pos, int)
        self._cursor.seek(pos)

    def _consume_token(self, expected_kind: MLIRTokenKind | None = None) -> MLIRToken:
        cursor = self._cursor
        token = cursor.token(cursor.index)
        assert expected_kind is None or token.kind == expected_kind
        cursor.index += 1
        return token

    def _parse_optional_token(self, expected_kind: MLIRTokenKind) -> MLIRToken | None:
        if kind_of(self._peek()) is not expected_kind:
            return None
        return self._consume_token()

    def _parse_token(self, expected_kind: MLIRTokenKind, error_msg: str) -> MLIRToken:
        if (token := self._parse_optional_token(expected_kind)) is None:
            self._wrong_token(error_msg)
        return token

    def parse_optional_characters(self, text: str) -> str | None:
        cursor = self._cursor
        if cursor.texts[cursor.index] != text:
            return None
        cursor.index += 1
        return text

    def parse_characters(self, text: str, context_msg: str = "") -> str:
        cursor = self._cursor
        if cursor.texts[cursor.index] != text:
            self._wrong_token(f"expected '{text}'{context_msg}")
        cursor.index += 1
        return text

    def parse_optional_punctuation(
        self, punctuation: PunctuationSpelling
    ) -> PunctuationSpelling | None:
        cursor = self._cursor
        if cursor.texts[cursor.index] != punctuation:
            return None
        cursor.index += 1
        return punctuation

    def parse_punctuation(
        self, punctuation: PunctuationSpelling, context_msg: str = ""
    ) -> PunctuationSpelling:
        cursor = self._cursor
        if cursor.texts[cursor.index] != punctuation:
            self._wrong_token(f"expected '{punctuation}'{context_msg}")
        cursor.index += 1
        return punctuation

    # Words

    def parse_optional_keyword(self, keyword: str) -> str | None:
        return self.parse_optional_characters(keyword)

    def parse_keyword(self, keyword: str, context_msg: str = "") -> str:
        return self.parse_characters(keyword, context_msg)

    def parse_optional_identifier(self) -> str | None:
        cursor = self._cursor
        text = cursor.texts[cursor.index]
        if text[:1] not in _FIRST_OF_NAME or text[-1] == ">":
            return None
        cursor.index += 1
        return text

    def parse_identifier(self, context_msg: str = "") -> str:
        if (name := self.parse_optional_identifier()) is None:
            self._wrong_token(f"expected valid keyword{context_msg}")
        return name

    def parse_optional_boolean(self) -> bool | None:
        text = self._peek()
        if text not in ("true", "false"):
            return None
        self._cursor.index += 1
        return text == "true"

    # Numbers

    def parse_optional_integer(
        self, allow_boolean: bool = True, allow_negative: bool = True
    ) -> int | None:
        cursor = self._cursor
        text = cursor.texts[cursor.index]
        if text[:1] in _DIGITS and text:
            if "." in text:
                return None
            cursor.index += 1
            return int(text, 16 if text.startswith("0x") else 10)
        if text == "-" and allow_negative:
            cursor.index += 1
            if (value := self.parse_optional_integer(False, False)) is None:
                self._wrong_token("expected integer literal")
            return -value
        return self.parse_optional_boolean() if allow_boolean else None

    def parse_integer(
        self,
        allow_boolean: bool = True,
        allow_negative: bool = True,
        context_msg: str = "",
    ) -> int:
        if (value := self.parse_optional_integer(allow_boolean, allow_negative)) is None:
            self._wrong_token(f"expected integer value{context_msg}")
        return int(value)

    # Strings

    def parse_optional_str_literal(self) -> str | None:
        cursor = self._cursor
        text = cursor.texts[cursor.index]
        if text[:1] != '"' or len(text) < 2:
            return None
        text = self.source.full(text)
        try:
            value = unescape(text).decode() if "\\" in text else text[1:-1]
        except UnicodeDecodeError:
            return None
        cursor.index += 1
        return value

    def parse_str_literal(self, context_msg: str = "") -> str:
        if (value := self.parse_optional_str_literal()) is None:
            self._wrong_token(f"expected string{context_msg}")
        return value

    # Lists

    def parse_list(
        self,
        delimiter: XdslParser.Delimiter,
        parse: Callable[[], _T],
        separator: str = ",",
        context_msg: str = "",
    ) -> list[_T]:
        opening, closing = delimiter.value or ("", "")
        if opening:
            self.parse_characters(opening, context_msg)
            if self.parse_optional_characters(closing):
                return []
        elements = [parse()]
        while self.parse_optional_characters(separator):
            elements.append(parse())
        if closing:
            self.parse_characters(closing, context_msg)
        return elements

    def parse_optional_comma_separated_list(
        self,
        delimiter: XdslParser.Delimiter,
        parse: Callable[[], _T],
        context_msg: str = "",
    ) -> list[_T] | None:
        opening, _ = delimiter.value or ("", "")
        if self._peek() != opening:
            return None
        return self.parse_list(delimiter, parse, ",", context_msg)
