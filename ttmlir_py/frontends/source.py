"""Programs in every form a user has them: text, a path, bytes, or what JAX gives."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from ttmlir_py.frontends.errors import SourceError

BYTECODE_MAGIC = b"ML\xefR"


@runtime_checkable
class Lowered(Protocol):
    """What `jax.jit(f).lower(*args)` returns."""

    def as_text(self) -> str: ...


@runtime_checkable
class Exported(Protocol):
    """What `jax.export.export(jax.jit(f))(*args)` returns."""

    def mlir_module(self) -> str: ...


class SourceText(NamedTuple):
    """The MLIR text of a program and the name that errors give it."""

    text: str
    name: str


Source = str | bytes | PathLike[str] | SourceText | Lowered | Exported


def source_text(source: Source) -> SourceText:
    """The text of a program; a `str` of one line without braces is taken for a path."""
    match source:
        case SourceText():
            return source
        case str() if "\n" in source or "{" in source or not source.strip():
            return SourceText(source, "<string>")
        case str():
            return _read(Path(source))
        case PathLike():
            return _read(Path(source))
        case bytes():
            return SourceText(_decode(source, "<bytes>"), "<bytes>")
        case Exported():
            return SourceText(source.mlir_module(), "<jax>")
        case Lowered():
            return SourceText(source.as_text(), "<jax>")


def _read(path: Path) -> SourceText:
    try:
        return SourceText(_decode(path.read_bytes(), str(path)), str(path))
    except OSError as error:
        raise SourceError(f"cannot open input file '{path}': {error.strerror}") from None


def _decode(data: bytes, name: str) -> str:
    if data.startswith(BYTECODE_MAGIC):
        from ttmlir_py.frontends.bytecode import text_of_bytecode  # needs the jax extra

        return text_of_bytecode(data)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise SourceError(f"'{name}' is not UTF-8 text: byte {error.start}") from None
