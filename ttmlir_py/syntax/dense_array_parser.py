"""`array<i64: 1, 2>`."""

from __future__ import annotations

from xdsl.dialects.builtin import (
    AnyFloat,
    BytesAttr,
    DenseArrayBase,
    IntegerType,
)

from ttmlir_py.syntax.attribute_text import attribute_text
from ttmlir_py.syntax.dense_parser import DenseParser, fits
from ttmlir_py.syntax.element_bytes import bit_width, integer_bytes
from ttmlir_py.syntax.float_text import is_float, pack_float


class DenseArrayParser(DenseParser):
    """Arrays of numbers."""

    def _parse_builtin_densearray_attr(self) -> DenseArrayBase:
        self.parse_punctuation("<", " after 'array'")
        start = self._cursor.span(self._cursor.index)
        type_ = self.parse_type()
        if not (isinstance(type_, IntegerType) or is_float(type_)):
            self._fail(f"expected integer or float type, got: '{attribute_text(type_)}'", start)
        if bit_width(type_) != 1 and bit_width(type_) % 8:
            self._fail("element type bitwidth must be a multiple of 8", start)
        items: list[bytes] = []
        if self._peek() != ">":
            self.parse_punctuation(":")
            items = self.parse_comma_separated_list(
                self.Delimiter.NONE, lambda: self._parse_array_item(type_)
            )
        self.parse_punctuation(">")
        return DenseArrayBase.new([type_, BytesAttr(b"".join(items))])

    def _parse_array_item(self, type_: IntegerType | AnyFloat) -> bytes:
        is_negative = self.parse_optional_punctuation("-") is not None
        token = self._cursor.span(self._cursor.index)
        if not isinstance(type_, IntegerType):
            text = self._peek()
            if not text[:1].isdigit():
                self._fail("expected floating point literal")
            self._cursor.index += 1
            sign = -1 if is_negative else 1
            if text.startswith("0x"):
                return self._float_bits(text, sign, type_, token)
            return pack_float(self._decimal_float(text, sign, token), type_)
        if type_.bitwidth == 1:
            return self._parse_array_boolean()
        value = self.parse_optional_integer(False, False)
        if value is None:
            self._fail("expected integer literal")
        value = -value if is_negative else value
        if not fits(value, type_) or (is_negative and not value):
            self._fail("integer constant out of range")
        return integer_bytes(value, type_)

    def _parse_array_boolean(self) -> bytes:
        if self._peek() in ("true", "false"):
            self._cursor.index += 1
            return bytes((self._cursor.texts[self._cursor.index - 1] == "true",))
        if self.parse_optional_integer(False, False) is None:
            self._fail("expected integer literal")
        self._fail("expected 'true' or 'false' values for i1 type")
