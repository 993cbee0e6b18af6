"""Large constants kept outside of the operations, in a section at the end of the file.

A blob belongs to the attribute that names it, not to a table beside the program: it stays with
the attribute through passes and copies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import cast

from xdsl.dialects.builtin import (
    BytesAttr,
    DenseIntOrFPElementsAttr,
    DenseResourceAttr,
    StringAttr,
)
from xdsl.ir import Attribute, BuiltinAttribute, Data
from xdsl.parser import AttrParser
from xdsl.printer import Printer

from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, Severity
from ttmlir_py.syntax.element_bytes import kept_bytes, stored_size
from ttmlir_py.syntax.elements import Shaped
from ttmlir_py.syntax.locations import file_position
from ttmlir_py.syntax.strings import is_bare_name, quoted

ALIGNMENT_BYTES = 4


def set_resource(handle: StringAttr, blob: bytes) -> None:
    """Remember what a resource's key stands for: the alignment, then the data."""
    vars(handle)["blob"] = blob


def _blob(attribute: DenseResourceAttr) -> bytes | None:
    return cast("bytes | None", vars(attribute.resource_handle).get("blob"))


@dataclass(frozen=True, init=False, eq=False)
class ResourceBytes(Data[bytes], BuiltinAttribute):
    """The elements of a constant that are given at the end of the file, if at all."""

    name = "bytes"
    is_resource = True

    attribute: DenseResourceAttr
    place: Attribute
    """Where the program names the resource."""

    def __init__(self, attribute: DenseResourceAttr, place: Attribute) -> None:
        vars(self).update(attribute=attribute, place=place)

    @property
    def data(self) -> bytes:  # pyright: ignore[reportIncompatibleVariableOverride]
        shaped = self.attribute.type
        assert isinstance(shaped, Shaped), f"{shaped}"
        written = resource_data(self.attribute)
        key = self.attribute.resource_handle.data
        if written is None:
            raise self._error(f"resource '{key}' has no data in this file: it was elided")
        element, count = shaped.get_element_type(), prod(shaped.get_shape())
        data = kept_bytes(written, element) or b""
        if len(data) == stored_size(element):
            return data * count
        if len(data) != stored_size(element) * count:
            raise self._error(f"resource '{key}' has {len(written)} bytes, which do not fill it")
        return data

    def _error(self, message: str) -> CompileError:
        return CompileError([Diagnostic(Severity.ERROR, message, file_position(self.place))])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ResourceBytes) and self.attribute == other.attribute

    def __hash__(self) -> int:
        return hash(self.attribute)

    @classmethod
    def parse_parameter(cls, parser: AttrParser) -> bytes:
        raise AssertionError("bytes are read as xDSL's BytesAttr")

    def print_parameter(self, printer: Printer) -> None:
        raise AssertionError("bytes are printed as a builtin attribute")

    def print_builtin(self, printer: Printer) -> None:
        printer.print_bytes_literal(self.data)


BytesAttr.register(ResourceBytes)


def resource_of(attribute: DenseIntOrFPElementsAttr) -> DenseResourceAttr | None:
    """The resource that a constant's elements come from."""
    stored: object = attribute.data
    return stored.attribute if isinstance(stored, ResourceBytes) else None


def resource_data(attribute: DenseResourceAttr) -> bytes | None:
    """The elements' bytes, or none if the file does not hold them."""
    blob = _blob(attribute)
    return None if blob is None else blob[ALIGNMENT_BYTES:]


def resource_section(attributes: Iterable[DenseResourceAttr], largest_text: int | None) -> str:
    """The section with the blobs of attributes; empty if there is nothing to show."""
    entries: list[str] = []
    elided = False
    for attribute in attributes:
        blob = _blob(attribute)
        if blob is None:
            continue
        if largest_text is not None and 2 * len(blob) + 2 > largest_text:
            elided = True
            continue
        key = attribute.resource_handle.data
        shown = key if is_bare_name(key) else quoted(key)
        entries.append(f'      {shown}: "0x{blob.hex().upper()}"')
    if not entries:
        return "\n{-#\n\n#-}\n" if elided else ""
    listed = ",\n".join(entries)
    return f"\n{{-#\n  dialect_resources: {{\n    builtin: {{\n{listed}\n    }}\n  }}\n#-}}\n"
