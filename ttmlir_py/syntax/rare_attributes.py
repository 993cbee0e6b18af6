"""Builtin attributes of MLIR that xDSL does not have: `sparse<…>` and `distinct[…]<…>`."""

from __future__ import annotations

from math import prod

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, TensorType, i64
from xdsl.ir import Attribute, BuiltinAttribute, ParametrizedAttribute
from xdsl.printer import Printer

from ttmlir_py.syntax.dense_array_parser import DenseArrayParser
from ttmlir_py.syntax.elements_text import elements_text


class SparseElementsAttr(ParametrizedAttribute, BuiltinAttribute):
    """A tensor given by its elements that are not zero, and where they are."""

    name = "sparse"

    type: TensorType
    indices: DenseIntOrFPElementsAttr
    values: DenseIntOrFPElementsAttr

    def __init__(
        self, type_: TensorType, indices: DenseIntOrFPElementsAttr, values: DenseIntOrFPElementsAttr
    ) -> None:
        vars(self).update(type=type_, indices=indices, values=values)

    @property
    def parameters(self) -> tuple[Attribute, ...]:
        return (self.type, self.indices, self.values)

    def print_builtin(self, printer: Printer) -> None:
        indices, values = elements_text(self.indices, False), elements_text(self.values, False)
        printer.print_string(f"sparse<{indices}, {values}> : " if indices else "sparse<> : ")
        printer.print_attribute(self.type)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SparseElementsAttr) and self.parameters == other.parameters

    def __hash__(self) -> int:
        return hash(self.parameters)


class DistinctAttr(ParametrizedAttribute, BuiltinAttribute):
    """An attribute that differs from all of other numbers, even if they hold the same."""

    name = "distinct"
    alias = "distinct"

    number: int
    referenced: Attribute

    def __init__(self, number: int, referenced: Attribute) -> None:
        vars(self).update(number=number, referenced=referenced)

    @property
    def parameters(self) -> tuple[Attribute, ...]:
        return (self.referenced,)

    def print_builtin(self, printer: Printer) -> None:
        printer.print_string(f"distinct[{self.number}]<")
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
        self.parse_punctuation("<")
        is_empty = self.parse_optional_punctuation(">") is not None
        places, places_shape = ([], [0]) if is_empty else self._parse_elements()
        if not is_empty:
            self.parse_punctuation(",")
        values, shape = ([], [0]) if is_empty else self._parse_elements()
        if not is_empty:
            self.parse_punctuation(">")
        self.parse_punctuation(":")
        type_ = self._static_shaped(self.parse_type(), start)
        if not isinstance(type_, TensorType):
            self._fail("sparse elements must be of a tensor", start)
        rank = len(type_.get_shape())
        if not is_empty:
            places_shape = places_shape or [1] * 2
            shape = shape or [1]
        places_shape = [places_shape[0], rank] if len(places_shape) < 2 else places_shape
        if places_shape[1] != rank or (prod(shape) != places_shape[0]):
            self._fail(
                f"expected as many positions of rank {rank} as values, got {places_shape[0]} "
                f"and {prod(shape)}",
                start,
            )
        return SparseElementsAttr(
            type_,
            self._attribute(places, places_shape, TensorType(i64, places_shape), start),
            self._attribute(values, shape, TensorType(type_.get_element_type(), shape), start),
        )

    def _parse_distinct(self) -> DistinctAttr:
        self._cursor.index += 1
        self.parse_punctuation("[", " after 'distinct'")
        number = self.parse_integer(False, False)
        self.parse_punctuation("]", " to close distinct ID")
        self.parse_punctuation("<", " after distinct ID")
        referenced = self.parse_attribute()
        self.parse_punctuation(">", " to close distinct attribute")
        return DistinctAttr(number, referenced)
