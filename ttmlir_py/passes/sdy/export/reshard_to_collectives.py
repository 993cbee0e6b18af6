"""`sdy-reshard-to-collectives`: turn every reshard into the collectives that carry it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, OpResult, SSAValue

from ttmlir_py.dialects.sdy.annotations import PropagationBarrierOp, ReshardOp
from ttmlir_py.dialects.sdy.axes import Axes
from ttmlir_py.dialects.sdy.collective_attributes import AllToAllParam
from ttmlir_py.dialects.sdy.collectives import (
    AllGatherOp,
    AllSliceOp,
    AllToAllOp,
    CollectivePermuteOp,
)
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import set_sharding, sharding_of
from ttmlir_py.passes.sdy.export.axis_parts import Dims, axes_of, dims_of
from ttmlir_py.passes.sdy.export.reshard_plan import plan_reshard
from ttmlir_py.passes.sdy.export.reshard_steps import (
    AllGather,
    AllSlice,
    AllToAll,
    CollectivePermute,
    Step,
)
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import shape_of


@dataclass(frozen=True)
class ReshardToCollectivesPass(Pass):
    """No reshard is left, except between meshes of different axes or of a single device.

    `keep_redundant_reshards` also leaves those that change nothing.
    """

    name = "sdy-reshard-to-collectives"

    keep_redundant_reshards: bool = False

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for reshard in [r for r in op.walk() if isinstance(r, ReshardOp)]:
            source = _behind_barriers(reshard.input)
            if self._is_convertible(reshard, sharding_of(source)):
                replace_op(reshard, [_collectives(reshard, source)])

    def _is_convertible(self, op: ReshardOp, source: TensorSharding | None) -> bool:
        target = op.sharding
        if self.keep_redundant_reshards and target.is_equivalent(source):
            return False
        meshes = [_mesh(op, s) for s in (source, target) if s is not None]
        if any(mesh.is_maximal for mesh in meshes):
            return False
        if target.is_fully_replicated:
            return True
        return all(mesh.same_axes(meshes[-1]) for mesh in meshes)


def _behind_barriers(value: SSAValue) -> SSAValue:
    while isinstance(value, OpResult) and isinstance(value.op, PropagationBarrierOp):
        value = value.op.input
    return value


def _mesh(op: Operation, sharding: TensorSharding) -> MeshAttr:
    mesh = mesh_of(op, sharding.mesh)
    assert mesh is not None, f"unknown mesh {sharding.mesh}"
    return mesh


def _collectives(op: ReshardOp, value: SSAValue) -> SSAValue:
    """Insert the collectives before a reshard; returns the resharded value."""
    target = op.sharding
    source = sharding_of(value) or TensorSharding.fully_open(target.mesh, target.rank)
    if target.is_fully_replicated:
        if source.is_fully_replicated:
            return op.input
        target = TensorSharding.fully_replicated(source.mesh, source.rank)
    mesh = _mesh(op, target)
    source, idle = _idle_axes_first(source, mesh)
    if source != sharding_of(value) and not source.is_fully_replicated:
        set_sharding(value, source)
    build = Builder(op)
    same_devices = _mesh(op, source).device_ids == mesh.device_ids
    current = source.mesh if not same_devices else target.mesh

    def sharding(dims: Dims) -> TensorSharding:
        pairs = zip(idle, dims, strict=True)
        axes = [(*first, *axes_of(parts, mesh)) for first, parts in pairs]
        moved = TensorSharding.fully_replicated(current, len(dims)).with_axes(axes)
        return moved.with_unreduced(target.unreduced, target.reduction)

    steps = plan_reshard(
        dims_of(source, mesh), dims_of(target, mesh), shape_of(value), new_devices=not same_devices
    )
    for step in steps:
        if isinstance(step, CollectivePermute):
            current = target.mesh
        reached = sharding(step.result)
        if step is steps[-1] and isinstance(step, CollectivePermute):
            # As it is written, be it with parts of axes that could be merged.
            reached = target.closed()
        value = build(_op(value, step, reached, mesh))
    return _without_idle_axes(value, idle, target, mesh, build)


def _without_idle_axes(
    value: SSAValue, idle: Sequence[Axes], target: TensorSharding, mesh: MeshAttr, build: Builder
) -> SSAValue:
    """Gather the axes of size one that the target has not; nothing moves."""
    gathered = tuple(
        tuple(axis for axis in axes if axis not in dim.axes)
        for axes, dim in zip(idle, target.dims, strict=True)
    )
    if not any(gathered):
        return value
    return build(AllGatherOp(value, gathering_axes=gathered, out_sharding=target.closed()))


def _idle_axes_first(
    sharding: TensorSharding, mesh: MeshAttr
) -> tuple[TensorSharding, Sequence[Axes]]:
    """Axes of size one move nothing: they stay to the end if they lead a dimension, others go."""
    idle = [
        tuple(takewhile(lambda axis: axis.size_in(mesh) == 1, dim.axes)) for dim in sharding.dims
    ]
    kept = [
        (*first, *(axis for axis in dim.axes if axis.size_in(mesh) > 1))
        for first, dim in zip(idle, sharding.dims, strict=True)
    ]
    if kept == [dim.axes for dim in sharding.dims]:
        return sharding, idle
    return sharding.with_axes(kept), idle


def _op(value: SSAValue, step: Step, sharding: TensorSharding, mesh: MeshAttr) -> Operation:
    match step:
        case AllSlice(axes):
            return AllSliceOp(value, slicing_axes=_lists(axes, mesh), out_sharding=sharding)
        case AllGather(axes):
            return AllGatherOp(value, gathering_axes=_lists(axes, mesh), out_sharding=sharding)
        case AllToAll(axes, source, target):
            param = AllToAllParam(axes_of(axes, mesh), source, target)
            return AllToAllOp(value, params=(param,), out_sharding=sharding)
        case CollectivePermute():
            return CollectivePermuteOp(value, out_sharding=sharding)


def _lists(dims: Dims, mesh: MeshAttr) -> tuple[object, ...]:
    return tuple(axes_of(parts, mesh) for parts in dims)
