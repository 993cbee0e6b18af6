"""Elements literals: `dense<...>` with numbers, bit patterns, strings and hexadecimal blobs."""

from __future__ import annotations

from math import prod
from typing import NamedTuple, NoReturn

from xdsl.dialects.builtin import (
    DYNAMIC_INDEX,
    AnyFloat,
    ComplexType,
    DenseIntOrFPElementsAttr,
    IndexType,
    IntegerType,
    Signedness,
    UnrankedTensorType,
    i1,
)
from xdsl.ir import Attribute
from xdsl.utils.exceptions import MultipleSpansParseError
from xdsl.utils.lexer import Span

from ttmlir_py.syntax.affine_expression_parser import AffineExpressionParser
from ttmlir_py.syntax.element_bytes import (
    bit_width,
    integer_bytes,
    is_unsigned,
    kept_bytes,
    stored_size,
    unpacked_bits,
)
from ttmlir_py.syntax.elements import (
    Shaped,
    elements_attribute,
    splat_attribute,
)
from ttmlir_py.syntax.float_text import float_of_bits, is_float, pack_float
from ttmlir_py.syntax.string_elements import DenseStringElementsAttr
from ttmlir_py.syntax.tokens import unescape


class _Element(NamedTuple):
    """A number (or a string, with its quotes) as written, and the index of its token."""

    text: str
    is_negative: bool
    token: int


class Literal(NamedTuple):
    """All numbers in order, and the shape their nesting has; an empty shape is a splat."""

    elements: list[_Element]
    shape: list[int]
    is_blob: bool = False


