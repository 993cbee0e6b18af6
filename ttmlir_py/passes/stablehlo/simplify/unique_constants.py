"""Equal constants made one, at the start of their function, where all ops can use it."""

from __future__ import annotations

from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, Block, Operation

from ttmlir_py.dialects.stablehlo.creation import ConstantOp


def unify_constants(root: Operation, *, last_first: bool = False) -> None:
    """In every function below `root`; constants with attributes of their own stay apart.

    They stand in the order in which they were met, or the other way round.
    """
    for function in [op for op in root.walk() if isinstance(op, FuncOp)]:
        entry = function.body.first_block
        if entry is not None:
            _unify(function, entry, last_first=last_first)


def _unify(function: FuncOp, entry: Block, *, last_first: bool) -> None:
    known: dict[Attribute, ConstantOp] = {}
    found = [op for op in function.walk() if isinstance(op, ConstantOp)]
    for op in found:
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
