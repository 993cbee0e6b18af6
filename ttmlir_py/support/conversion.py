"""Conversion of a dialect by a table of lowerings; the ops left over are named in an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from xdsl.ir import Operation, SSAValue

from ttmlir_py.support.op_table import OpTable


class Builder:
    """Inserts new ops before the op being lowered, at its location."""

    def __init__(self, anchor: Operation) -> None:
        self.anchor = anchor

    def __call__(self, op: Operation) -> SSAValue:
        """Insert an op with one result and return that result."""
        (value,) = self.all(op)
        return value

    def all(self, op: Operation) -> Sequence[SSAValue]:
        """Insert an op and return its results."""
        assert self.anchor.parent is not None
        op.location = self.anchor.location
        self.anchor.parent.insert_op_before(op, self.anchor)
        return op.results


Lowering = Callable[[Any, Builder], "Sequence[SSAValue] | SSAValue | None"]
"""Builds the replacement of an op and returns its values; None where this op cannot be lowered."""


def convert(root: Operation, table: OpTable[Lowering]) -> list[Operation]:
    """Lower every op below `root` that has a row; returns the ops whose row declined."""
    declined: list[Operation] = []
    for op in list(root.walk()):
        lowering = table.get(op)
        if lowering is None or op is root:
            continue
        values = lowering(op, Builder(op))
        if values is None:
            declined.append(op)
            continue
        replace_op(op, [values] if isinstance(values, SSAValue) else values)
    return declined


def replace_op(op: Operation, values: Sequence[SSAValue]) -> None:
    """Give an op's uses to other values and erase it."""
    for old, new in zip(op.results, values, strict=True):
        old.replace_all_uses_with(new)
    op.detach()
    op.erase()
