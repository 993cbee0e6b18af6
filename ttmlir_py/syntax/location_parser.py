"""Locations: `loc(...)`."""

from __future__ import annotations

from xdsl.dialects.builtin import (
    CallSiteLoc,
    FileLineColLoc,
    IntAttr,
    LocationAttr,
    NameLoc,
    NoneAttr,
    StringAttr,
    UnknownLoc,
)
from xdsl.ir import Attribute

from ttmlir_py.syntax.aliases import LOCATIONS
from ttmlir_py.syntax.attribute_parser import AttributeParser
from ttmlir_py.syntax.locations import FilePosition, SourceRange, fused_location, nested_location


class LocationParser(AttributeParser):
    """Locations."""

    def parse_optional_location(self) -> LocationAttr | None:
        if self._peek() != "loc":
            return None
        self._cursor.index += 1
        self.parse_punctuation("(", " in inline location")
        location = self._parse_location()
        self.parse_punctuation(")", " in inline location")
        return location

    def _parse_location(self) -> LocationAttr:
        text = self._peek()
        match text:
            case "unknown":
                self._cursor.index += 1
                return UnknownLoc()
            case "callsite":
                return self._parse_call_site()
            case "fused":
                return self._parse_fused()
            case _ if text[:1] == '"':
                return self._parse_name_or_file()
            case _ if text[:1] == "#":
                return self._parse_location_alias()
            case _:
                self._fail("expected location instance")

    def _parse_location_alias(self) -> LocationAttr:
        start = self._cursor.span(self._cursor.index)
        attribute: Attribute = self.parse_attribute()
        if not isinstance(attribute, LOCATIONS):
            self._fail("expected location, but found other attribute", start)
        return attribute  # pyright: ignore[reportReturnType]

    def _parse_name_or_file(self) -> LocationAttr:
        name = self.parse_str_literal()
        if self.parse_optional_punctuation(":"):
            line = self._parse_count("line")
            column = 0
            if self.parse_optional_punctuation(":"):
                column = self._parse_count("column")
            start = FilePosition(name, line, column)
            if end := self._parse_range_end(start):
                return SourceRange(start, end)  # pyright: ignore[reportReturnType]
            return FileLineColLoc(StringAttr(name), IntAttr(line), IntAttr(column))
        if not self.parse_optional_punctuation("("):
            return NameLoc(StringAttr(name), NoneAttr())
        inner = self._parse_location()
        self.parse_punctuation(")")
        return nested_location(NameLoc, desc=StringAttr(name), location=inner)

    def _parse_range_end(self, start: FilePosition) -> FilePosition | None:
        if not self.parse_optional_keyword("to"):
            return None
        line = self.parse_optional_integer(False, False)
        self.parse_punctuation(":")
        column = self._parse_count("column")
        return FilePosition(start.file, start.line if line is None else line, column)

    def _parse_count(self, what: str) -> int:
        value = self.parse_optional_integer(False, False)
        if value is None:
            self._wrong_token(f"expected integer {what} number in FileLineColRange")
        return value

    def _parse_call_site(self) -> LocationAttr:
        self._cursor.index += 1
        self.parse_punctuation("(", " in callsite location")
        callee = self._parse_location()
        self.parse_keyword("at", " in callsite location")
        caller = self._parse_location()
        self.parse_punctuation(")", " in callsite location")
        return nested_location(CallSiteLoc, callee=callee, caller=caller)

    def _parse_fused(self) -> LocationAttr:
        self._cursor.index += 1
        metadata: Attribute = NoneAttr()
        if self.parse_optional_punctuation("<"):
            metadata = self.parse_attribute()
            self.parse_punctuation(">", " after fused location metadata")
        parts = self.parse_comma_separated_list(
            self.Delimiter.SQUARE, self._parse_location, " in fused location"
        )
        return fused_location(parts, metadata)
