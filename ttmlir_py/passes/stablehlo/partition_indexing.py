"""`partition-indexing`: gathers and scatters along sharded dimensions work on shards.

Otherwise such a dimension would have to be whole on every chip: a table of embeddings, say, of
which the chips together need a few rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import SSAValue

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.axes import Axes, AxisRef, sorted_and_merged
from ttmlir_py.dialects.sdy.collectives import AllReduceOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection
from ttmlir_py.dialects.stablehlo.elementwise_binary import CompareOp, MultiplyOp
from ttmlir_py.dialects.stablehlo.indexing import GatherOp, ScatterOp
from ttmlir_py.passes.sdy.export.halo.computation import manual_axes, manual_computation
from ttmlir_py.passes.sdy.export.halo.devices import Devices
from ttmlir_py.passes.sdy.export.local import indexing
from ttmlir_py.passes.sdy.export.local.shards import Shards, constant, scalar, scalar_of
from ttmlir_py.passes.stablehlo.indexing_plans import (
    IndexingPlan,
    axes_of,
    plan_gather,
    plan_scatter,
)
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import rank_of, tensor_type


@dataclass(frozen=True)
class PartitionIndexingPass(Pass):
    """Chips look up and update the rows they have, where that moves less than the table would.

    A gather is zero where another chip has the row, and all are added up; a scatter drops the
    updates that are for other chips.
    """

    name = "partition-indexing"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in [o for o in op.walk() if isinstance(o, GatherOp | ScatterOp)]:
            sharding = next((s for v in inner.operands if (s := sharding_of(v))), None)
            sharding = sharding_of(inner.results[0]) or sharding
            mesh = None if sharding is None else mesh_of(inner, sharding.mesh)
            if sharding is None or mesh is None or mesh.is_maximal:
                continue
            plan = (
                plan_gather(inner, mesh)
                if isinstance(inner, GatherOp)
                else plan_scatter(inner, mesh)
            )
            if plan is not None:
                _carry_out(op, inner, plan, sharding.mesh, mesh)


@dataclass
class _OwnShards(Shards):
    """Which shard a chip has comes in as its part of a list of all shards' numbers."""

    numbers: dict[Axes, SSAValue] = field(default_factory=dict[Axes, SSAValue])

    def number(self, axes: Sequence[AxisRef], build: Builder) -> SSAValue:
        return scalar_of(self.numbers[tuple(axes)], build)

    def offset(
        self, mesh: MeshAttr, axes: Sequence[AxisRef], size: int, build: Builder
    ) -> SSAValue:
        return build(MultiplyOp(self.number(axes, build), scalar(size, I64, build)))

    def is_first(self, mesh: MeshAttr, axes: Sequence[AxisRef], build: Builder) -> SSAValue:
        order = ComparisonDirection.EQ
        zero = constant((1,), I64, [0], build)
        return build(CompareOp(self.numbers[tuple(axes)], zero, comparison_direction=order))


def _carry_out(
    module: ModuleOp,
    op: GatherOp | ScatterOp,
    plan: IndexingPlan,
    name: str | MeshAttr,
    mesh: MeshAttr,
) -> None:
    """Put a computation on shards in the place of an op, and combine the chips' results."""

    def sharded(rank: int, dims: Sequence[Axes]) -> TensorSharding:
        return TensorSharding.fully_replicated(name, rank).with_axes(dims)

    build = Builder(op)
    (result,) = op.results
    operands = [
        (value, sharded(len(dims), dims))
        for value, dims in zip(op.operands, plan.operands, strict=True)
    ]
    partial = () if isinstance(op, GatherOp) else plan.reduced
    divided = [_without_idle(axes, mesh) for axes in (*plan.operands[0], partial)]
    numbered = [axes for axes in divided if axes]
    for axes in numbered:
        count = prod(axis.size_in(mesh) for axis in axes)
        numbers = constant((count,), I64, range(count), build)
        operands.append((numbers, sharded(1, [axes])))
    computed = sharded(rank_of(result), plan.result)
    shardings = [sharding for _, sharding in operands]
    used = (axis for sharding in shardings for axis in sharding.dim_axes)
    names = manual_axes(used, shardings, mesh)

    def body(devices: Devices, values: Sequence[SSAValue]) -> SSAValue:
        own = dict(zip(numbered, values[len(op.operands) :], strict=True))
        shards = _OwnShards(module, numbers=own)
        return _on_shards(op, values, [*shardings, computed], shards, devices.build)

    whole = (tensor_type(result).get_shape(), computed)
    value = manual_computation(op, operands, whole, names, mesh, Shards(module), body)
    if plan.reduced:
        axes = sorted_and_merged(plan.reduced, mesh)
        value = build(
            AllReduceOp(
                value, reduction_axes=axes, reduction_op=plan.reduction, out_sharding=computed
            )
        )
    wanted = sharding_of(result)
    if wanted is not None and axes_of(result) != plan.result:
        value = build(ReshardOp(value, sharding=wanted.closed()))
    replace_op(op, [value])


def _without_idle(axes: Axes, mesh: MeshAttr) -> Axes:
    return tuple(axis for axis in axes if axis.size_in(mesh) > 1)


def _on_shards(
    op: GatherOp | ScatterOp,
    values: Sequence[SSAValue],
    shardings: Sequence[TensorSharding],
    shards: Shards,
    build: Builder,
) -> SSAValue:
    """The op on a chip's shards, with indices that count from where its shard begins."""
    count = len(op.operands)
    local = op.clone()
    local.operands = values[:count]
    local.attributes.clear()
    (result,) = build.all(local)
    known = [*zip(values[:count], op.operands, shardings[:count], strict=True)]
    for value, whole, sharding in (*known, (result, op.results[0], shardings[-1])):
        shards.types[value] = tensor_type(whole)
        shards.shardings[value] = sharding
    found = indexing.ROWS[type(local)](local, shards, Builder(local))
    assert found is not None, f"{op.name} has no form on shards"
    new = [found] if isinstance(found, SSAValue) else list(found)
    replace_op(local, new)
    return new[0]
