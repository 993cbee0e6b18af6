"""Putting ops right after the value they belong to."""

from __future__ import annotations

from xdsl.ir import Block, Operation, SSAValue


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


def _insert_first(block: Block, op: Operation) -> None:
    if block.first_op is None:
        block.add_op(op)
    else:
        block.insert_op_before(op, block.first_op)
