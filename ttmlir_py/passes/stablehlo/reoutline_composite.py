"""`reoutline-composite`: put flattened composites together again, now on local shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xdsl.context import Context
from xdsl.dialects.builtin import (
    DenseArrayBase,
    DictionaryAttr,
    FunctionType,
    ModuleOp,
    StringAttr,
)
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Block, Operation, Region, SSAValue

from ttmlir_py.dialects.stablehlo.calls import CompositeOp
from ttmlir_py.passes.stablehlo.composite_sizes import local_attributes
from ttmlir_py.passes.stablehlo.flatten_or_convert_composites import (
    ARGUMENTS,
    ATTRIBUTES,
    GROUP,
    NAME,
    PREFIX,
    RESULTS,
    TYPES,
)
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class ReoutlineCompositePass(Pass):
    """What is left whole of a flattened composite is a composite again; no marks are left.

    A group stays flat if other ops have come between its own, if values go in or out that the
    composite did not have, or if sizes among the composite's attributes may be outdated; those
    that are known to follow the operands', as the number of groups of a group norm, do.
    """

    name = "reoutline-composite"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for block in list(_blocks(op)):
            for group in _groups(block).values():
                parts = _Parts.of(group)
                if parts is not None:
                    _outline(op, parts)
        for inner in op.walk():
            for key in [key for key in inner.attributes if key.startswith(PREFIX)]:
                del inner.attributes[key]


def _blocks(module: ModuleOp) -> Iterator[Block]:
    for op in module.walk():
        for region in op.regions:
            yield from region.blocks


def _groups(block: Block) -> dict[str, list[Operation]]:
    """The marked ops of a block by group, in their order."""
    groups: dict[str, list[Operation]] = {}
    for op in block.ops:
        group = op.attributes.get(GROUP)
        if isinstance(group, StringAttr):
            groups.setdefault(group.data, []).append(op)
    return groups


@dataclass(frozen=True)
class _Parts:
    """A group that can be outlined: its ops, and the values that enter and leave."""

    ops: Sequence[Operation]
    name: str
    group: str
    attributes: DictionaryAttr
    inputs: Sequence[SSAValue]
    outputs: Sequence[SSAValue]

    @classmethod
    def of(cls, ops: Sequence[Operation]) -> _Parts | None:
        seed = ops[0].attributes
        name, group, attributes = (seed.get(key) for key in (NAME, GROUP, ATTRIBUTES))
        if not isinstance(name, StringAttr) or not isinstance(group, StringAttr):
            return None
        if not isinstance(attributes, DictionaryAttr) or not _is_contiguous(ops):
            return None
        inputs, outputs = _inputs(ops), _outputs(ops)
        if inputs is None or outputs is None:
            return None
        own = local_attributes(name.data, attributes, seed.get(TYPES), inputs)
        return None if own is None else cls(ops, name.data, group.data, own, inputs, outputs)


def _is_contiguous(ops: Sequence[Operation]) -> bool:
    return all(a.next_op is b for a, b in pairwise(ops))


def _inputs(ops: Sequence[Operation]) -> list[SSAValue] | None:
    """The composite's operands in their order; None where they are not known."""
    inside = {result for op in ops for result in op.results}
    marked = any(ARGUMENTS in op.attributes for op in ops)
    found: dict[int, SSAValue] = {}
    for op in ops:
        indices = _indices(op, ARGUMENTS, len(op.operands))
        for value, index in zip(op.operands, indices, strict=True):
            if value in inside or (not marked and value in found.values()):
                continue
            place = index if marked else len(found)
            if place < 0 or found.setdefault(place, value) is not value:
                return None
    return _in_order(found)


def _outputs(ops: Sequence[Operation]) -> list[SSAValue] | None:
    """The composite's results in their order; None where others are used."""
    members = set(ops)
    marked = any(RESULTS in op.attributes for op in ops)
    found: dict[int, SSAValue] = {}
    for op in ops:
        for value, index in zip(op.results, _indices(op, RESULTS, len(op.results)), strict=True):
            if index >= 0:
                found[index] = value
            elif any(use.operation not in members for use in value.uses):
                if marked:
                    return None
                found[len(found)] = value
    return _in_order(found)


def _indices(op: Operation, key: str, count: int) -> Sequence[int]:
    stored = op.attributes.get(key)
    if not isinstance(stored, DenseArrayBase):
        return [-1] * count
    return [int(value) for value in stored.get_values()]


def _in_order(found: dict[int, SSAValue]) -> list[SSAValue] | None:
    if sorted(found) != list(range(len(found))):
        return None
    return [found[index] for index in range(len(found))]


def _outline(module: ModuleOp, parts: _Parts) -> None:
    """Move the ops of a group into a function, and call it as the composite."""
    function = _function(parts)
    module.body.block.add_op(function)
    first = parts.ops[0]
    composite = CompositeOp(
        list(parts.inputs),
        composite_name=parts.name,
        composite_attributes=parts.attributes,
        decomposition=function.sym_name.data,
        result_types=[value.type for value in parts.outputs],
    )
    results = Builder(first).all(composite)
    body = function.body.block
    members = set(parts.ops)
    for old, new in zip(parts.outputs, results, strict=True):
        old.replace_uses_with_if(new, lambda use: use.operation not in members)
    for op in parts.ops:
        op.detach()
        body.add_op(op)
    for value, argument in zip(parts.inputs, body.args, strict=True):
        value.replace_uses_with_if(argument, lambda use: use.operation in members)
    body.add_op(ReturnOp(*parts.outputs))


def _function(parts: _Parts) -> FuncOp:
    inputs = [value.type for value in parts.inputs]
    outputs = [value.type for value in parts.outputs]
    return FuncOp(
        f"outlined_{parts.group}",
        FunctionType.from_lists(inputs, outputs),
        Region(Block(arg_types=inputs)),
        visibility="private",
    )
