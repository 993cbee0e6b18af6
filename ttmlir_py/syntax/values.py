"""Which value a name stands for, while a file is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xdsl.ir import Attribute, SSAValue
from xdsl.parser import ForwardDeclaredValue, UnresolvedOperand
from xdsl.utils.exceptions import MultipleSpansParseError, ParseError
from xdsl.utils.lexer import Span

from ttmlir_py.syntax.cursor import Cursor


class ValueUse(UnresolvedOperand):
    """A use `%name#index`, by the index of its token."""

    __slots__ = ("cursor", "index", "name", "token")

    def __init__(self, name: str, index: int, token: int, cursor: Cursor) -> None:
        self.name = name
        self.index = index
        self.token = token
        self.cursor = cursor

    @property
    def span(self) -> Span:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self.cursor.span(self.token)

    @property
    def operand_name(self) -> str:
        return self.name[1:]


class _Forward(NamedTuple):
    """A value used before its definition, and where."""

    value: ForwardDeclaredValue
    span: Span


class Values:
    """The values in scope by name (with `%`), and those used but not defined yet."""

    def __init__(self) -> None:
        self.defined: dict[str, Sequence[SSAValue]] = {}
        self._places: dict[str, int] = {}
        self._forward: dict[tuple[str, int], _Forward] = {}
        self._forward_names: set[str] = set()
        self._scopes: list[list[str]] = [[]]

    def enter(self) -> None:
        self._scopes.append([])

    def leave(self) -> None:
        for name in self._scopes.pop():
            del self.defined[name]

    def resolve(self, use: UnresolvedOperand, type_: Attribute) -> SSAValue:
        """The value a use stands for, which must have the type the use gives it."""
        name = use.name if isinstance(use, ValueUse) else use.span.text
        values = self.defined.get(name)
        if values is None:
            return self._resolve_forward(name, use, type_)
        if use.index >= len(values):
            raise ParseError(use.span, "reference to invalid result number")
        value = values[use.index]
        if value.type != type_:
            self._raise_type_mismatch(name, use.span, type_, value.type, self._places[name], use)
        return value

    def _resolve_forward(self, name: str, use: UnresolvedOperand, type_: Attribute) -> SSAValue:
        key = (name, use.index)
        if (forward := self._forward.get(key)) is None:
            value = ForwardDeclaredValue(type_)
            self._forward[key] = _Forward(value, use.span)
            self._forward_names.add(name)
            return value
        if forward.value.type != type_:
            self._raise_type_mismatch(name, use.span, type_, forward.value.type, forward.span, use)
        return forward.value

    def _raise_type_mismatch(
        self,
        name: str,
        span: Span,
        type_: Attribute,
        prior: Attribute,
        place: Span | int,
        use: UnresolvedOperand,
    ) -> None:
        note = self._span_of(place, use.span)
        raise MultipleSpansParseError(
            span,
            f"use of value '{name}' expects different type than prior uses: '{type_}' vs '{prior}'",
            None,
            [(note, "prior use here")],
        )

    def _span_of(self, place: Span | int, other: Span) -> Span:
        return place if isinstance(place, Span) else Span(place, place, other.input)

    def is_new(self, name: str) -> bool:
        """Whether a name neither stands for something nor was used already."""
        return name not in self.defined and name not in self._forward_names

    def define(self, name: str, values: Sequence[SSAValue], place: int) -> bool:
        """Give values a name, which stands at an offset; false if the name is taken."""
        if name in self.defined:
            return False
        self.defined[name] = values
        self._places[name] = place
        self._scopes[-1].append(name)
        return True

    def place_of(self, name: str) -> int:
        return self._places[name]

    def settle(self, name: str, values: Sequence[SSAValue], span: Span) -> None:
        """Replace the forward uses of a name by the values it now stands for."""
        self._forward_names.discard(name)
        for key in [key for key in self._forward if key[0] == name]:
            forward = self._forward.pop(key)
            if key[1] >= len(values):
                raise ParseError(forward.span, "reference to invalid result number")
            value = values[key[1]]
            if value.type != forward.value.type:
                raise MultipleSpansParseError(
                    span,
                    f"definition of SSA value '{name}#{key[1]}' has type '{value.type}'",
                    None,
                    [(forward.span, f"previously used here with type '{forward.value.type}'")],
                )
            forward.value.replace_all_uses_with(value)

    def is_awaited(self, name: str) -> bool:
        return name in self._forward_names

    def undeclared(self) -> list[Span]:
        """Where values are used that were never defined, in file order."""
        return sorted((forward.span for forward in self._forward.values()), key=_start)


def _start(span: Span) -> int:
    return span.start
