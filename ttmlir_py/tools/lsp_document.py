"""What an editor shows of a program: problems, help, definitions, completions."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from xdsl.dialects.builtin import StringAttr
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py import registry
from ttmlir_py.context import Context
from ttmlir_py.syntax.attribute_text import attribute_text
from ttmlir_py.syntax.diagnostics import Diagnostic, DiagnosticEngine
from ttmlir_py.syntax.locations import FilePosition
from ttmlir_py.syntax.recovering import Problem, RecoveringParser
from ttmlir_py.syntax.verifier import verify
from ttmlir_py.tools.lsp_help import operation_help

_NAMES = ("%", "@", "#", "!")
_OP_NAME = re.compile(r"[A-Za-z_][\w$.]*\Z", re.ASCII)


class Hover(NamedTuple):
    """Help in Markdown on a stretch of the text."""

    start: int
    end: int
    text: str


class Symbol(NamedTuple):
    """An operation with a name: what it is, and where its operation's name stands."""

    name: str
    kind: str
    start: int
    end: int


class Document:
    """A program as it is being written; places are offsets into its text."""

    def __init__(self, text: str, name: str = "<editor>") -> None:
        self.text = text
        self._context = Context(allow_unregistered=True)
        self._parser = RecoveringParser(self._context, text, name)
        self.module = self._parser.parse_document()

    # Problems

    @cached_property
    def problems(self) -> list[Problem]:
        """Errors of the text; if there are none, those of the verifier."""
        if self._parser.problems:
            return sorted(self._parser.problems)
        engine = DiagnosticEngine()
        verify(self.module, engine)
        return [self._problem(diagnostic) for diagnostic in engine.diagnostics]

    def _problem(self, diagnostic: Diagnostic) -> Problem:
        start = self._offset(diagnostic.location)
        token = self._token_at(start)
        return Problem(start, start + 1 if token is None else self._end(token), diagnostic.message)

    def _offset(self, place: FilePosition | None) -> int:
        if place is None:
            return 0
        start = self._parser.source.line_starts[place.line - 1]
        line = self.text[start:].split("\n", 1)[0].encode()
        return start + len(line[: place.column - 1].decode(errors="ignore"))

    # Tokens

    def _token_at(self, offset: int) -> int | None:
        """The token that an offset is in or right after."""
        cursor = self._parser._cursor  # pyright: ignore[reportPrivateUsage]
        for token, start in cursor.starts.items():
            if start <= offset < start + len(cursor.texts[token]):
                return token
        return None

    def _start(self, token: int) -> int:
        return self._parser._cursor.starts[token]  # pyright: ignore[reportPrivateUsage]

    def _word(self, token: int) -> str:
        return self._parser._cursor.texts[token]  # pyright: ignore[reportPrivateUsage]

    def _end(self, token: int) -> int:
        return self._start(token) + len(self._word(token))

    # Help

    def hover(self, offset: int) -> Hover | None:
        """Help on an operation's name, the type of a value, what an alias stands for."""
        token = self._token_at(offset)
        if token is None:
            return None
        if (op := self._parser.operations.get(token)) is not None:
            text = operation_help(type(op), op)
        elif (value := self._value(token)) is not None:
            text = f"```mlir\n{self._word(token)} : {attribute_text(value.type)}\n```"
        elif (meaning := self._parser.attribute_aliases.get(self._word(token))) is not None:
            text = f"```mlir\n{self._word(token)} = {attribute_text(meaning)}\n```"
        else:
            return None
        return Hover(self._start(token), self._end(token), text)

    def _value(self, token: int) -> SSAValue | None:
        """The value that a token names, where it is used or defined."""
        used = self._parser.traced.uses.get(token)
        if used is not None:
            return used
        start = self._start(token)
        defined = self._parser.traced.definitions
        return next((value for value, place in defined.items() if place == start), None)

    # Definitions

    def definition(self, offset: int) -> tuple[int, int] | None:
        """Where the value or symbol at an offset is defined: start and end of its name."""
        token = self._token_at(offset)
        if token is None:
            return None
        word = self._word(token)
        if word[:1] == "@":
            return self._symbol_definition(word)
        if word in self._parser.attribute_aliases:
            defined = (n for n in self._named(word) if self._word(n + 1) == "=")
            return next(((self._start(n), self._end(n)) for n in defined), None)
        value = self._value(token)
        start = None if value is None else self._parser.traced.definitions.get(value)
        if start is None and word[:1] == "%":
            start = self._place_by_name(word, offset)
        return None if start is None else (start, start + len(word))

    def _named(self, word: str) -> list[int]:
        """The tokens with a text."""
        texts = self._parser._cursor.texts  # pyright: ignore[reportPrivateUsage]
        return [token for token, text in texts.items() if text == word]

    def references(self, offset: int) -> list[tuple[int, int]]:
        """Where the value, symbol or alias at an offset is named, its definition included."""
        token = self._token_at(offset)
        if token is None or self._word(token)[:1] not in _NAMES:
            return []
        word = self._word(token)
        numbers = self._named(word)
        if word[:1] == "%":
            value = self._value(token)
            numbers = [number for number in numbers if self._value(number) is value]
        return [(self._start(number), self._end(number)) for number in numbers]

    def symbols(self) -> list[Symbol]:
        """The operations that have names, in the order of the text."""
        found: list[Symbol] = []
        for token, op in sorted(self._parser.operations.items()):
            if isinstance(name := _symbol_name(op), StringAttr):
                start = self._start(token)
                found.append(Symbol(name.data, op.name, start, self._end(token)))
        return found

    def _place_by_name(self, word: str, offset: int) -> int | None:
        """The last definition of a name before its use, for uses that came before the value."""
        places = self._parser.traced.definitions.values()
        named = [place for place in places if self.text.startswith(word, place)]
        return max((place for place in named if place <= offset), default=min(named, default=None))

    def _symbol_definition(self, word: str) -> tuple[int, int] | None:
        name = word[1:].strip('"')
        for token, op in self._parser.operations.items():
            symbol = _symbol_name(op)
            if isinstance(symbol, StringAttr) and symbol.data == name:
                start = self.text.find(word, self._start(token))
                return (start, start + len(word)) if start >= 0 else None
        return None

    # Completion

    def completions(self, offset: int) -> list[str]:
        """Full names of operations that go on from what stands before an offset."""
        line = self.text[self.text.rfind("\n", 0, offset) + 1 : offset]
        match = _OP_NAME.search(line)
        typed = match[0] if match else ""
        dialect, dot, _ = typed.partition(".")
        if not dot:
            return sorted(f"{name}." for name in self._dialects() if name.startswith(dialect))
        return sorted(name for name in self._op_names(dialect) if name.startswith(typed))

    def _dialects(self) -> set[str]:
        return set(self._context.registered_dialect_names)

    def _op_names(self, dialect: str) -> list[str]:
        if (ours := registry.dialect(dialect)) is not None:
            return list(ours.op_names)
        if dialect not in self._dialects():
            return []
        loaded = self._context.get_optional_dialect(dialect)
        return [op.name for op in loaded.operations] if loaded is not None else []


def _symbol_name(op: Operation) -> Attribute | None:
    return op.properties.get("sym_name") or op.attributes.get("sym_name")
