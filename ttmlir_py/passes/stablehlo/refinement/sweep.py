"""One pass over a function in the order in which it runs: operands are final before their users."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xdsl.ir import Block, Operation

from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.rewriting import Pattern, Rewriter

Enter = Callable[[Operation], None]


def sweep(root: Operation, patterns: OpTable[Sequence[Pattern]], enter: Enter) -> None:
    """Apply patterns to every op below `root` until none of them changes it, in order.

    `enter` is called before the regions of an op, the patterns come after them. What a pattern
    puts in the place of an op is visited in its turn.
    """
    enter(root)
    for region in root.regions:
        for block in region.blocks:
            _sweep_block(block, patterns, enter)


def _sweep_block(block: Block, patterns: OpTable[Sequence[Pattern]], enter: Enter) -> None:
    op = block.first_op
    while op is not None:
        before = op.prev_op
        sweep(op, patterns, enter)
        while op.parent is block and _changes(op, patterns):
            pass
        if op.parent is block:
            op = op.next_op
        else:
            op = block.first_op if before is None else before.next_op


def _changes(op: Operation, patterns: OpTable[Sequence[Pattern]]) -> bool:
    rewriter = Rewriter()
    return any(pattern(op, rewriter) for pattern in patterns.get(op) or ())
