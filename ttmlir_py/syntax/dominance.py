"""Whether a value is computed before the operation that uses it, on every path."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import UnregisteredOp
from xdsl.ir import Block, Operation, Region, SSAValue


class Dominance:
    """Answers for one function; block orders and dominators are computed when first needed."""

    def __init__(self) -> None:
        self._orders: dict[Block, dict[Operation, int]] = {}
        self._dominators: dict[Region, dict[Block, set[Block]]] = {}

    def dominates(self, value: SSAValue, user: Operation) -> bool:
        owner = value.owner
        block = owner if isinstance(owner, Block) else owner.parent
        ancestor = user
        if block is not user.parent:
            if block is None or (found := self._ancestor(block, user)) is None:
                return False
            ancestor = found
        if ancestor.parent is not block:
            assert block is not None
            assert ancestor.parent is not None
            return self._block_dominates(block, ancestor.parent)
        if isinstance(owner, Block):
            return True
        return _is_graph(owner) or self._is_before(owner, ancestor)

    def is_reachable(self, block: Block) -> bool:
        region = block.parent
        if region is None or region.first_block is block:
            return True
        return block in self._dominators_in(region)

    def _ancestor(self, block: Block, user: Operation) -> Operation | None:
        """The operation around `user` that is in the same region as `block`."""
        ancestor: Operation | None = user
        while ancestor is not None and (ancestor.parent is not None):
            if ancestor.parent.parent is block.parent:
                return ancestor
            ancestor = ancestor.parent_op()
        return None

    def _is_before(self, first: Operation, second: Operation) -> bool:
        block = first.parent
        assert block is not None
        if (order := self._orders.get(block)) is None:
            order = {op: index for index, op in enumerate(block.ops)}
            self._orders[block] = order
        return order[first] < order[second]

    def _block_dominates(self, first: Block, second: Block) -> bool:
        assert first.parent is not None
        return first in self._dominators_in(first.parent).get(second, (first,))

    def _dominators_in(self, region: Region) -> dict[Block, set[Block]]:
        """For every reachable block, the blocks on all paths to it."""
        if (known := self._dominators.get(region)) is None:
            known = _compute_dominators(region)
            self._dominators[region] = known
        return known


def _compute_dominators(region: Region) -> dict[Block, set[Block]]:
    entry = region.first_block
    assert entry is not None
    order = _reverse_postorder(entry)
    reachable = set(order)
    dominators = dict.fromkeys(order, reachable)
    dominators[entry] = {entry}
    changed = True
    while changed:
        changed = False
        for block in order[1:]:
            before = [dominators[p] for p in block.predecessors() if p in reachable]
            found = set.intersection(*before) | {block}
            if found != dominators[block]:
                dominators[block] = found
                changed = True
    return dominators


def _reverse_postorder(entry: Block) -> list[Block]:
    finished: list[Block] = []
    seen = {entry}
    stack = [(entry, iter(_successors(entry)))]
    while stack:
        block, rest = stack[-1]
        following = next((each for each in rest if each not in seen), None)
        if following is None:
            finished.append(block)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(_successors(following))))
    return finished[::-1]


def _successors(block: Block) -> Sequence[Block]:
    return block.last_op.successors if block.last_op else ()


def _is_graph(op: Operation) -> bool:
    """Whether the operations beside this one have no order."""
    parent = op.parent_op()
    return parent is not None and has_graph_regions(parent)


def has_graph_regions(op: Operation) -> bool:
    if isinstance(op, UnregisteredOp):
        return True  # nobody knows
    return op.name == "builtin.module" or bool(getattr(op, "has_graph_regions", False))
