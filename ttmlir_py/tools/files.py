"""Reading inputs and writing outputs of the commands: whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

BYTECODE_MAGIC = b"ML\xefR"


class InputError(Exception):
    """A file that cannot be read or written; the message names it."""


def read_input(name: str) -> str:
    """The text of a file, or of standard input for `-`; bytecode is read through jaxlib."""
    data = _read_bytes(name)
    if data.startswith(BYTECODE_MAGIC):
        from ttmlir_py.frontends.bytecode import text_of_bytecode  # needs the jax extra

        return text_of_bytecode(data)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"'{name}' is not UTF-8 text: byte {error.start}") from None


def _read_bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"cannot open input file '{name}': {error.strerror}") from None


def write_output(name: str, text: str) -> None:
    """Write a file in one step, so that nobody sees half of it; `-` is standard output."""
    if name == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    path = Path(name)
    if path.exists() and not path.is_file():
        path.write_text(text)  # a device such as /dev/null
        return
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        raise InputError(f"cannot open output file '{name}': {error.strerror}") from None
