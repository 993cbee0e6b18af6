"""Where an operation stood in its file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple, TypeVar

from xdsl.dialects.builtin import (
    ArrayAttr,
    CallSiteLoc,
    FileLineColLoc,
    FusedLoc,
    IntAttr,
    LocationAttr,
    NameLoc,
    NoneAttr,
    StringAttr,
    UnknownLoc,
)
from xdsl.ir import Attribute, BuiltinAttribute, ParametrizedAttribute
from xdsl.printer import Printer
from xdsl.utils.lexer import Input

from ttmlir_py.syntax.blobs import FoldedText


class FilePosition(NamedTuple):
    """A place in a file; lines and the bytes of a line count from one."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class SourceFile(Input[str]):
    """A file's text, with its lines counted once, when a line is first asked for."""

    first_line: int = 1

    @cached_property
    def blobs(self) -> dict[str, bytes]:
        """The bytes of long hexadecimal strings, by the strings that stand for them."""
        return self.content.blobs if isinstance(self.content, FoldedText) else {}

    def full(self, text: str) -> str:
        """A string of the text as it was in the file, if it stands for a blob."""
        blob = self.blobs.get(text)
        return text if blob is None else f'"0x{blob.hex().upper()}"'

    @cached_property
    def line_starts(self) -> list[int]:
        starts = [0]
        position = self.content.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.content.find("\n", position + 1)
        return starts

    def position(self, offset: int) -> FilePosition:
        line = bisect_right(self.line_starts, offset)
        before = self.content[self.line_starts[line - 1] : offset]
        column = (len(before) if before.isascii() else len(before.encode())) + 1
        return FilePosition(self.name, line - 1 + self.first_line, column)


class SourceLocation(ParametrizedAttribute, BuiltinAttribute):
    """A file position that counts its line and column only when they are asked for."""

    name = "builtin.source_location"

    source: SourceFile
    offset: int

    def __init__(self, source: SourceFile, offset: int) -> None:
        fields = vars(self)
        fields["source"] = source
        fields["offset"] = offset

    @property
    def position(self) -> FilePosition:
        return self.source.position(self.offset)

    @property
    def plain(self) -> FileLineColLoc:
        """The same place as xDSL's own attribute."""
        file, line, column = self.position
        return FileLineColLoc(StringAttr(file), IntAttr(line), IntAttr(column))

    @property
    def parameters(self) -> tuple[Attribute, ...]:
        return self.plain.parameters

    def print_builtin(self, printer: Printer) -> None:
        self.plain.print_builtin(printer)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SourceLocation):
            return self.position == other.position
        return self.plain == other

    def __hash__(self) -> int:
        return hash(self.plain)

    def __repr__(self) -> str:
        return f"SourceLocation({':'.join(map(str, self.position))})"


NestedLocation = TypeVar("NestedLocation", CallSiteLoc, FusedLoc, NameLoc)


class SourceRange(ParametrizedAttribute, BuiltinAttribute):
    """A stretch of a file, from one position to another."""

    name = "builtin.source_range"

    start: FilePosition
    end: FilePosition

    def __init__(self, start: FilePosition, end: FilePosition) -> None:
        vars(self).update(start=start, end=end)

    @property
    def parameters(self) -> tuple[Attribute, ...]:
        return ()

    def print_builtin(self, printer: Printer) -> None:
        file, line, column = self.start
        printer.print_string(f'loc("{file}":{line}:{column} to {self.end.line}:{self.end.column})')

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceRange) and (self.start, self.end) == (other.start, other.end)

    def __hash__(self) -> int:
        return hash((self.start, self.end))


def nested_location(kind: type[NestedLocation], **parameters: Attribute) -> NestedLocation:
    """A location made of others. xDSL's constructors refuse to hold locations of our own."""
    location = kind.__new__(kind)
    vars(location).update(parameters)
    return location


def fused_location(parts: Iterable[LocationAttr], metadata: Attribute) -> LocationAttr:
    """Several locations as one, each once; without metadata, one alone needs no fusion."""
    flat: dict[LocationAttr, None] = {}
    for part in parts:
        if isinstance(part, FusedLoc) and part.metadata == metadata:
            inner = part.locations
            assert isinstance(inner, ArrayAttr)
            flat.update(dict.fromkeys(inner.data))
        elif not isinstance(part, UnknownLoc):
            flat[part] = None
    if isinstance(metadata, NoneAttr) and len(flat) < 2:
        return next(iter(flat), UnknownLoc())
    locations = ArrayAttr(flat or (UnknownLoc(),))
    return nested_location(FusedLoc, locations=locations, metadata=metadata)


def name_in(location: Attribute) -> str:
    """The first name inside of a location; empty if there is none."""
    match location:
        case NameLoc():
            return location.desc.data
        case CallSiteLoc():
            return name_in(location.callee) or name_in(location.caller)
        case FusedLoc(locations=ArrayAttr(data=parts)):
            return next(filter(None, map(name_in, parts)), "")
        case _:
            return ""


def file_position(location: Attribute) -> FilePosition | None:
    """The first file position inside of a location, as a diagnostic shows it."""
    match location:
        case SourceLocation():
            return location.position
        case SourceRange():
            return location.start
        case FileLineColLoc():
            return FilePosition(location.filename.data, location.line.data, location.column.data)
        case NameLoc():
            return file_position(location.location)
        case CallSiteLoc():
            return file_position(location.callee) or file_position(location.caller)
        case FusedLoc(locations=ArrayAttr(data=parts)):
            positions = map(file_position, parts)
            return next((position for position in positions if position), None)
        case _:
            return None
