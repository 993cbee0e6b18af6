"""Reading MLIR text."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager

from xdsl.context import Context
from xdsl.dialects.builtin import FileLineColLoc, IntAttr, ModuleOp, StringAttr
from xdsl.ir import Operation
from xdsl.utils.exceptions import MultipleSpansParseError, ParseError, VerifyException
from xdsl.utils.lexer import Span

from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, Severity
from ttmlir_py.syntax.garbage import without_collection
from ttmlir_py.syntax.locations import FilePosition, SourceFile
from ttmlir_py.syntax.operation_parser import OperationParser

_DEEPEST_RECURSION = 20_000


class Parser(OperationParser):
    """xDSL's parser interface over a token list."""

    def __init__(self, ctx: Context, text: str | bytes, name: str = "<stdin>") -> None:
        if isinstance(text, bytes):
            text = text.decode()
        super().__init__(ctx, text, name)
        self._init_types()
        self._init_attributes()
        self._init_regions()
        self._init_resources()
        self._init_operations()

    def parse_module(self, allow_implicit_module: bool = True) -> ModuleOp:
        ops: list[Operation] = []
        while text := self._peek():
            if text[:1] in "#!" and text != "#-}":
                self._parse_alias_def()
            elif text == "{-#":
                self._parse_file_metadata_dictionary()
            else:
                ops.append(self.parse_operation())
        for span in self._block_uses.values():
            raise ParseError(span, "reference to an undefined block")
        if undeclared := self._values.undeclared():
            message = "use of undeclared SSA value name"
            places = map(_span_position, undeclared)
            raise CompileError(
                [Diagnostic(Severity.ERROR, message, place) for place in places],
                {self.source.name: self.source.content},
            )
        self._resolve_deferred_locations()
        if len(ops) == 1 and isinstance(ops[0], ModuleOp):
            return ops[0]
        module = ModuleOp(ops)
        start = IntAttr(0)
        module.location = FileLineColLoc(StringAttr(self.source.name), start, start)
        return module

    def _parse_alias_def(self) -> None:
        cursor = self._cursor
        name = cursor.texts[cursor.index]
        kind = "type" if name[0] == "!" else "attribute"
        if name in self.attribute_aliases:
            self._fail(f"redefinition of {kind} alias id '{name[1:]}'")
        if "." in name:
            self._fail(f"{kind} names with a '.' are reserved for dialect-defined names")
        cursor.index += 1
        self.parse_punctuation("=", f" in {kind} alias definition")
        value = self.parse_type() if kind == "type" else self.parse_attribute()
        self.attribute_aliases[name] = value


def parse_module(text: str | bytes, ctx: Context, name: str = "<stdin>") -> ModuleOp:
    """Read a file; anything wrong with it is a CompileError with its place."""
    try:
        source = text.decode() if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        place = FilePosition(name, 1, 1)
        message = f"file is not UTF-8: {error.reason} at byte {error.start}"
        raise CompileError([Diagnostic(Severity.ERROR, message, place)]) from None
    with unhindered():
        parser = Parser(ctx, source, name)
        try:
            return parser.parse_module()
        except ParseError as error:
            here = _position(parser.source, parser.pos)
            later = (Diagnostic(Severity.ERROR, text, here) for text in _later_words(error))
            raise CompileError([_diagnostic_of(error), *later], {name: source}) from None
        except RecursionError:
            problem = "nesting is too deep"
        except (VerifyException, ValueError, OverflowError) as error:
            problem = parser.in_custom_syntax(str(error))
        place = _position(parser.source, parser.pos)
        raise CompileError([Diagnostic(Severity.ERROR, problem, place)], {name: source})


def _later_words(error: ParseError) -> list[str]:
    """What those who asked for the wrong text said about it (`add_note`)."""
    return getattr(error, "__notes__", [])


def _diagnostic_of(error: ParseError) -> Diagnostic:
    notes: list[Diagnostic] = []
    if isinstance(error, MultipleSpansParseError):
        notes = [
            Diagnostic(Severity.NOTE, message or "", _span_position(span))
            for span, message in error.refs
        ]
    return Diagnostic(Severity.ERROR, error.msg, _span_position(error.span), tuple(notes))


def _span_position(span: Span[str] | Span[bytes]) -> FilePosition:
    source = span.input
    assert isinstance(source, SourceFile)
    return _position(source, span.start)


def _position(source: SourceFile, offset: int) -> FilePosition:
    return source.position(offset)


@contextmanager
def unhindered() -> Generator[None]:
    """Let operations nest deeper than Python's usual limit has room for."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _DEEPEST_RECURSION))
    try:
        with without_collection():
            yield
    finally:
        sys.setrecursionlimit(limit)
