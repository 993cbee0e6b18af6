"""Programs in every form a user has them: text, a path, bytes, or what JAX gives."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from ttmlir_py.frontends.errors import SourceError
from ttmlir_py.syntax.blobs import read_folded

BYTECODE_MAGIC = b"ML\xefR"
_LARGE_BYTES = 1 << 24
"""Larger files are read in parts, so that the weights in them are in memory once."""


@runtime_checkable
class Lowered(Protocol):
    """What `jax.jit(f).lower(*args)` returns."""

    def as_text(self, *, debug_info: bool = False) -> str: ...

    def compiler_ir(self) -> object: ...


@runtime_checkable
class Exported(Protocol):
    """What `jax.export.export(jax.jit(f))(*args)` returns."""

    def mlir_module(self) -> str: ...


class SourceText(NamedTuple):
    """The MLIR text of a program and the name that errors give it."""

    text: str
    name: str


Source = str | bytes | bytearray | PathLike[str] | SourceText | Lowered | Exported


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
        case bytes() | bytearray():
            return SourceText(_decode(bytes(source), "<bytes>"), "<bytes>")
        case Exported():
            return SourceText(source.mlir_module(), "<jax>")
        case Lowered():
            return SourceText(source.as_text(debug_info=True), "<jax>")
        case _:
            raise TypeError(_not_a_program(source))


def _not_a_program(given: object) -> str:
    hint = ": call its lower() first" if hasattr(given, "lower") else ""
    return (
        "a program must be MLIR text, a path, bytes, a module, or what JAX's lower and export "
        f"return, got {type(given).__name__}{hint}"
    )


def _read(path: Path) -> SourceText:
    try:
        with path.open("rb") as file:
            magic = file.read(len(BYTECODE_MAGIC))
            is_large = magic != BYTECODE_MAGIC and path.stat().st_size >= _LARGE_BYTES
            text = read_folded(file) if is_large else _decode(magic + file.read(), str(path))
        return SourceText(text, str(path))
    except UnicodeDecodeError:
        raise SourceError(f"'{path}' is not UTF-8 text") from None
    except OSError as error:
        raise SourceError(f"cannot open input file '{path}': {error.strerror}") from None


def _decode(data: bytes, name: str) -> str:
    if data.startswith(BYTECODE_MAGIC):
        from ttmlir_py.frontends.bytecode import text_of_bytecode  # needs the jax extra

        return text_of_bytecode(data)
    if BYTECODE_MAGIC in data:
        from ttmlir_py.frontends.bytecode import text_of_exported  # needs the jax extra

        return text_of_exported(data)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise SourceError(f"'{name}' is not UTF-8 text: byte {error.start}") from None
