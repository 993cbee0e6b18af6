"""What upstream adds to an error in the text of an attribute: which part was being read."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from xdsl.utils.exceptions import ParseError


@contextmanager
def reading(what: str, op: str = "") -> Generator[None]:
    """Say of an error inside what could not be parsed because of it, in the text of which op."""
    try:
        yield
    except ParseError as error:
        error.add_note(
            f"custom op '{op}' failed to parse {what}" if op else f"failed to parse {what}"
        )
        raise
