"""Tensors given by few elements: `sparse<[[0, 1]], [2.5]> : tensor<2x2xf32>`."""

from __future__ import annotations

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr
from xdsl.ir import Attribute, BuiltinAttribute, ParametrizedAttribute
from xdsl.printer import Printer

from ttmlir_py.syntax.elements import Shaped
from ttmlir_py.syntax.elements_text import elements_text
from ttmlir_py.syntax.string_elements import DenseStringElementsAttr

Elements = DenseIntOrFPElementsAttr | DenseStringElementsAttr


class SparseElementsAttr(ParametrizedAttribute, BuiltinAttribute):
    """A tensor given by its elements that are not zero, and where they are."""

    name = "sparse"

    type: Shaped
    indices: DenseIntOrFPElementsAttr
    values: Elements

    def __init__(self, type_: Shaped, indices: DenseIntOrFPElementsAttr, values: Elements) -> None:
        vars(self).update(type=type_, indices=indices, values=values)

    @property
    def parameters(self) -> tuple[Attribute, ...]:
        return (self.type, self.indices, self.values)

    def print_builtin(self, printer: Printer) -> None:
        indices = elements_text(self.indices, -1)
        if isinstance(self.values, DenseStringElementsAttr):
            values = self.values.literal
        else:
            values = elements_text(self.values, -1)
        printer.print_string(f"sparse<{indices}, {values}> : " if indices else "sparse<> : ")
        printer.print_attribute(self.type)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SparseElementsAttr) and self.parameters == other.parameters

    def __hash__(self) -> int:
        return hash(self.parameters)
