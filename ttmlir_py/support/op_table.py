"""What a layer knows about ops: one row per op class, found along the class hierarchy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from xdsl.ir import Operation

Row = TypeVar("Row")


class OpTable(Generic[Row]):
    """Rows keyed by op class; an op without a row of its own takes its nearest base class's."""

    def __init__(self, *parts: Mapping[type[Operation], Row]) -> None:
        self._rows: dict[type, Row] = {}
        for part in parts:
            twice = self._rows.keys() & part.keys()
            assert not twice, f"rows given twice: {twice}"
            self._rows |= part
        self._found: dict[type, Row | None] = {}

    def get(self, op: Operation | type[Operation]) -> Row | None:
        """The row for an op or op class, or None."""
        cls = op if isinstance(op, type) else type(op)
        if cls not in self._found:
            self._found[cls] = next((self._rows[b] for b in cls.__mro__ if b in self._rows), None)
        return self._found[cls]

    def __contains__(self, op: Operation | type[Operation]) -> bool:
        return self.get(op) is not None

    def __iter__(self) -> Iterator[type]:
        return iter(self._rows)
