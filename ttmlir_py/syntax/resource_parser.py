"""Resources: blobs named by attributes and given at the end of the file."""

from __future__ import annotations

from xdsl.dialects.builtin import (
    DenseIntOrFPElementsAttr,
    DenseResourceAttr,
    ShapedType,
    StringAttr,
)

from ttmlir_py.syntax.element_bytes import stored_size
from ttmlir_py.syntax.elements import Shaped, elements_attribute
from ttmlir_py.syntax.locations import SourceLocation
from ttmlir_py.syntax.region_parser import RegionParser
from ttmlir_py.syntax.resources import ALIGNMENT_BYTES, ResourceBytes, set_resource


class ResourceParser(RegionParser):
    """`dense_resource<key>` and the section `{-# ... #-}`."""

    def _init_resources(self) -> None:
        self._handles: dict[str, StringAttr] = {}

    def _handle(self, key: str) -> StringAttr:
        return self._handles.setdefault(key, StringAttr(key))

    def _parse_builtin_dense_resource_attr(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
    ) -> DenseResourceAttr | DenseIntOrFPElementsAttr:
        place = SourceLocation(self.source, self._cursor.starts[self._cursor.index - 1])
        self.parse_punctuation("<", " after 'dense_resource'")
        key = self.parse_optional_identifier_or_str_literal()
        if key is None:
            self._fail("expected identifier key for 'resource' entry")
        self.parse_punctuation(">")
        colon = self._cursor.index
        self.parse_punctuation(":")
        type_ = self.parse_type()
        if not isinstance(type_, ShapedType):
            self._fail("`dense_resource` expected a shaped type", self._cursor.span(colon))
        attribute = DenseResourceAttr.new([self._handle(key), type_])
        if not isinstance(type_, Shaped) or not stored_size(type_.get_element_type()):
            return attribute
        return elements_attribute(type_, ResourceBytes(attribute, place))

    def _parse_file_metadata_dictionary(self) -> None:
        self._cursor.index += 1
        while self._peek() != "#-}":
            here = self._cursor.span(self._cursor.index)
            section = self.parse_identifier()
            self.parse_punctuation(":")
            if section not in ("dialect_resources", "external_resources"):
                self._fail(f"unknown key '{section}' in file metadata dictionary", here)
            self._is_external = section == "external_resources"
            self.parse_comma_separated_list(self.Delimiter.BRACES, self._parse_dialect_entries)
            if not self.parse_optional_punctuation(","):
                break
        self.parse_punctuation("#-}")

    def _parse_dialect_entries(self) -> None:
        self.parse_identifier_or_str_literal()
        self.parse_punctuation(":")
        self.parse_comma_separated_list(self.Delimiter.BRACES, self._parse_resource_entry)

    def _parse_resource_entry(self) -> None:
        key = self.parse_identifier_or_str_literal()
        self.parse_punctuation(":")
        token = self._cursor.index
        if self._is_external:
            self._cursor.index += 1  # another tool's: a string, `true` or `false`
            return
        if self._peek()[:1] != '"':
            self._wrong_token("expected string")
        blob = self._hex_bytes(token)
        if blob is None:
            self._fail(f"expected hex string blob for key '{key}'", self._cursor.span(token))
        if len(blob) < ALIGNMENT_BYTES:
            message = (
                f"expected hex string blob for key '{key}' to encode alignment in first 4 bytes"
            )
            self._fail(message, self._cursor.span(token))
        self._cursor.index += 1
        set_resource(self._handle(key), blob)
