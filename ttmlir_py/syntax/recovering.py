"""A parser that goes on after an error, for programs that are being written.

An operation that cannot be read is skipped: reading goes on at the next line that can start an
operation of the same block. What the skipped operation would have defined counts as known, so
that one mistake gives one error.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Attribute, Block, Operation, SSAValue
from xdsl.parser import UnresolvedOperand
from xdsl.utils.exceptions import ParseError, VerifyException

from ttmlir_py.support.building import append
from ttmlir_py.syntax.locations import SourceLocation
from ttmlir_py.syntax.parser import Parser, unhindered
from ttmlir_py.syntax.values import Values, ValueUse

_NESTING = {"{": 1, "(": 1, "}": -1, ")": -1}


class Problem(NamedTuple):
    """Something wrong, and the stretch of the text that it is about."""

    start: int
    end: int
    message: str


class TracedValues(Values):
    """Values that remember where they are defined and used, by token."""

    def __init__(self) -> None:
        super().__init__()
        self.definitions: dict[SSAValue, int] = {}
        """Value -> where its name stands in the text."""
        self.uses: dict[int, SSAValue] = {}
        """Token -> the value it names."""

    def resolve(self, use: UnresolvedOperand, type_: Attribute) -> SSAValue:
        value = super().resolve(use, type_)
        if isinstance(use, ValueUse):
            self.uses[use.token] = value
        return value

    def define(self, name: str, values: Sequence[SSAValue], place: int) -> bool:
        self.definitions.update(dict.fromkeys(values, place))
        return super().define(name, values, place)

    @property
    def depth(self) -> int:
        return len(self._scopes)


class RecoveringParser(Parser):
    """Reads what can be read; `problems` tells the rest."""

    def __init__(self, ctx: Context, text: str, name: str) -> None:
        super().__init__(ctx, text, name)
        self.problems: list[Problem] = []
        self.operations: dict[int, Operation] = {}
        """Token of an operation's name -> the operation."""
        self.traced = self._values = TracedValues()
        self._missing: set[str] = set()

    def parse_document(self) -> ModuleOp:
        """The module with every operation that can be read."""
        with unhindered():
            block = Block()
            while self._peek():
                self._parse_next(block)
        for span in self._values.undeclared():
            if span.text not in self._missing:
                self.problems.append(
                    Problem(span.start, span.end, "use of undeclared SSA value name")
                )
        first = block.first_op
        if isinstance(first, ModuleOp) and first.next_op is None:
            first.detach()
            return first
        return ModuleOp([op.detach() or op for op in list(block.ops)])

    def _parse_next(self, block: Block) -> None:
        text = self._peek()
        with self._recovery():
            if text[:1] in "#!" and text != "#-}":
                self._parse_alias_def()
            elif text == "{-#":
                self._parse_file_metadata_dictionary()
            else:
                append(block, self.parse_operation())

    def _parse_block_body(self, block: Block) -> None:
        while (text := self._peek()) and text != "}" and text[:1] != "^":
            with self._recovery():
                append(block, self.parse_operation())

    def _parse_form(self, start: int, token: int, location: SourceLocation) -> Operation:
        op = super()._parse_form(start, token, location)
        self.operations[token] = op
        return op

    # Recovery

    @contextmanager
    def _recovery(self) -> Generator[None]:
        """Note an error and skip the operation it is in."""
        start = self._cursor.index
        depths = self._depths()
        blocks = self.blocks, self._block_uses
        try:
            yield
        except ParseError as error:
            self._note(error.span.start, error.span.end, error.msg)
        except (VerifyException, ValueError, OverflowError) as error:
            span = self._current_span()
            self._note(span.start, span.end, self.in_custom_syntax(str(error)))
        else:
            return
        self._restore(depths)
        self.blocks, self._block_uses = blocks
        self._skip(start)

    def _depths(self) -> tuple[int, ...]:
        stacks = (self._cursor.dialect_stack, self._custom_names, self._enclosing)
        return (self.traced.depth, self._body_depth, *map(len, stacks))

    def _restore(self, depths: tuple[int, ...]) -> None:
        scopes, self._body_depth, dialects, names, enclosing = depths
        while self.traced.depth > scopes:
            self.traced.leave()
        del self._cursor.dialect_stack[dialects:]
        del self._custom_names[names:]
        del self._enclosing[enclosing:]

    def _note(self, start: int, end: int, message: str) -> None:
        if not any(f"'{name}'" in message for name in self._missing):
            self.problems.append(Problem(start, max(end, start + 1), message))

    def _skip(self, start: int) -> None:
        """Continue at the next line of the same nesting that can start an operation."""
        cursor = self._cursor
        texts = cursor.texts
        index = start
        while texts[index][:1] == "%" or texts[index] in (",", ":") or texts[index].isdecimal():
            if texts[index][:1] == "%":
                self._missing.add(texts[index])
            index += 1
        index = start
        depth = 0
        while texts[index]:
            depth += _NESTING.get(texts[index], 0)
            if depth < 0:
                break
            index += 1
            if depth == 0 and self._starts_line(index) and _can_start(texts[index]):
                break
        cursor.index = max(index, start + bool(texts[start]))

    def _starts_line(self, index: int) -> bool:
        tokens = self._cursor
        end = tokens.starts[index - 1] + len(tokens.texts[index - 1])
        return "\n" in self.source.content[end : tokens.starts[index]]


def _can_start(text: str) -> bool:
    return text == "}" or text[:1] in '%"^#!' or text[:1].isalpha()
