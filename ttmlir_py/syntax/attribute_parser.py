"""Attributes: read once, then known by their text."""

from __future__ import annotations

from typing import cast

from xdsl.dialects.builtin import (
    ArrayAttr,
    BytesAttr,
    FloatAttr,
    FloatData,
    IndexType,
    IntegerAttr,
    IntegerType,
    StringAttr,
    SymbolRefAttr,
    UnitAttr,
    f64,
    i64,
)
from xdsl.ir import Attribute

from ttmlir_py.syntax.float_text import is_float
from ttmlir_py.syntax.rare_attributes import RareAttributeParser
from ttmlir_py.syntax.tokens import unescape

_LONGEST_REMEMBERED = 2048
_TYPED_BY_TRAILING = frozenset(("dense", "dense_resource", "opaque", "sparse"))


class AttributeParser(RareAttributeParser):
    """Attributes, with a table from the text of an attribute to the attribute.

    Sound for the reason given at `TypeParser`: the text alone decides the attribute.
    """

    def _init_attributes(self) -> None:
        self._init_rare_attributes()
        self._attributes: dict[str, Attribute] = {
            "true": IntegerAttr(1, IntegerType(1)),
            "false": IntegerAttr(0, IntegerType(1)),
            "unit": UnitAttr(),
        }

    def parse_attribute(self) -> Attribute:
        if (result := self.parse_optional_attribute()) is None:
            self._wrong_token("expected attribute value")
        return result

    def parse_optional_attribute(self) -> Attribute | None:
        cursor = self._cursor
        start = cursor.index
        end = self._attribute_end(start)
        if end < 0:
            return self._parse_attribute_anew()
        key = self._text_between(start, end)
        if (known := self._attributes.get(key)) is not None:
            cursor.index = end
            return known
        result = self._parse_attribute_anew()
        if result is not None and cursor.index == end and len(key) <= _LONGEST_REMEMBERED:
            self._attributes[key] = result
        return result

    def _attribute_end(self, index: int) -> int:
        """The index after the attribute that starts at `index`, or -1 if that is unclear."""
        texts = self._cursor.texts
        text = texts[index]
        first = text[:1]
        if first in "[{" or first == "#":
            end = self._balanced_end(index if first != "#" else index + 1)
            return -1 if end < 0 or texts[end] == ":" else end
        if first == '"' or text in self._types:
            return index + 1 if texts[index + 1] not in (":", "->") else -1
        if first in "0123456789-" and first:
            return self._number_end(index + (text == "-"))
        if texts[index + 1] != "<":
            return index + 1 if texts[index + 1] != ":" else -1
        end = self._balanced_end(index + 1)
        if text not in _TYPED_BY_TRAILING or end < 0:
            return end
        return end + 2 if texts[end] == ":" and texts[end + 1] in self._types else -1

    def _number_end(self, index: int) -> int:
        texts = self._cursor.texts
        if texts[index + 1] != ":":
            return index + 1
        return index + 3 if texts[index + 2] in self._types else -1

    def _parse_attribute_anew(self) -> Attribute | None:
        cursor = self._cursor
        text = cursor.texts[cursor.index]
        match text[:1]:
            case '"':
                return self._parse_string_attribute(text)
            case "[":
                return self._parse_array_attribute()
            case "#" if len(text) > 1 and text != "#-}":
                cursor.index += 1
                return self._parse_extended_type_or_attribute(text[1:], False)
            case "@" if len(text) > 1:
                return self._parse_optional_symref_attr()
            case "{":
                return self._parse_builtin_dict_attr()
            case _:
                return self._parse_word_attribute()

    def _parse_array_attribute(self) -> ArrayAttr:
        cursor = self._cursor
        texts = cursor.texts
        cursor.index += 1
        elements: list[Attribute] = []
        while texts[cursor.index] != "]" or elements:
            elements.append(self.parse_attribute())
            if texts[cursor.index] == "]":
                break
            if texts[cursor.index] != ",":
                self._wrong_token("expected ',' or ']'")
            cursor.index += 1
        cursor.index += 1
        return ArrayAttr(elements)

    def _parse_string_attribute(self, text: str) -> Attribute | None:
        if len(text) < 2:
            return None
        self._cursor.index += 1
        data = unescape(self.source.full(text))
        try:
            return StringAttr(data.decode())
        except UnicodeDecodeError:
            return BytesAttr(data)

    def _parse_optional_symref_attr(self) -> SymbolRefAttr | None:
        name = self.parse_optional_symbol_name()
        if name is None:
            return None
        nested: list[StringAttr] = []
        while self._peek() == ":" and self._cursor.texts[self._cursor.index + 1] == ":":
            self._cursor.index += 2
            inner = self.parse_optional_symbol_name()
            if inner is None:
                self._fail("expected nested symbol reference identifier")
            nested.append(inner)
        return SymbolRefAttr(name, nested)

    # Dictionaries

    def parse_optional_dictionary_attr_dict(self) -> dict[str, Attribute]:
        if self._peek() != "{":
            return {}
        return self._parse_entries()

    def parse_optional_properties_dict(self) -> dict[str, Attribute]:
        cursor = self._cursor
        if cursor.texts[cursor.index] != "<":
            return {}
        cursor.index += 1
        if cursor.texts[cursor.index] != "{":
            self._wrong_token("expected '{' in attribute dictionary")
        entries = self._parse_entries()
        self.parse_punctuation(">", " to close properties")
        return entries

    def _parse_entries(self) -> dict[str, Attribute]:
        """Names and attributes between braces; the current token is the opening one."""
        cursor = self._cursor
        texts = cursor.texts
        entries: dict[str, Attribute] = {}
        cursor.index += 1
        if texts[cursor.index] == "}":
            cursor.index += 1
            return entries
        while True:
            self._parse_entry(entries)
            text = texts[cursor.index]
            if text == "}":
                cursor.index += 1
                return entries
            if text != ",":
                self._wrong_token("expected '}' in attribute dictionary")
            cursor.index += 1

    def _parse_entry(self, entries: dict[str, Attribute]) -> None:
        cursor = self._cursor
        token = cursor.index
        name = self.parse_optional_identifier_or_str_literal()
        if name is None:
            self._wrong_token("expected attribute name")
        if not name:
            self._fail("expected valid attribute name", cursor.span(token))
        if name in entries:
            self._fail(f"duplicate key '{name}' in dictionary attribute", cursor.span(token))
        if cursor.texts[cursor.index] != "=":
            entries[name] = self._attributes["unit"]
            return
        cursor.index += 1
        entries[name] = self.parse_attribute()

    def _parse_word_attribute(self) -> Attribute | None:
        if self._peek() in ("unit", "true", "false"):
            known = self._attributes[self._peek()]
            self._cursor.index += 1
            return known
        for parse in (
            self.parse_optional_builtin_int_or_float_attr,
            self.parse_optional_type,
            self.parse_optional_location,
            self._parse_optional_builtin_parametrized_attr,
        ):
            if (result := parse()) is not None:
                return cast(Attribute, result)
        return None

    # Numbers

    def parse_optional_builtin_int_or_float_attr(self) -> IntegerAttr | FloatAttr | None:
        cursor = self._cursor
        text = cursor.texts[cursor.index]
        if text in ("true", "false"):
            cursor.index += 1
            return IntegerAttr(int(text == "true"), IntegerType(1))
        start = cursor.index
        if text == "-":
            cursor.index += 1
            text = cursor.texts[cursor.index]
        if not text[:1].isdigit():
            cursor.index = start
            return None
        cursor.index += 1
        sign = -1 if cursor.index - start == 2 else 1
        return self._number_of(text, sign, start)

    def _number_of(self, text: str, sign: int, start: int) -> IntegerAttr | FloatAttr:
        is_real = "." in text
        position = self._cursor.span(start + (sign < 0))
        type = self._number_type(is_real)
        if is_float(type):
            value = self._float_of_number(text, sign, type, position)
            return FloatAttr.new([FloatData(value), type])  # rounded already, and NaNs kept
        if is_real:
            self._fail("floating point value not valid for specified type")
        if not isinstance(type, IntegerType | IndexType):
            self._fail("integer literal not valid for specified type", position)
        value = sign * int(text, 16 if text.startswith("0x") else 10)
        if sign < 0 and not value:
            self._fail("integer constant out of range for attribute", position)
        self._check_integer(value, type, position)
        return IntegerAttr(value, type, truncate_bits=True)

    def _number_type(self, is_real: bool) -> Attribute:
        if self._peek() != ":":
            return f64 if is_real else i64
        self._cursor.index += 1
        return self.parse_type()
