"""Rewriting: a rewriter that remembers what it changed, and a greedy driver over a worklist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from xdsl.ir import Operation, SSAValue
from xdsl.traits import IsTerminator, is_side_effect_free  # pyright: ignore[reportPrivateImportUsage]

from ttmlir_py.support.op_table import OpTable

Pattern = Callable[[Operation, "Rewriter"], bool]
"""Rewrites an op and says whether it did; never raises, never reports."""


class Rewriter:
    """Changes IR around one op and records the ops worth another look."""

    def __init__(self) -> None:
        self.touched: list[Operation] = []
        """Ops that changed, or whose operands did: they and their users are looked at again."""
        self.freed: list[Operation] = []
        """Ops that lost a use: they may be dead, but nothing changed for their other users."""

    def insert_before(self, anchor: Operation, new: Operation) -> Sequence[SSAValue]:
        """Insert an op before another, at its location; returns the results."""
        assert anchor.parent is not None
        anchor.parent.insert_op_before(new, anchor)
        new.location = anchor.location
        self.touched.append(new)
        return new.results

    def replace(self, op: Operation, by: Operation | Sequence[SSAValue]) -> None:
        """Put a new op, or existing values, in the place of an op."""
        values = self.insert_before(op, by) if isinstance(by, Operation) else by
        for old, new in zip(op.results, values, strict=True):
            self.touched.extend(use.operation for use in old.uses)
            old.replace_all_uses_with(new)
        self.erase(op)

    def erase(self, op: Operation) -> None:
        """Remove an op without uses."""
        self.freed.extend(_defining_ops(op))
        op.detach()
        op.erase()

    def modified(self, op: Operation) -> None:
        """Say that an op was changed in place."""
        self.touched.append(op)


def rewrite_greedily(root: Operation, patterns: OpTable[Sequence[Pattern]]) -> bool:
    """Apply patterns and erase dead ops below `root` until nothing changes; whether anything did.

    Every op is visited once, then only ops near a change: the cost is linear in ops and changes.
    """
    changed = False
    work = [op for op in root.walk() if op is not root]
    work.reverse()
    queued = set(work)
    while work:
        op = work.pop()
        queued.discard(op)
        if not _is_below(op, root):
            continue
        rewriter = Rewriter()
        if is_trivially_dead(op):
            rewriter.erase(op)
        elif not _apply_first(op, patterns.get(op) or (), rewriter):
            continue
        changed = True
        for near in (*_neighbourhood(rewriter.touched), *rewriter.freed):
            if near not in queued and near.parent is not None:
                queued.add(near)
                work.append(near)
    return changed


def is_trivially_dead(op: Operation) -> bool:
    """Without uses and without effects."""
    return (
        not any(result.first_use for result in op.results)
        and bool(op.results or op.regions)
        and not op.has_trait(IsTerminator)
        and is_side_effect_free(op)
    )


def _apply_first(op: Operation, patterns: Iterable[Pattern], rewriter: Rewriter) -> bool:
    return any(pattern(op, rewriter) for pattern in patterns)


def _neighbourhood(touched: Iterable[Operation]) -> Iterable[Operation]:
    for op in touched:
        yield op
        for result in op.results:
            yield from (use.operation for use in result.uses)


def _defining_ops(op: Operation) -> Iterable[Operation]:
    return [value.owner for value in op.operands if isinstance(value.owner, Operation)]


def _is_below(op: Operation, root: Operation) -> bool:
    """Attached to the root; detached ops were erased on the way."""
    return op.parent is not None and root.is_ancestor(op)
