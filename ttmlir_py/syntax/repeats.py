"""Lines that differ from an earlier line in the names of values only.

Programs are layers: most operations were met before with other values. The first one is read by
its own syntax; if it took exactly one line, that line with the names left out becomes a template,
from which further operations are made. Sound because what a syntax makes of a line depends on its
text, on the types of its values, on the default dialect and on the token that follows, and a
template is used only where all of these are the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.syntax.building import new_operation
from ttmlir_py.syntax.cursor import Cursor
from ttmlir_py.syntax.locations import SourceLocation
from ttmlir_py.syntax.tokens import SUFFIX

_NAME = re.compile(rf"%{SUFFIX}", re.ASCII)
_LONGEST_LINE = 2000
_SIGILS = frozenset('%^"}')


class _Operand(NamedTuple):
    """Where the name of an operand stands in its line, its number in a pack, and its type."""

    token: int
    number: int
    type: Attribute


class _Template(NamedTuple):
    """What a line says, and under which circumstances."""

    op_type: type[Operation]
    operands: Sequence[_Operand]
    result_types: Sequence[Attribute]
    properties: Mapping[str, Attribute]
    attributes: Mapping[str, Attribute]
    dialect: str
    following: str
    size: int
    """How many tokens the line has."""


class Repeats:
    """The lines of a file and the templates learned from them."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._lines = _lines_by_position(cursor.source.content)
        self._templates: dict[str, _Template] = {}

    def make(
        self,
        start: int,
        location: SourceLocation,
        values: Mapping[str, Sequence[SSAValue]],
    ) -> Operation | None:
        """The operation of the line that starts at a token; the next token becomes the current."""
        cursor = self._cursor
        texts = cursor.texts
        template = self._templates.get(self._lines.get(cursor.starts[start], ""))
        if template is None or template.dialect != cursor.dialect_stack[-1]:
            return None
        end = start + template.size
        if _kind(texts[end]) != template.following:
            return None
        operands: list[SSAValue] = []
        for token, number, type_ in template.operands:
            known = values.get(texts[start + token])
            if known is None or number >= len(known):
                return None
            value = known[number]
            if value.type is not type_ and value.type != type_:
                return None
            operands.append(value)
        op_type, _, result_types, properties, attributes, *_ = template
        cursor.index = end
        return new_operation(op_type, operands, result_types, properties, attributes, location)

    def learn(
        self, start: int, token: int, op: Operation, values: Mapping[str, Sequence[SSAValue]]
    ) -> None:
        """Remember the line of an operation that was just read: from `start`, named at `token`."""
        cursor = self._cursor
        texts, end = cursor.texts, cursor.index
        line = self._lines.get(cursor.starts[start], "")
        if not line or not self._is_one_line(start, end) or op.regions or op.successors:
            return
        names = [index for index in range(start, end) if texts[index][:1] == "%"]
        operands = self._operands(op, start, [name for name in names if name > token], values)
        if operands is None or line.count("%") != len(names):
            return
        self._templates[line] = _Template(
            type(op),
            operands,
            tuple(op.result_types),
            op.properties.copy(),
            op.attributes.copy(),
            cursor.dialect_stack[-1],
            _kind(texts[end]),
            end - start,
        )

    def _is_one_line(self, start: int, end: int) -> bool:
        """Whether tokens that begin a line are all of it."""
        starts, lines = self._cursor.starts, self._lines
        if starts[end] not in lines and self._cursor.texts[end]:
            return False
        return not any(starts[index] in lines for index in range(start + 1, end))

    def _operands(
        self,
        op: Operation,
        start: int,
        names: Sequence[int],
        values: Mapping[str, Sequence[SSAValue]],
    ) -> Sequence[_Operand] | None:
        """Which name each operand comes from; None if that cannot be told."""
        texts = self._cursor.texts
        places: dict[SSAValue, tuple[int, int]] = {}
        for token in names:
            pack = texts[token + 1]
            number = int(pack[1:]) if pack[:1] == "#" and pack[1:].isdecimal() else 0
            known = values.get(texts[token], ())
            if number < len(known):
                places[known[number]] = (token - start, number)
        if not len(op.operands) == len(names) == len(places):
            return None
        if any(value not in places for value in op.operands):
            return None
        return tuple(_Operand(*places[value], value.type) for value in op.operands)


class NoRepeats(Repeats):
    """Reads every line by its own syntax."""

    def __init__(self) -> None:
        """Nothing is remembered."""

    def make(
        self,
        start: int,
        location: SourceLocation,
        values: Mapping[str, Sequence[SSAValue]],
    ) -> None:
        """No line was met before."""

    def learn(
        self, start: int, token: int, op: Operation, values: Mapping[str, Sequence[SSAValue]]
    ) -> None:
        """Nothing is remembered."""


def _lines_by_position(text: str) -> dict[int, str]:
    """The lines of a text without names, by the position of their first character.

    Of long ones only the position is known.
    """
    lines: dict[int, str] = {}
    position = 0
    nameless = _NAME.sub("%", text).split("\n")
    for line, short in zip(text.split("\n"), nameless, strict=True):
        is_short = len(line) <= _LONGEST_LINE
        lines[position + len(line) - len(line.lstrip())] = short.strip() if is_short else ""
        position += len(line) + 1
    return lines


def _kind(text: str) -> str:
    """What a syntax can see of the token after it without reading it."""
    first = text[:1]
    return first if first in _SIGILS else text