class DenseParser(AffineExpressionParser):
    """Numbers inside and outside of elements literals."""

    def parse_dense_int_or_fp_elements_attr(
        self, type: Attribute | None
    ) -> DenseIntOrFPElementsAttr:
        start = self._cursor.span(max(self._cursor.index - 1, 0))
        self.parse_punctuation("<", " after 'dense'")
        literal = Literal([], []) if self._peek() == ">" else self._parse_literal()
        self.parse_punctuation(">")
        if type is None:
            self.parse_punctuation(":")
            type = self.parse_type()
        shaped = self._static_shaped(type, start)
        return self._literal_attribute(literal, shaped, start)  # pyright: ignore[reportReturnType]

    def _literal_attribute(
        self, literal: Literal, type_: Shaped, start: Span[str]
    ) -> DenseIntOrFPElementsAttr | DenseStringElementsAttr:
        if not _is_number(type_.get_element_type()):
            return self._strings(literal.elements, literal.shape, type_, start)
        if literal.is_blob:
            return self._blob(literal.elements[0].token, type_, start)
        return self._attribute(literal.elements, literal.shape, type_, start)

    def _static_shaped(self, type_: Attribute, start: Span[str]) -> Shaped:
        if isinstance(type_, UnrankedTensorType):
            self._fail("elements literal type must have static shape", start)
        if not isinstance(type_, Shaped):
            self._fail("elements literal must be a shaped type", start)
        if DYNAMIC_INDEX in type_.get_shape():
            self._fail("elements literal type must have static shape", start)
        return type_

    # The literal as written

    def _parse_literal(self) -> Literal:
        text = self._peek()
        if text[:1] == '"':
            self._cursor.index += 1
            return Literal([_Element(text, False, self._cursor.index - 1)], [], is_blob=True)
        return Literal(*self._parse_elements())

    def _parse_elements(self) -> tuple[list[_Element], list[int]]:
        if self._peek() == "[":
            return self._parse_element_list()
        return self._parse_element(), []

    def _parse_element_list(self) -> tuple[list[_Element], list[int]]:
        cursor = self._cursor
        texts = cursor.texts
        cursor.index += 1
        elements: list[_Element] = []
        inner: list[int] | None = None
        count = 0
        while texts[cursor.index] != "]":
            if count and self.parse_optional_punctuation(",") is None:
                self._wrong_token("expected ']'")
            parsed, shape = self._parse_elements()
            if inner is not None and shape != inner:
                self._fail("tensor literal is invalid; ranks are not consistent between elements")
            inner = shape
            elements += parsed
            count += 1
        cursor.index += 1
        return elements, [count, *(inner or [])]

    def _parse_element(self) -> list[_Element]:
        cursor = self._cursor
        text = cursor.texts[cursor.index]
        if text == "(":
            cursor.index += 1
            parts = self._parse_element()
            self.parse_punctuation(",", " between complex elements")
            parts += self._parse_element()
            self.parse_punctuation(")")
            return parts
        is_negative = text == "-"
        if is_negative:
            cursor.index += 1
            text = cursor.texts[cursor.index]
        is_word = text in ("true", "false") or text[:1] == '"'
        if not (text[:1].isdigit() or (is_word and not is_negative)):
            self._fail(
                "expected integer or floating point literal"
                if is_negative
                else "expected element literal of primitive type"
            )
        cursor.index += 1
        return [_Element(text, is_negative, cursor.index - 1)]

    # The bytes it stands for

    def _attribute(
        self, elements: list[_Element], shape: list[int], type_: Shaped, start: Span[str]
    ) -> DenseIntOrFPElementsAttr:
        count = prod(type_.get_shape())
        if not elements and count:
            self._fail(f"parsed zero elements, but type ('{type_}') expected at least 1", start)
        if shape and shape != list(type_.get_shape()):
            self._fail_of_shape(shape, type_, start)
        element = type_.get_element_type()
        if isinstance(element, ComplexType):
            self._check_complex_count(elements, count if shape else 1, type_, start)
            element = element.element_type
        elif not shape and len(elements) > 1 and len(elements) != count:
            self._fail(f"parsed {len(elements)} elements, but type ('{type_}') expected 1", start)
        packed = b"".join([self._pack(number, element) for number in elements])
        if elements and not shape and len(packed) == stored_size(type_.get_element_type()):
            return splat_attribute(type_, packed)
        return elements_attribute(type_, packed)

    def _check_complex_count(
        self, elements: list[_Element], count: int, type_: Shaped, start: Span[str]
    ) -> None:
        if len(elements) == 2 * count:
            return
        shown = type_.get_element_type() if count == 1 else type_
        self._fail(
            f"parsed {len(elements)} elements, but type ('{shown}') expected {2 * count} elements",
            start,
        )

    def _strings(
        self, elements: list[_Element], shape: list[int], type_: Shaped, start: Span[str]
    ) -> DenseStringElementsAttr:
        for element in elements:
            if element.text[:1] != '"':
                self._fail(f"expected string token, got {element.text}", start)
        if shape and shape != list(type_.get_shape()):
            self._fail_of_shape(shape, type_, start)
        texts = [unescape(self.source.full(element.text)) for element in elements]
        return DenseStringElementsAttr(type_, tuple(texts))

    def _fail_of_shape(self, shape: list[int], type_: Shaped, start: Span[str]) -> NoReturn:
        written = ", ".join(map(str, shape))
        expected = ", ".join(map(str, type_.get_shape()))
        self._fail(
            f"inferred shape of elements literal ([{written}]) does not match type ([{expected}])",
            start,
        )

    def _pack(self, element: _Element, type_: Attribute) -> bytes:
        span = self._cursor.span(element.token)
        if is_float(type_):
            if element.text[0] == '"':
                self._fail("expected floating point elements, but parsed integer", span)
            if element.text in ("true", "false"):
                self._fail("expected floating point elements, but parsed boolean", span)
            sign = -1 if element.is_negative else 1
            if element.text.startswith("0x"):
                return self._float_bits(element.text, sign, type_, span)
            return pack_float(self._decimal_float(element.text, sign, span), type_)
        if not isinstance(type_, IntegerType | IndexType):
            self._fail("expected integer, index or floating point element type", span)
        return self._pack_integer(element, type_, span)

    def _pack_integer(
        self, element: _Element, type_: IntegerType | IndexType, span: Span[str]
    ) -> bytes:
        text, is_negative, _ = element
        if text in ("true", "false"):
            if bit_width(type_) != 1:
                self._fail("expected i1 type for 'true' or 'false' values", span)
            return bytes([text == "true"])
        if "." in text:
            self._fail("expected integer elements, but parsed floating-point", span)
        if is_negative and is_unsigned(type_):
            self._fail("expected unsigned integer elements, but parsed negative value", span)
        if text[0] == '"':
            self._fail("integer constant out of range for type", span)
        value = int(text, 16 if text.startswith("0x") else 10) * (-1 if is_negative else 1)
        if not fits(value, type_) or (is_negative and not value):
            self._fail("integer constant out of range for type", span)
        return integer_bytes(value, type_)

    def _blob(self, token: int, type_: Shaped, start: Span[str]) -> DenseIntOrFPElementsAttr:
        data = self._hex_bytes(token)
        if data is None:
            self._fail(
                "expected string containing hex digits starting with `0x`",
                self._cursor.span(token),
            )
        count = prod(type_.get_shape())
        element = type_.get_element_type()
        size = stored_size(element)
        kept = kept_bytes(data, element)
        if kept is not None and len(kept) == size * count:
            return elements_attribute(type_, kept)
        if kept is not None and len(kept) == size:
            return splat_attribute(type_, kept)
        if element == i1 and len(data) == (count + 7) // 8:
            # Before 2025 MLIR wrote eight of them in a byte.
            return elements_attribute(type_, unpacked_bits(data, count))
        self._fail(f"elements hex data size is invalid for provided type: '{type_}'", start)

    def _hex_bytes(self, token: int) -> bytes | None:
        """The bytes of a string token that starts with `0x`; None if it is no such string."""
        text = self._cursor.texts[token]
        if (known := self.source.blobs.get(text)) is not None:
            return known
        try:
            return bytes.fromhex(text[3:-1]) if text.startswith('"0x') else None
        except ValueError:
            return None

    # Single numbers

    def _decimal_float(self, text: str, sign: int, span: Span[str]) -> float:
        if "." not in text:
            raise MultipleSpansParseError(
                span,
                "unexpected decimal integer literal for a floating point value",
                None,
                [(span, "add a trailing dot to make the literal a float")],
            )
        return sign * float(text)

    def _float_bits(self, text: str, sign: int, type_: AnyFloat, span: Span[str]) -> bytes:
        if sign < 0:
            self._fail("hexadecimal float literal should not have a leading minus", span)
        bits = int(text, 16)
        if bits.bit_length() > type_.bitwidth:
            self._fail("hexadecimal float constant out of range for type", span)
        return bits.to_bytes(stored_size(type_), "little")

    def _float_of_number(self, text: str, sign: int, type_: AnyFloat, span: Span[str]) -> float:
        if not text.startswith("0x"):
            return float_value(pack_float(self._decimal_float(text, sign, span), type_), type_)
        return float_value(self._float_bits(text, sign, type_, span), type_)

    def _check_integer(self, value: int, type_: IntegerType | IndexType, span: Span[str]) -> None:
        if value < 0 and is_unsigned(type_):
            self._fail("negative integer literal not valid for unsigned integer type", span)
        if not fits(value, type_):
            self._fail("integer constant out of range for attribute", span)


def float_value(data: bytes, type_: AnyFloat) -> float:
    return float_of_bits(int.from_bytes(data, "little"), type_)


def _is_number(type_: Attribute) -> bool:
    return is_float(type_) or isinstance(type_, ComplexType | IntegerType | IndexType)


def fits(value: int, type_: IntegerType | IndexType) -> bool:
    """Whether a type has a value; signless types have those of both signs."""
    width = bit_width(type_)
    if width == 0:
        return value == 0
    low, high = -(1 << (width - 1)), 1 << width
    if isinstance(type_, IndexType) or type_.signedness.data is Signedness.SIGNED:
        high = 1 << (width - 1)
    elif is_unsigned(type_):
        low = 0
    return low <= value < high
