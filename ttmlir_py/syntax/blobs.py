"""Long hexadecimal strings, decoded before a file is read.

In the text that is read, a short string that no program writes stands for a blob; so weights take
the memory of their bytes and are never looked at character by character.
"""

from __future__ import annotations

from binascii import unhexlify
from io import BytesIO
from typing import BinaryIO, Protocol

SHORTEST_DIGITS = 1 << 14
"""A string with fewer digits is read like any other."""

_OPENING = '"0x'
_CHUNK = 1 << 20


class FoldedText(str):
    """A program without its blobs."""

    __slots__ = ("blobs",)

    blobs: dict[str, bytes]
    """What stands for a blob, with its quotes -> its bytes."""

    @staticmethod
    def of(text: str, blobs: dict[str, bytes]) -> FoldedText:
        folded = FoldedText(text)
        folded.blobs = blobs
        return folded


class _Source(Protocol):
    """A text that can be searched and read in parts."""

    def find(self, text: str, start: int, /) -> int: ...

    def read(self, start: int, end: int | None) -> str: ...


def fold(text: str) -> FoldedText:
    """The text without its blobs; a text folded before stays as it is."""
    if isinstance(text, FoldedText):
        return text
    if len(text) < SHORTEST_DIGITS or _OPENING not in text:
        return FoldedText.of(text, {})
    return _fold(_InMemory(text))


def read_folded(file: BinaryIO) -> FoldedText:
    """The text of a file in UTF-8; of its blobs, only their bytes are ever in memory."""
    return _fold(_InFile(file))


def _fold(source: _Source) -> FoldedText:
    blobs: dict[str, bytes] = {}
    parts: list[str] = []
    last = 0
    start = source.find(_OPENING, 0)
    while start >= 0 and (end := source.find('"', start + 1)) >= 0:
        data = _decoded(source, start, end)
        if data is None:
            start = source.find(_OPENING, start + 1)
            continue
        name = f'{_OPENING}<{len(blobs)}>"'
        blobs[name] = data
        parts += (source.read(last, start), name)
        last = end + 1
        start = source.find(_OPENING, last)
    parts.append(source.read(last, None))
    return FoldedText.of("".join(parts), blobs)


def _decoded(source: _Source, start: int, end: int) -> bytes | None:
    """The bytes of a string from quote to quote; None if it is no blob."""
    first = start + len(_OPENING)
    is_inside_string = start > 0 and source.read(start - 1, start) == "\\"
    if end - first < SHORTEST_DIGITS or is_inside_string:
        return None
    buffer = BytesIO(bytes((end - first) // 2))
    for position in range(first, end, _CHUNK):
        try:
            buffer.write(unhexlify(source.read(position, min(position + _CHUNK, end))))
        except ValueError:
            return None
    return buffer.getvalue()


class _InMemory:
    """A text that is there already."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.find = text.find

    def read(self, start: int, end: int | None) -> str:
        return self._text[start:end]


class _InFile:
    """The bytes of a file, searched through a window; positions count bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._start = 0
        self._window = b""

    def find(self, text: str, start: int) -> int:
        wanted = text.encode()
        while True:
            found = self._window.find(wanted, max(start - self._start, 0))
            if found >= 0 and start >= self._start:
                return self._start + found
            end = self._start + len(self._window)
            if not self._start <= start < end:
                end = start + len(wanted) - 1
            self._start = end - len(wanted) + 1
            self._file.seek(self._start)
            self._window = self._file.read(_CHUNK)
            if len(self._window) < len(wanted):
                return -1
            start = max(start, self._start)

    def read(self, start: int, end: int | None) -> str:
        self._file.seek(start)
        return self._file.read(-1 if end is None else end - start).decode()
