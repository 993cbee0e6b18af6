"""Locations as MLIR writes them."""

from __future__ import annotations

from collections.abc import Callable

from xdsl.dialects.builtin import (
    ArrayAttr,
    CallSiteLoc,
    FileLineColLoc,
    FusedLoc,
    NameLoc,
    NoneAttr,
    UnknownLoc,
)
from xdsl.ir import Attribute

from ttmlir_py.syntax.locations import FilePosition, SourceLocation, SourceRange
from ttmlir_py.syntax.strings import quoted

AliasOf = Callable[[Attribute], str | None]
TextOf = Callable[[Attribute], str]


def location_text(location: Attribute, alias_of: AliasOf, text_of: TextOf) -> str:
    """What stands inside of `loc(…)`; locations nested in it may be shown by alias."""

    def nested(inner: Attribute) -> str:
        alias = alias_of(inner)
        return location_text(inner, alias_of, text_of) if alias is None else alias

    match location:
        case SourceLocation():
            return _file_text(location.position)
        case SourceRange(start=start, end=end):
            line = end.line if end.line != start.line else ""
            return f"{_file_text(start)} to {line}:{end.column}"
        case FileLineColLoc():
            line, column = location.line.data, location.column.data
            return _file_text(FilePosition(location.filename.data, line, column))
        case NameLoc():
            text = quoted(location.desc.data)
            if isinstance(location.location, NoneAttr | UnknownLoc):
                return text
            return f"{text}({nested(location.location)})"
        case CallSiteLoc():
            return f"callsite({nested(location.callee)} at {nested(location.caller)})"
        case FusedLoc(locations=ArrayAttr(data=parts)):
            has_metadata = not isinstance(location.metadata, NoneAttr)
            metadata = f"<{text_of(location.metadata)}>" if has_metadata else ""
            return f"fused{metadata}[{', '.join(map(nested, parts))}]"
        case _:
            return "unknown"


def _file_text(position: FilePosition) -> str:
    return f"{quoted(position.file)}:{position.line}:{position.column}"
