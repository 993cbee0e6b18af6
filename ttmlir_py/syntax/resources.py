"""Large constants kept outside of the operations, in a section at the end of the file.

A blob belongs to the attribute that names it, not to a table beside the program: it stays with
the attribute through passes and copies.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from xdsl.dialects.builtin import DenseResourceAttr, StringAttr

from ttmlir_py.syntax.strings import is_bare_name, quoted

_ALIGNMENT_BYTES = 4


def set_resource(handle: StringAttr, blob: bytes) -> None:
    """Remember what a resource's key stands for: the alignment, then the data."""
    vars(handle)["blob"] = blob


def _blob(attribute: DenseResourceAttr) -> bytes | None:
    return cast("bytes | None", vars(attribute.resource_handle).get("blob"))


def resource_data(attribute: DenseResourceAttr) -> bytes | None:
    """The elements' bytes, or none if the file does not hold them."""
    blob = _blob(attribute)
    return None if blob is None else blob[_ALIGNMENT_BYTES:]


def resource_section(attributes: Iterable[DenseResourceAttr], largest_text: int | None) -> str:
    """The section with the blobs of attributes; empty if there is nothing to show."""
    entries: list[str] = []
    elided = False
    for attribute in attributes:
        blob = _blob(attribute)
        if blob is None:
            continue
        if largest_text is not None and 2 * len(blob) + 2 > largest_text:
            elided = True
            continue
        key = attribute.resource_handle.data
        shown = key if is_bare_name(key) else quoted(key)
        entries.append(f'      {shown}: "0x{blob.hex().upper()}"')
    if not entries:
        return "\n{-#\n\n#-}\n" if elided else ""
    listed = ",\n".join(entries)
    return f"\n{{-#\n  dialect_resources: {{\n    builtin: {{\n{listed}\n    }}\n  }}\n#-}}\n"
