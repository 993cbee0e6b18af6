"""Types: read once, then known by their text."""

from __future__ import annotations

import re

from xdsl.dialects.builtin import (
    DYNAMIC_INDEX,
    ComplexType,
    FunctionType,
    IndexType,
    IntegerType,
    NoneType,
    Signedness,
    TensorType,
)
from xdsl.ir import Attribute, TypeAttribute

from ttmlir_py.syntax.container_parser import (
    LARGEST_DIM,
    ContainerParser,
    can_be_in_tensor,
    verified_tensor,
)

_INTEGER = re.compile(r"(si|ui|i)([0-9]+)")
_SIGNEDNESS = {
    "i": Signedness.SIGNLESS,
    "si": Signedness.SIGNED,
    "ui": Signedness.UNSIGNED,
}
_TENSOR_BODY = re.compile(r"((?:(?:[0-9]+|\?)x)*)([a-z][\w<>]*)(?:, *(\#[\w$]+))?")
_LONGEST_REMEMBERED = 500
"""Tokens of the longest text that is remembered; longer ones are seldom met again."""

_MAX_WIDTH_DIGITS = 9
_MAX_INTEGER_WIDTH = (1 << 24) - 1
_CONTAINERS = frozenset(("tensor", "memref", "vector", "complex", "tuple"))
_OPENING = frozenset(("<", "(", "[", "{"))
_CLOSING = frozenset((">", ")", "]", "}"))


class TypeParser(ContainerParser):
    """Types, with a table from the text of a type to the type.

    The table is sound because a type's text means the same everywhere in a file: an alias is
    defined once, and before it is used.
    """

    def _init_types(self) -> None:
        self._types: dict[str, TypeAttribute] = dict(self._builtin_float_types)
        self._types["index"] = IndexType()
        self._types["none"] = NoneType()
        self._function_types: dict[tuple[int, ...], FunctionType] = {}

    def parse_type(self) -> TypeAttribute:
        if (result := self.parse_optional_type()) is None:
            self._wrong_token("expected non-function type")
        return result

    def parse_optional_type(self) -> TypeAttribute | None:
        cursor = self._cursor
        if (known := self._types.get(cursor.texts[cursor.index])) is not None:
            cursor.index += 1
            return known
        return self._parse_unknown_type(cursor.texts[cursor.index])

    def _parse_unknown_type(self, text: str) -> TypeAttribute | None:
        if text.endswith(">") and text.startswith("tensor<"):
            return self._remember_type(text, self._tensor_of_text(text))
        if text == "(":
            return self.parse_optional_function_type()
        if match := _INTEGER.fullmatch(text):
            return self._remember_type(text, self._integer_type(match))
        if text in _CONTAINERS:
            return self._parse_bracketed_type(text)
        if text[:1] == "!" and len(text) > 1:
            return self._parse_bracketed_type(text)
        return None

    def _remember_type(self, text: str, result: TypeAttribute) -> TypeAttribute:
        self._types[text] = result
        self._cursor.index += 1
        return result

    def _integer_type(self, match: re.Match[str]) -> IntegerType:
        if len(match[2]) > _MAX_WIDTH_DIGITS:
            self._fail("invalid integer width")
        if int(match[2]) > _MAX_INTEGER_WIDTH:
            self._fail(f"integer bitwidth is limited to {_MAX_INTEGER_WIDTH} bits")
        return IntegerType(int(match[2]), _SIGNEDNESS[match[1]])

    def _tensor_of_text(self, text: str) -> TypeAttribute:
        """The type of a `tensor<…>` token."""
        match = _TENSOR_BODY.fullmatch(text, 7, len(text) - 1)
        assert match
        dims, element_text, alias = match.groups()
        shape = [DYNAMIC_INDEX if dim == "?" else int(dim) for dim in dims.split("x")[:-1]]
        element = self._element_of_text(element_text)
        if max(shape, default=0) > LARGEST_DIM or not can_be_in_tensor(element):
            self._cursor.seek(self._cursor.starts[self._cursor.index] + len("tensor"))
            self._cursor.index -= 1
            raise AssertionError(self._parse_container("tensor"))  # it says what is wrong where
        if not alias:
            return TensorType(element, shape)
        if alias not in self.attribute_aliases:
            self._fail(f"undefined symbol alias id '{alias[1:]}'")
        return verified_tensor(TensorType(element, shape, self.attribute_aliases[alias]))

    def _element_of_text(self, text: str) -> Attribute:
        if text.startswith("complex<"):
            return ComplexType(self._element_of_text(text[8:-1]))  # pyright: ignore[reportArgumentType]
        if known := self._types.get(text):
            return known
        if match := _INTEGER.fullmatch(text):
            return self._integer_type(match)
        self._fail("expected non-function type")

    def _parse_bracketed_type(self, text: str) -> TypeAttribute:
        """A type that may go on with `<…>`; the whole text is remembered."""
        cursor = self._cursor
        start = cursor.index
        end = self._balanced_end(start + 1)
        key = self._text_between(start, end) if end > 0 else ""
        if (known := self._types.get(key)) is not None:
            cursor.index = end
            return known
        if text[0] == "!":
            cursor.index += 1
            result = self._parse_extended_type_or_attribute(text[1:], True)
        else:
            result = self._parse_container(text)
        if not isinstance(result, TypeAttribute):
            self._fail("expected non-function type")
        if cursor.index == end:
            self._types[key] = result
        return result

    def _balanced_end(self, index: int) -> int:
        """The index after the bracket that closes the one at `index`; -1 if that is far away.

        Without a bracket at `index`, that index itself.
        """
        texts = self._cursor.texts
        if texts[index] not in _OPENING:
            return index
        depth = 0
        last = index + _LONGEST_REMEMBERED
        while index < last and (text := texts[index]):
            if text in _OPENING:
                depth += 1
            elif text in _CLOSING:
                depth -= 1
            index += 1
            if depth == 0:
                return index
        return -1

    def _text_between(self, start: int, end: int) -> str:
        cursor = self._cursor
        last = end - 1
        return self.source.content[
            cursor.starts[start] : cursor.starts[last] + len(cursor.texts[last])
        ]

    def parse_optional_function_type(self) -> FunctionType | None:
        if self._peek() != "(":
            return None
        inputs, outputs = self._parse_signature()
        key = (len(inputs), *map(id, inputs), *map(id, outputs))
        known = self._function_types.get(key)
        if known is None:
            known = self._function_types[key] = FunctionType.from_lists(inputs, outputs)
        return known

    def _parse_signature(self) -> tuple[list[Attribute], list[Attribute]]:
        inputs = self._parse_type_list()
        self.parse_punctuation("->", " in function type")
        if self._peek() == "(":
            return inputs, self._parse_type_list()
        return inputs, [self.parse_type()]

    def _parse_type_list(self) -> list[Attribute]:
        """Types between parentheses."""
        cursor = self._cursor
        texts = cursor.texts
        self.parse_punctuation("(")
        if texts[cursor.index] == ")":
            cursor.index += 1
            return []
        types: list[Attribute] = [self.parse_type()]
        while texts[cursor.index] == ",":
            cursor.index += 1
            types.append(self.parse_type())
        self.parse_punctuation(")")
        return types
