"""Equal constants made one, at the start of the region that they may not be seen outside of."""

from __future__ import annotations

from xdsl.ir import Attribute, Block, Operation
from xdsl.traits import IsolatedFromAbove

from ttmlir_py.dialects.stablehlo.creation import ConstantOp


def unify_constants(root: Operation, *, last_first: bool = False) -> None:
    """In every function and isolated region below `root`; constants with attributes stay apart.

    They stand in the order in which they were met, or the other way round.
    """
    scopes: dict[Operation, list[ConstantOp]] = {}
    for op in root.walk():
        if isinstance(op, ConstantOp) and (scope := _isolated_ancestor(op)) is not None:
            scopes.setdefault(scope, []).append(op)
    for scope, constants in scopes.items():
        entry = scope.regions[0].first_block
        assert entry is not None, f"{scope.name} holds a constant"
        _unify(constants, entry, last_first=last_first)


def _isolated_ancestor(op: Operation) -> Operation | None:
    """The innermost op around this one whose region sees nothing from outside."""
    parent = op.parent_op()
    while parent is not None and not parent.has_trait(IsolatedFromAbove):
        parent = parent.parent_op()
    return parent


def _unify(constants: list[ConstantOp], entry: Block, *, last_first: bool) -> None:
    known: dict[Attribute, ConstantOp] = {}
    for op in constants:
        if op.attributes or op.value.type != op.output.type:
            continue
        first = known.setdefault(op.value, op)
        if first is not op:
            op.output.replace_all_uses_with(first.output)
            op.detach()
            op.erase()
    last: Operation | None = None
    ordered = list(known.values())
    for op in reversed(ordered) if last_first else ordered:
        op.detach()
        if last is None:
            _put_first(op, entry)
        else:
            entry.insert_op_after(op, last)
        last = op


def _put_first(op: Operation, block: Block) -> None:
    if block.first_op is None:
        block.add_op(op)
    else:
        block.insert_op_before(op, block.first_op)
