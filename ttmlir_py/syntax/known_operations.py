"""Operations read before but for the names of values: known by their text, as types are.

Programs are layers, and most lines of a program differ from an earlier one in names only. What
such a line says is looked up under its text without the names; only a line that is new is read
token by token.

It is the same reading, because what a syntax makes of a text follows from
- the text itself, which is compared whole;
- the values that its names stand for: syntaxes marked `known_by_text`, and the generic form, take
  their operands in the order of the text and see nothing of them but their types, which are
  compared;
- the dialect whose operations need no prefix: every dialect has a table of its own;
- the next token, which may belong to the operation: a line counts only if what follows cannot.
Aliases mean the same all over a file. Where anything differs, the line is read token by token,
which also finds the words for what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from xdsl.ir import Attribute, Block, Operation, SSAValue
from xdsl.utils.lexer import Span

from ttmlir_py.support.building import append, new_operation
from ttmlir_py.syntax.aliases import LOCATIONS
from ttmlir_py.syntax.cursor import Cursor
from ttmlir_py.syntax.locations import SourceFile, SourceLocation
from ttmlir_py.syntax.tokens import GAP, SUFFIX
from ttmlir_py.syntax.values import Values

_Parse = TypeVar("_Parse", bound=Callable[..., Any])

_NAMES = re.compile(rf"(%{SUFFIX})", re.ASCII)
_NUMBER = re.compile(r"#([0-9]+)")
_END_OF_LINE = re.compile(rf'{GAP}(?=[%"^}}]|(?!loc\b)[a-z]|\Z)', re.ASCII)
"""The end of a line after which an operation does not go on."""

_LOCATION = " loc(#"
_LOCATION_ALIAS = re.compile(rf"\#{SUFFIX}", re.ASCII)
_LONGEST_LINE = 2000
_CORE = frozenset(("arith.constant", "func.call", "func.return"))
"""The classes of xDSL that keep the rules."""


def known_by_text(parse: _Parse) -> _Parse:
    """Mark the `parse` of an operation class as one that keeps the rules above.

    Its text ends with a type, unless the operation has neither operands nor results.
    """
    vars(parse)["known_by_text"] = True
    return parse


def is_known_by_text(op_type: type[Operation]) -> bool:
    """Whether the custom form of a class keeps the rules above."""
    return op_type.name in _CORE or getattr(op_type.parse, "known_by_text", False)


class _Form(NamedTuple):
    """What a line says, whatever the names in it."""

    op_type: type[Operation]
    has_name: bool
    """Whether the first name is that of the results."""

    lead: int
    """How many characters there are before the operation's name, without names."""

    numbers: Sequence[int]
    """For every operand, its number in the pack of results that its name stands for."""

    operand_types: Sequence[Attribute]
    result_types: Sequence[Attribute]
    properties: Mapping[str, Attribute]
    attributes: Mapping[str, Attribute]


class DeferredLocation(NamedTuple):
    """An operation whose location is an alias that may be defined later."""

    operation: Operation
    alias: str
    span: Span


