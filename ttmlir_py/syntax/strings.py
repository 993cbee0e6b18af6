"""Strings as MLIR writes them."""

from __future__ import annotations

import re

_BARE_NAME = re.compile(r"[A-Za-z_][\w$.]*", re.ASCII)
_ESCAPED = re.compile(rb"[^ !#-\[\]-~]")


def _escape(match: re.Match[bytes]) -> bytes:
    byte = match[0]
    return b"\\\\" if byte == b"\\" else b"\\%02X" % byte[0]


def quoted(text: str | bytes) -> str:
    """The text between quotes, with everything but plain ASCII escaped."""
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    return f'"{_ESCAPED.sub(_escape, data).decode()}"'


def is_bare_name(text: str) -> bool:
    """Whether a name needs no quotes."""
    return _BARE_NAME.fullmatch(text) is not None
