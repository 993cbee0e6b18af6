"""Data-flow edges: the values around and inside of an op that must have one sharding.

An edge has one owner, a result or block argument; sources, the operands that flow into it; and
targets, the owner and other block arguments that stand for the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from xdsl.ir import Block, BlockArgument, Operation, OpResult, SSAValue

EDGE = "sdy.data_flow_edge"


class Source(NamedTuple):
    """An operand that flows into an edge."""

    op: Operation
    number: int

    @property
    def value(self) -> SSAValue:
        return self.op.operands[self.number]


class DataFlow(NamedTuple):
    """How the edges of one kind of op run."""

    owners: Callable[[Operation], Sequence[SSAValue]]
    sources: Callable[[Operation, SSAValue], Sequence[Source]]
    other_targets: Callable[[Operation, SSAValue], Sequence[SSAValue]]
    owner_of_argument: Callable[[Operation, BlockArgument], SSAValue | None]
    owner_of_returned: Callable[[Operation, int], SSAValue]
    owner_of_operand: Callable[[Operation, int], SSAValue | None]


def data_flow(op: Operation) -> DataFlow | None:
    """The edges of an op, or None where it has none."""
    return _KINDS.get(op.name)


def takes_part(kind: type[Operation]) -> bool:
    """Whether ops of a class have edges, or are one."""
    return kind.name == EDGE or kind.name in _KINDS


def owner_of_target(target: SSAValue) -> SSAValue | None:
    """The owner of the edge that a result or block argument is a target of."""
    if isinstance(target, OpResult):
        return target if target.op.name in _KINDS else None
    assert isinstance(target, BlockArgument), f"{target}"
    op = target.block.parent_op()
    kind = None if op is None else _KINDS.get(op.name)
    return kind.owner_of_argument(op, target) if kind and op else None


def owner_of_source(op: Operation, index: int) -> SSAValue | None:
    """The owner of the edge that an operand flows into."""
    if (kind := _KINDS.get(op.name)) is not None:
        return kind.owner_of_operand(op, index)
    parent = op.parent_op()
    if op.next_op is None and parent is not None and (kind := _KINDS.get(parent.name)):
        region = op.parent_region()
        if parent.name == "stablehlo.while" and region is parent.regions[0]:
            return None
        return kind.owner_of_returned(parent, index)
    return None


def edge_of(target: SSAValue) -> Operation | None:
    """The `sdy.data_flow_edge` that holds the sharding of an edge's target."""
    if isinstance(target, OpResult) and target.op.name == EDGE:
        return target.op
    owner = owner_of_target(target)
    return None if owner is None else _edge_user(owner)


def _edge_user(owner: SSAValue) -> Operation | None:
    use = owner.first_use
    if use is None or use.operation.name != EDGE or not owner.has_one_use():
        return None
    return use.operation


def _result_owners(op: Operation) -> Sequence[SSAValue]:
    return op.results


def _result_index(owner: SSAValue) -> int:
    assert isinstance(owner, OpResult | BlockArgument), f"{owner}"
    return owner.index


def _returned(block: Block, index: int) -> Source:
    assert block.last_op is not None, f"{block}"
    return Source(block.last_op, index)


def _no_targets(op: Operation, owner: SSAValue) -> Sequence[SSAValue]:
    return ()


def _no_argument(op: Operation, argument: BlockArgument) -> None:
    return None


def _no_operand(op: Operation, index: int) -> None:
    return None


def _same_result(op: Operation, index: int) -> SSAValue:
    return op.results[index]


def _while_sources(op: Operation, owner: SSAValue) -> Sequence[Source]:
    index = _result_index(owner)
    return [Source(op, index), _returned(op.regions[1].block, index)]


def _while_targets(op: Operation, owner: SSAValue) -> Sequence[SSAValue]:
    return [region.block.args[_result_index(owner)] for region in op.regions]


def _while_argument(op: Operation, argument: BlockArgument) -> SSAValue:
    return op.results[argument.index]


def _branch_sources(op: Operation, owner: SSAValue) -> Sequence[Source]:
    return [_returned(region.block, _result_index(owner)) for region in op.regions]


def _barrier_sources(op: Operation, owner: SSAValue) -> Sequence[Source]:
    return [Source(op, _result_index(owner))]


def _computation_owners(op: Operation) -> Sequence[SSAValue]:
    return [*op.regions[0].block.args, *op.results]


def _computation_sources(op: Operation, owner: SSAValue) -> Sequence[Source]:
    if isinstance(owner, BlockArgument):
        return [Source(op, owner.index)]
    return [_returned(op.regions[0].block, _result_index(owner))]


def _own_argument(op: Operation, argument: BlockArgument) -> SSAValue:
    return argument


def _argument_of_operand(op: Operation, index: int) -> SSAValue:
    return op.regions[0].block.args[index]


_BRANCHES = DataFlow(
    _result_owners, _branch_sources, _no_targets, _no_argument, _same_result, _no_operand
)
_COMPUTATION = DataFlow(
    _computation_owners,
    _computation_sources,
    _no_targets,
    _own_argument,
    _same_result,
    _argument_of_operand,
)
_KINDS: dict[str, DataFlow] = {
    "sdy.manual_computation": _COMPUTATION,
    "sdy.named_computation": _COMPUTATION,
    "stablehlo.case": _BRANCHES,
    "stablehlo.if": _BRANCHES,
    "stablehlo.optimization_barrier": DataFlow(
        _result_owners, _barrier_sources, _no_targets, _no_argument, _same_result, _same_result
    ),
    "stablehlo.while": DataFlow(
        _result_owners, _while_sources, _while_targets, _while_argument, _same_result, _same_result
    ),
}
"""Data flow by op name: the dialects of the ops do not know this one, nor it them."""


def data_flow_ops(root: Operation) -> Iterator[Operation]:
    """The ops below `root` that have edges."""
    return (op for op in root.walk() if op.name in _KINDS)
