"""Putting ops right after the value they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.dialects.builtin import LocationAttr
from xdsl.ir import Block, Operation, SSAValue


@dataclass(frozen=True)
class Place:
    """Somewhere in a block: the ops put here follow one another, before an anchor."""

    anchor: Operation
    location: LocationAttr

    @classmethod
    def before(cls, op: Operation) -> Place:
        """In front of an op, at its location."""
        return cls(op, op.location)

    @classmethod
    def after(cls, value: SSAValue, location: LocationAttr) -> Place:
        """Right after the op that defines a value, or at the start of its block."""
        owner = value.owner
        anchor = owner.next_op if isinstance(owner, Operation) else owner.first_op
        assert anchor is not None, f"{value} comes after the end of its block"
        return cls(anchor, location)

    def __call__(self, op: Operation) -> SSAValue:
        """Put an op here; returns its result."""
        assert self.anchor.parent is not None, f"{self.anchor} is not in a block"
        op.location = self.location
        self.anchor.parent.insert_op_before(op, self.anchor)
        (value,) = op.results
        return value


def insert_after(value: SSAValue, op: Operation) -> None:
    """Insert an op after the one that defines a value, or at the start of its block."""
    owner = value.owner
    if isinstance(owner, Operation):
        assert owner.parent is not None, f"{owner} is not in a block"
        owner.parent.insert_op_after(op, owner)
    else:
        _insert_first(owner, op)


def move_after(op: Operation, value: SSAValue) -> None:
    """Move an op to right after the one that defines a value."""
    op.detach()
    insert_after(value, op)


def replace_other_uses(value: SSAValue, new: SSAValue) -> None:
    """Give all uses of a value to another one, except by the op that defines that."""
    value.replace_uses_with_if(new, lambda use: use.operation is not new.owner)


def _insert_first(block: Block, op: Operation) -> None:
    if block.first_op is None:
        block.add_op(op)
    else:
        block.insert_op_before(op, block.first_op)
