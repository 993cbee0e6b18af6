"""Values: the names of results, and their uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.parser import UnresolvedOperand
from xdsl.utils.exceptions import MultipleSpansParseError
from xdsl.utils.lexer import Span

from ttmlir_py.syntax.resource_parser import ResourceParser
from ttmlir_py.syntax.values import ValueUse


class _ResultName(NamedTuple):
    """A name on the left of `=`, for one result or a pack of them."""

    name: str
    size: int
    start: int


class ValueParser(ResourceParser):
    """`%0:2 =` on the left of an operation, `%0#1` among its operands."""

    def _parse_result_names(self) -> list[_ResultName]:
        cursor = self._cursor
        texts = cursor.texts
        start = cursor.index
        if texts[start + 1] == "=" and len(texts[start]) > 1:
            cursor.index = start + 2
            return [_ResultName(texts[start], 1, cursor.starts[start])]
        names = [self._parse_result_name()]
        while texts[cursor.index] == ",":
            cursor.index += 1
            names.append(self._parse_result_name())
        if texts[cursor.index] != "=":
            self._wrong_token("expected '=' after SSA name")
        cursor.index += 1
        return names

    def _parse_result_name(self) -> _ResultName:
        cursor = self._cursor
        start = cursor.starts[cursor.index]
        name = cursor.texts[cursor.index]
        if name[:1] != "%" or len(name) < 2:
            self._wrong_token("expected valid ssa identifier")
        cursor.index += 1
        if cursor.texts[cursor.index] != ":":
            return _ResultName(name, 1, start)
        cursor.index += 1
        count = cursor.texts[cursor.index]
        if not count.isdigit():
            self._wrong_token("expected integer number of results")
        if not int(count):
            self._wrong_token("expected named operation to have at least 1 result")
        cursor.index += 1
        return _ResultName(name, int(count), start)

    def _name_results(self, op: Operation, names: Sequence[_ResultName], start: int) -> None:
        results = tuple(op.results)
        if len(names) == 1 and names[0].size == len(results) > 0:
            self._define(names[0].name, results, names[0].start)
            return
        span = self._cursor.span
        if not results:
            self._fail("cannot name an operation with no results", span(start))
        bound = sum([name.size for name in names])
        if bound != len(results):
            self._fail(
                f"operation defines {len(results)} results but was provided {bound} to bind",
                span(start),
            )
        first = 0
        for name, size, place in names:
            self._define(name, results[first : first + size], place)
            first += size

    def _define(self, name: str, values: Sequence[SSAValue], place: int) -> None:
        known = self._values
        if not known.define(name, values, place):
            before = known.place_of(name)
            raise MultipleSpansParseError(
                Span(place, place + len(name), self.source),
                f"redefinition of SSA value '{name}'",
                None,
                [(Span(before, before, self.source), "previously defined here")],
            )
        if known.is_awaited(name):
            known.settle(name, values, Span(place, place + len(name), self.source))

    # Uses of values

    def parse_op_args_list(self) -> list[UnresolvedOperand]:
        cursor = self._cursor
        texts = cursor.texts
        if texts[cursor.index] != "(":
            self._wrong_token("expected '(' to start operand list")
        cursor.index += 1
        uses: list[UnresolvedOperand] = []
        if texts[cursor.index][:1] == "%":
            uses.append(self.parse_unresolved_operand())
            while texts[cursor.index] == ",":
                cursor.index += 1
                uses.append(self.parse_unresolved_operand())
        if texts[cursor.index] != ")":
            self._wrong_token("expected ')' to end operand list")
        cursor.index += 1
        return uses

    def parse_optional_unresolved_operand(self) -> UnresolvedOperand | None:
        cursor = self._cursor
        token = cursor.index
        texts = cursor.texts
        name = texts[token]
        if name[:1] != "%" or len(name) < 2:
            return None
        cursor.index = token + 1
        number = texts[token + 1]
        if number[:1] != "#":
            return ValueUse(name, 0, token, cursor)
        if not number[1:].isdigit():
            self._fail("invalid SSA value result number", cursor.span(token + 1))
        cursor.index = token + 2
        return ValueUse(name, int(number[1:]), token, cursor)

    def parse_unresolved_operand(self, msg: str = "expected SSA operand") -> UnresolvedOperand:
        if (use := self.parse_optional_unresolved_operand()) is None:
            self._wrong_token("expected SSA operand")
        return use

    def resolve_operand(self, operand: UnresolvedOperand, type: Attribute) -> SSAValue:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._values.resolve(operand, type)
