"""Regions that XLA's partitioner leaves to one chip, as sdy's manual computations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xdsl.dialects.builtin import ModuleOp, StringAttr
from xdsl.ir import Block, Operation, OpResult, Region, SSAValue

from ttmlir_py.dialects.sdy.computations import ManualComputationOp, ReturnOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.passes.stablehlo.frontend_shardings import XLA_SHARDING
from ttmlir_py.passes.stablehlo.spmd_regions import SpmdRegion, regions_of
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.shapes import rank_of, shape_of

ReadSharding = Callable[[Operation, str, int], TensorSharding]
"""From the text of an XLA sharding on an op, for a tensor of some rank."""


def convert_regions(module: ModuleOp, mesh: MeshAttr, name: str, read: ReadSharding) -> bool:
    """Make manual computations of all regions; False, and no change, where one is unclear."""
    blocks = [b for op in module.walk() for region in op.regions for b in region.blocks]
    regions = [region for block in blocks for region in regions_of(block)]
    if not all(_plan(region, mesh, name, read) for region in regions):
        return False
    for region in regions:
        # Made anew: what one region gives may be what the next one takes.
        plan = _plan(region, mesh, name, read)
        assert plan is not None, f"{region}"
        plan.apply(tuple(axis.axis for axis in mesh.axes))
    return True


class _Border(NamedTuple):
    """A value that crosses the border of a region: outside, inside, and how it is divided."""

    whole: SSAValue
    shard: SSAValue
    sharding: TensorSharding


@dataclass(frozen=True)
class _Plan:
    """A region with all that its manual computation needs."""

    region: SpmdRegion
    inputs: Sequence[_Border]
    outputs: Sequence[_Border]
    place: Operation

    def apply(self, axes: Sequence[str]) -> None:
        """Put a computation at the place, with the ops of the region inside."""
        body = Block(arg_types=[border.shard.type for border in self.inputs])
        for op in self.region.ops:
            op.detach()
            body.add_op(op)
        body.add_op(ReturnOp([border.shard for border in self.outputs]))
        for border, argument in zip(self.inputs, body.args, strict=True):
            border.shard.replace_uses_with_if(argument, lambda use: _is_in(use.operation, body))
        computation = ManualComputationOp(
            [border.whole for border in self.inputs],
            result_types=[border.whole.type for border in self.outputs],
            in_shardings=ShardingPerValue(tuple(border.sharding for border in self.inputs)),
            out_shardings=ShardingPerValue(tuple(border.sharding for border in self.outputs)),
            manual_axes=tuple(axes),
            regions=[Region(body)],
            location=self.place.location,
        )
        assert self.place.parent is not None, f"{self.place}"
        self.place.parent.insert_op_before(computation, self.place)
        for border, result in zip(self.outputs, computation.results, strict=True):
            border.whole.replace_uses_with_if(result, lambda use: not _is_in(use.operation, body))
        for marker in [op for op in body.ops if _target(op) == "Sharding"]:
            replace_op(marker, list(marker.operands))
        _erase_unused((*self.region.exits, *self.region.entries))


def _plan(region: SpmdRegion, mesh: MeshAttr, name: str, read: ReadSharding) -> _Plan | None:
    """None where a region has no result, or its border calls say other shapes than they have."""
    inputs = [
        _Border(_unmarked(call.operands[0]), call.results[0], sharding)
        for call in region.entries
        if (sharding := _sharding_before(call, name, read))
    ]
    outputs = [
        _Border(
            call.results[0], _unmarked(call.operands[0]), read(call, text, rank_of(call.results[0]))
        )
        for call in region.exits
        if (text := _xla_sharding(call))
    ]
    if len(inputs) < len(region.entries) or len(outputs) < len(region.exits):
        return None
    for whole, shard, sharding in (*inputs, *outputs):
        if sharding.local_shape(shape_of(whole), mesh) != shape_of(shard):
            return None
    inputs += [_same(value, name) for value in region.captures()]
    outputs += [_same(value, name) for value in region.leaks()]
    place = _place(inputs, outputs)
    return None if place is None else _Plan(region, inputs, outputs, place)


def _same(value: SSAValue, name: str) -> _Border:
    """The border of a value that all chips have whole."""
    return _Border(value, value, TensorSharding.fully_replicated(name, rank_of(value)))


def _place(inputs: Sequence[_Border], outputs: Sequence[_Border]) -> Operation | None:
    """Where the first result is needed, if all operands are there by then."""
    block = outputs[0].whole.owner.parent if outputs else None
    if not isinstance(block, Block):
        return None
    wanted = {border.whole.owner for border in outputs if border.whole is not border.shard}
    wanted |= {
        use.operation
        for border in outputs
        if border.whole is border.shard
        for use in border.whole.uses
    }
    known = {border.whole.owner for border in inputs} - set(block.ops)
    for op in block.ops:
        if op in wanted or any(inner in wanted for inner in op.walk()):
            return op if all(border.whole.owner in known for border in inputs) else None
        known.add(op)
    return None


def _sharding_before(call: CustomCallOp, name: str, read: ReadSharding) -> TensorSharding | None:
    """How the operand of a call that leads into a region is divided."""
    value = call.operands[0]
    marker = value.op if isinstance(value, OpResult) else None
    text = _xla_sharding(marker) if marker is not None and _target(marker) == "Sharding" else None
    return None if marker is None or text is None else read(marker, text, rank_of(value))


def _unmarked(value: SSAValue) -> SSAValue:
    """The value that an `@Sharding` call marks."""
    op = value.op if isinstance(value, OpResult) else None
    return op.operands[0] if op is not None and _target(op) == "Sharding" else value


def _target(op: Operation) -> str | None:
    return op.call_target_name if isinstance(op, CustomCallOp) else None


def _xla_sharding(op: Operation) -> str | None:
    text = op.attributes.get(XLA_SHARDING)
    return text.data if isinstance(text, StringAttr) else None


def _is_in(op: Operation, body: Block) -> bool:
    block = op.parent
    while block is not None and block is not body:
        owner = block.parent_op()
        block = owner.parent if owner is not None else None
    return block is not None


def _erase_unused(calls: Sequence[CustomCallOp]) -> None:
    """Erase border calls, and the `@Sharding` calls that only they used."""
    for call in calls:
        marker = call.operands[0].owner
        call.detach()
        call.erase()
        if isinstance(marker, CustomCallOp) and not marker.results[0].first_use:
            marker.detach()
            marker.erase()
