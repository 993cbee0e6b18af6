"""Reductions, scatters and sorts of complex numbers: of both parts apart, or of pairs at once."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import BlockArgument, Operation, SSAValue

from ttmlir_py.dialects.stablehlo.collectives import AllReduceOp, ReduceScatterOp
from ttmlir_py.dialects.stablehlo.control_flow import ReturnOp
from ttmlir_py.dialects.stablehlo.indexing import ScatterOp
from ttmlir_py.dialects.stablehlo.reduction import ReduceOp, ReduceWindowOp
from ttmlir_py.dialects.stablehlo.sorting import SortOp
from ttmlir_py.passes.stablehlo.complex_parts.parts import (
    is_complex_tensor,
    is_sum,
    joined,
    on_each_part,
    part_type,
    split,
    split_block,
)
from ttmlir_py.support.conversion import Builder, Lowering

COMPUTATIONS = ReduceOp | ReduceWindowOp | ScatterOp | SortOp
"""Ops whose computation may mix the values of several operands, so also two parts of one."""


def _reduction(op: ReduceOp | ReduceWindowOp, build: Builder) -> Sequence[SSAValue]:
    if is_sum(op.body):
        return on_each_part(op, build)
    return _on_all_parts(op, build)


def _scatter(op: ScatterOp, build: Builder) -> Sequence[SSAValue]:
    replaces = isinstance(op.update_computation.block.first_op, ReturnOp)
    if replaces or is_sum(op.update_computation):
        return on_each_part(op, build)
    return _on_all_parts(op, build)


def _sort(op: SortOp, build: Builder) -> Sequence[SSAValue]:
    """The comparator takes both elements of an input side by side."""
    complex_inputs = [is_complex_tensor(value.type) for value in op.inputs]
    results = _on_all_parts(op, build)
    arguments = _sorter(results).regions[0].block.args
    at = 0
    for is_complex in complex_inputs:
        if is_complex:
            _swap(arguments[at + 1], arguments[at + 2])
        at += 4 if is_complex else 2
    return results


def _sorter(values: Sequence[SSAValue]) -> Operation:
    """The sort that values come from, directly or through the pairs they are parts of."""
    owner = values[0].owner
    assert isinstance(owner, Operation)
    if isinstance(owner, SortOp):
        return owner
    return _sorter(owner.operands)


def _swap(first: BlockArgument, second: BlockArgument) -> None:
    uses = [(use, second) for use in first.uses] + [(use, first) for use in second.uses]
    for use, value in uses:
        use.operation.operands[use.index] = value


def _on_all_parts(op: Operation, build: Builder) -> Sequence[SSAValue]:
    """The op on twice the operands, its computation on the parts of both."""
    types = [
        type_
        for result in op.result_types
        for type_ in [part_type(result)] * (2 if is_complex_tensor(result) else 1)
    ]
    made = type(op).create(
        operands=split(op.operands, build),
        result_types=types,
        properties=op.properties,
        attributes=op.attributes,
        regions=[region.clone() for region in op.regions],
    )
    for region in made.regions:
        split_block(region.block)
    return joined(iter(build.all(made)), op.result_types, build)


def _collective(op: AllReduceOp | ReduceScatterOp, build: Builder) -> Sequence[SSAValue] | None:
    """Sums over chips; other computations would need both parts of an element at once."""
    (computation,) = op.regions
    return on_each_part(op, build) if is_sum(computation) else None


LOWERINGS: dict[type[Operation], Lowering] = {
    AllReduceOp: _collective,
    ReduceOp: _reduction,
    ReduceScatterOp: _collective,
    ReduceWindowOp: _reduction,
    ScatterOp: _scatter,
    SortOp: _sort,
}
