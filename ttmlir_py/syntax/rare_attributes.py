"""Builtin attributes of MLIR that xDSL does not have: `sparse<…>` and `distinct[…]<…>`."""

from __future__ import annotations

from collections.abc import Iterable

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, TensorType, UnitAttr, i64
from xdsl.ir import Attribute, BuiltinAttribute, ParametrizedAttribute
from xdsl.printer import Printer
from xdsl.utils.lexer import Span

from ttmlir_py.syntax.attribute_text import attribute_text
from ttmlir_py.syntax.dense_array_parser import DenseArrayParser
from ttmlir_py.syntax.dense_parser import Literal
from ttmlir_py.syntax.elements import Shaped
from ttmlir_py.syntax.sparse_elements import SparseElementsAttr


class DistinctAttr(ParametrizedAttribute, BuiltinAttribute):
    """An attribute that differs from all of other numbers, even if they hold the same."""

    name = "distinct"

    number: int
    referenced: Attribute

    def __init__(self, number: int, referenced: Attribute) -> None:
        vars(self).update(number=number, referenced=referenced)

    def alias_name(self) -> str | None:
        return None if isinstance(self.referenced, UnitAttr) else "distinct"

    @property
    def parameters(self) -> tuple[Attribute, ...]:
        return (self.referenced,)

    def print_builtin(self, printer: Printer) -> None:
        numbers = getattr(printer, "distinct_numbers", {self.number: self.number})
        printer.print_string(f"distinct[{numbers.setdefault(self.number, len(numbers))}]<")
        if not isinstance(self.referenced, UnitAttr):
            printer.print_attribute(self.referenced)
        printer.print_string(">")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DistinctAttr):
            return NotImplemented
        return (self.number, self.referenced) == (other.number, other.referenced)

    def __hash__(self) -> int:
        return hash((self.number, self.referenced))


class RareAttributeParser(DenseArrayParser):
    """Reads them."""

    def _init_rare_attributes(self) -> None:
        self._distinct: dict[int, Attribute] = {}

    def _parse_optional_builtin_parametrized_attr(self) -> Attribute | None:
        match self._peek():
            case "sparse":
                return self._parse_sparse()
            case "distinct":
                return self._parse_distinct()
            case _:
                return super()._parse_optional_builtin_parametrized_attr()

    def _parse_sparse(self) -> SparseElementsAttr:
        start = self._cursor.span(self._cursor.index)
        self._cursor.index += 1
        self.parse_punctuation("<", " after 'sparse'")
        if self.parse_optional_punctuation(">") is not None:
            self.parse_punctuation(":")
            type_ = self._static_shaped(self.parse_type(), start)
            places, values = Literal([], [0, len(type_.get_shape())]), Literal([], [0])
        else:
            places = self._parse_literal()
            self.parse_punctuation(",")
            values = self._parse_literal()
            self.parse_punctuation(">")
            self.parse_punctuation(":")
            type_ = self._static_shaped(self.parse_type(), start)
        shape = type_.get_shape()
        places_shape = places.shape or [1, len(shape)]
        values_shape = values.shape or places_shape[:1]
        rank = places_shape[1] if len(places_shape) == 2 else 1
        if places_shape[0] != values_shape[0] or rank != len(shape) or len(values_shape) != 1:
            self._fail(
                f"expected shape ({_dims(shape)}); "
                f"inferred shape of indices literal ({_dims(places_shape)}); "
                f"inferred shape of values literal ({_dims(values_shape)})",
                start,
            )
        indices = self._literal_attribute(places, TensorType(i64, places_shape), start)
        assert isinstance(indices, DenseIntOrFPElementsAttr), f"{indices}"
        self._check_places(list(indices.iter_values()), type_, start)  # pyright: ignore[reportArgumentType]
        elements = TensorType(type_.get_element_type(), values_shape)
        return SparseElementsAttr(type_, indices, self._literal_attribute(values, elements, start))

    def _check_places(self, numbers: list[int], type_: Shaped, start: Span[str]) -> None:
        shape = type_.get_shape()
        for position in range(len(numbers) // len(shape) if shape else 0):
            place = numbers[position * len(shape) : (position + 1) * len(shape)]
            if not all(0 <= index < size for index, size in zip(place, shape, strict=True)):
                self._fail(
                    f"sparse index #{position} is not contained within the value shape, with "
                    f"index={_dims(place)}, and type='{attribute_text(type_)}'",
                    start,
                )

    def _parse_distinct(self) -> DistinctAttr:
        start = self._cursor.span(self._cursor.index)
        self._cursor.index += 1
        self.parse_punctuation("[", " after 'distinct'")
        number = self._peek()
        if not number.isdecimal():
            self._wrong_token("expected distinct ID")
        self._cursor.index += 1
        self.parse_punctuation("]", " to close distinct ID")
        self.parse_punctuation("<", " after distinct ID")
        referenced = UnitAttr() if self._peek() == ">" else self.parse_attribute()
        self.parse_punctuation(">", " to close distinct attribute")
        known = self._distinct.setdefault(int(number), referenced)
        if known != referenced:
            shown = attribute_text(known)
            self._fail(f"referenced attribute does not match previous definition: {shown}", start)
        return DistinctAttr(int(number), referenced)


def _dims(dims: Iterable[int]) -> str:
    return f"[{', '.join(map(str, dims))}]"
