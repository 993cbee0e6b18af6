"""Elements of constants; one value repeated is kept once.

It stands where xDSL keeps the bytes of an elements attribute, and makes them for whoever asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from xdsl.dialects.builtin import (
    BytesAttr,
    DenseIntOrFPElementsAttr,
    MemRefType,
    TensorType,
    VectorType,
)
from xdsl.ir import BuiltinAttribute, Data
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.syntax.element_bytes import stored_size

Shaped = TensorType | VectorType | MemRefType

_SMALLEST_SPLAT_BYTES = 1024


@dataclass(frozen=True, init=False, eq=False)
class SplatBytes(Data[bytes], BuiltinAttribute):
    """One element's bytes, repeated; equal only to others of its kind."""

    name = "bytes"

    element: bytes
    count: int

    def __init__(self, element: bytes, count: int) -> None:
        vars(self).update(element=element, count=count)

    @property
    def data(self) -> bytes:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self.element * self.count

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SplatBytes):
            return NotImplemented
        return (self.element, self.count) == (other.element, other.count)

    def __hash__(self) -> int:
        return hash((self.element, self.count))

    @classmethod
    def parse_parameter(cls, parser: AttrParser) -> bytes:
        raise AssertionError("bytes are read as xDSL's BytesAttr")

    def print_parameter(self, printer: Printer) -> None:
        raise AssertionError("bytes are printed as a builtin attribute")

    def print_builtin(self, printer: Printer) -> None:
        printer.print_bytes_literal(self.data)


BytesAttr.register(SplatBytes)


def elements_attribute(type_: Shaped, data: bytes | Data[bytes]) -> DenseIntOrFPElementsAttr:
    """The attribute for bytes known to fit the type, or for what makes them."""
    attribute = DenseIntOrFPElementsAttr.__new__(DenseIntOrFPElementsAttr)
    stored = BytesAttr(data) if isinstance(data, bytes) else data
    vars(attribute).update(type=type_, data=stored)
    return attribute


def splat_attribute(type_: Shaped, element: bytes) -> DenseIntOrFPElementsAttr:
    """The attribute of a shape filled with one element, given by its bytes."""
    count = prod(type_.get_shape())
    is_kept_once = count == 0 or len(element) * count >= _SMALLEST_SPLAT_BYTES
    return elements_attribute(
        type_, SplatBytes(element, count) if is_kept_once else element * count
    )


def splat_element(attribute: DenseIntOrFPElementsAttr) -> bytes | None:
    """The bytes of the one element that all elements are equal to."""
    stored: object = attribute.data
    if isinstance(stored, SplatBytes):
        return stored.element
    if getattr(stored, "is_resource", False):
        return None  # nobody looks into it before it is needed
    data = attribute.data.data
    size = stored_size(attribute.get_element_type())
    view = memoryview(data)
    return data[:size] if data and view[size:] == view[:-size] else None
