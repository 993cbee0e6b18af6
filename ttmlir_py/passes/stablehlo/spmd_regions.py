"""Regions that XLA's partitioner leaves to one chip, found between the calls that border them.

`@SPMDFullToShardShape` leads from a tensor to a chip's shard of it, `@SPMDShardToFullShape` back.
What depends on shards, or on the
number of a chip, and lies in between is a region.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xdsl.ir import Block, Operation, OpResult, SSAValue
from xdsl.traits import IsTerminator

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.dialects.stablehlo.creation import ProcessIdOp

_ENTRY = "SPMDFullToShardShape"
_EXIT = "SPMDShardToFullShape"


@dataclass
class SpmdRegion:
    """The calls that lead into a region, the ops inside, and the calls that lead out of it."""

    entries: list[CustomCallOp] = field(default_factory=list[CustomCallOp])
    ops: list[Operation] = field(default_factory=list[Operation])
    exits: list[CustomCallOp] = field(default_factory=list[CustomCallOp])

    def absorb(self, other: SpmdRegion) -> None:
        self.entries += other.entries
        self.ops += other.ops
        self.exits += other.exits

    def leaks(self) -> list[SSAValue]:
        """What ops inside compute and others use as it is: the same on every chip."""
        inside = {inner for op in self.ops for inner in op.walk()} | set(self.exits)
        results = [value for op in self.ops for value in op.results]
        return [v for v in results if any(use.operation not in inside for use in v.uses)]

    def captures(self) -> list[SSAValue]:
        """What ops inside use of the outside without a call that leads in."""
        inside = {inner for op in self.ops for inner in op.walk()} | set(self.entries)
        found = dict.fromkeys(v for op in self.ops for i in op.walk() for v in i.operands)
        return [value for value in found if _owner(value) not in inside]


def regions_of(block: Block) -> list[SpmdRegion]:
    """The regions of a block: ops that share shards belong together."""
    region_of: dict[Operation, SpmdRegion] = {}
    for op in block.ops:
        if isinstance(op, CustomCallOp) and op.call_target_name == _ENTRY:
            region_of[op] = SpmdRegion(entries=[op])
            continue
        if isinstance(op, ProcessIdOp):
            region_of[op] = SpmdRegion(ops=[op])
            continue
        before = [region_of[d] for d in _definitions(op, block) if d in region_of]
        if not before or op.has_trait(IsTerminator):
            continue
        region = _merged(before, region_of)
        if isinstance(op, CustomCallOp) and op.call_target_name == _EXIT:
            region.exits.append(op)
        else:
            region.ops.append(op)
            region_of[op] = region
    regions = {id(region): region for region in region_of.values() if region.entries}
    places = {op: place for place, op in enumerate(block.ops)}
    for region in regions.values():
        region.ops.sort(key=places.__getitem__)
        region.exits.sort(key=places.__getitem__)
    return list(regions.values())


def _merged(regions: list[SpmdRegion], region_of: dict[Operation, SpmdRegion]) -> SpmdRegion:
    first = regions[0]
    for other in {id(region): region for region in regions[1:]}.values():
        if other is not first:
            first.absorb(other)
            region_of.update((op, first) for op in (*other.entries, *other.ops))
    return first


def _definitions(op: Operation, block: Block) -> Iterator[Operation]:
    """The ops of a block whose results an op uses, in its regions too."""
    for inner in op.walk():
        for value in inner.operands:
            if isinstance(value, OpResult) and value.op.parent is block:
                yield value.op


def _owner(value: SSAValue) -> Operation | None:
    """The op that gives a value, or in whose region it is an argument."""
    owner = value.owner
    return owner if isinstance(owner, Operation) else owner.parent_op()
