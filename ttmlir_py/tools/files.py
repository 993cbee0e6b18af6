"""Reading inputs and writing outputs of the commands: whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from ttmlir_py.frontends.source import SourceText, source_text


class OutputError(Exception):
    """A file that cannot be written; the message names it."""


def read_input(name: str) -> SourceText:
    """The text of a file, or of standard input for `-`; bytecode is read through jaxlib."""
    if name == "-":
        return SourceText(source_text(sys.stdin.buffer.read()).text, "<stdin>")
    return source_text(Path(name))


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
        raise OutputError(f"cannot open output file '{name}': {error.strerror}") from None
