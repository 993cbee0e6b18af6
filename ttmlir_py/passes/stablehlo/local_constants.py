"""Constants that are the same in every shard."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.dialects.builtin import BytesAttr, DenseIntOrFPElementsAttr, TensorType

Elements = DenseIntOrFPElementsAttr


def common_shard(value: Elements, parts: Sequence[int]) -> Elements | None:
    """The shard that all chips have of a constant whose dimensions are cut into parts.

    None where the shards differ.
    """
    shape = list(value.get_shape())
    data = value.data.data
    width = len(data) // max(prod(shape), 1)
    for dim, count in enumerate(parts):
        if count == 1:
            continue
        row = prod(shape[dim:]) * width
        shortened = _first_pieces(data, row, row // count)
        if shortened is None:
            return None
        data = shortened
        shape[dim] //= count
    type_ = TensorType(value.get_element_type(), shape)
    return DenseIntOrFPElementsAttr(type_, BytesAttr(data))


def _first_pieces(data: bytes, row: int, piece: int) -> bytes | None:
    """The first piece of every row, if all pieces of a row are equal."""
    rows = [data[start : start + row] for start in range(0, len(data), max(row, 1))]
    if any(line[piece:] != line[:-piece] for line in rows):
        return None
    return b"".join(line[:piece] for line in rows)