class KnownOperations:
    """The lines of a file that were read already, as forms to make operations from."""

    def __init__(
        self, cursor: Cursor, values: Values, source: SourceFile, aliases: Mapping[str, Attribute]
    ) -> None:
        self.deferred: list[DeferredLocation] = []
        self._cursor = cursor
        self._values = values
        self._source = source
        self._aliases = aliases
        self._forms: dict[str, dict[str, _Form]] = {}
        """Default dialect -> text without names -> form."""

    def read(self, block: Block) -> None:
        """Append the operations of as many lines as are known, from the current token on."""
        cursor = self._cursor
        content = self._source.content
        forms = self._forms.get(cursor.dialect_stack[-1])
        start = cursor.offset
        if forms is None or (end := content.find("\n", start)) < 0:
            return
        line = ""
        before = start
        while 0 <= end - start <= _LONGEST_LINE and (gap := _END_OF_LINE.match(content, end)):
            text = content[start:end]
            if (op := self._make(text, start, forms)) is None:
                break
            append(block, op)
            line, before, start = text, start, gap.end()
            end = content.find("\n", start)
        if line:
            cursor.skip(line, before, start)

    def _make(self, line: str, start: int, forms: Mapping[str, _Form]) -> Operation | None:
        """The operation of a line that starts at an offset, if it is known."""
        alias = ""
        text = line
        if line[-1:] == ")" and (end := line.find(_LOCATION)) >= 0:
            text, alias = line[:end], line[end + len(_LOCATION) - 1 : -1]
        parts = _NAMES.split(text)
        form = forms.get("\n".join(parts[::2]))
        if form is None:
            return None
        operands = self._operands(parts[1 + 2 * form.has_name :: 2], form)
        if operands is None:
            return None
        name = parts[1] if form.has_name else ""
        if name and not self._values.is_new(name):
            return None
        location = SourceLocation(self._source, start + len(name) + form.lead)
        if alias and not self._may_locate(alias):
            return None
        op = new_operation(
            form.op_type,
            operands,
            form.result_types,
            form.properties,
            form.attributes,
            location,  # pyright: ignore[reportArgumentType]
        )
        if name:
            self._values.define(name, op.results, start)
        if alias:
            self._locate(op, alias, start + len(line) - len(alias) - 1)
        return op

    def _operands(self, names: Sequence[str], form: _Form) -> Sequence[SSAValue] | None:
        """The values of names, if they are known and have the types of the form."""
        defined = self._values.defined
        operands: list[SSAValue] = []
        for name, number, type_ in zip(names, form.numbers, form.operand_types, strict=True):
            values = defined.get(name)
            if values is None or number >= len(values):
                return None
            value = values[number]
            if value.type is not type_ and value.type != type_:
                return None
            operands.append(value)
        return operands

    # Locations

    def _may_locate(self, alias: str) -> bool:
        known = self._aliases.get(alias)
        if known is None:
            return _LOCATION_ALIAS.fullmatch(alias) is not None
        return isinstance(known, LOCATIONS)

    def _locate(self, op: Operation, alias: str, start: int) -> None:
        known = self._aliases.get(alias)
        if isinstance(known, LOCATIONS):
            op.location = known  # pyright: ignore[reportAttributeAccessIssue]
        else:
            span = Span(start, start + len(alias), self._source)
            self.deferred.append(DeferredLocation(op, alias, span))

    # Learning

    def learn(self, start: int, op: Operation, location: SourceLocation, end: int) -> None:
        """Remember an operation that was just read from the text between two offsets."""
        text = self._source.content[start:end]
        if len(text) > _LONGEST_LINE or "\n" in text or op.regions or op.successors:
            return
        parts = _NAMES.split(text)
        has_name = text[0] == "%"
        operands = tuple(op.operands)
        numbers = [_number(after) for after in parts[2 + 2 * has_name :: 2]]
        if operands != self._named(parts[1 + 2 * has_name :: 2], numbers):
            return
        if not operands and not op.results:
            return
        name = parts[1] if has_name else ""
        forms = self._forms.setdefault(self._cursor.dialect_stack[-1], {})
        forms["\n".join(parts[::2])] = _Form(
            type(op),
            has_name,
            location.offset - start - len(name),
            numbers,
            tuple(op.operand_types),
            tuple(op.result_types),
            op.properties.copy(),
            op.attributes.copy(),
        )

    def _named(self, names: Sequence[str], numbers: Sequence[int]) -> tuple[SSAValue | None, ...]:
        """The values of names; None for one that is not defined yet."""
        found: list[SSAValue | None] = []
        for name, number in zip(names, numbers, strict=True):
            values = self._values.defined.get(name, ())
            found.append(values[number] if number < len(values) else None)
        return tuple(found)


def _number(after: str) -> int:
    """The number of a result in its pack, from the text after the name."""
    match = _NUMBER.match(after)
    return int(match[1]) if match else 0
