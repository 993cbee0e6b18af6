"""Between one whole tensor and the parts of all chips: shardings, mappers and composers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.kernels.operands import local_rank
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import DimAxes, first, join, relead, split
from ttmlir_py.support.mesh import Mesh
from ttmlir_py.syntax.diagnostics import fail


def manual_computation(machine: Machine, op: Any, bodies: Any, *arrays: Array) -> tuple[Array, ...]:
    """The body on parts of the operands; its results put together."""
    mesh = op.common_mesh()
    if mesh is None or mesh.device_ids:
        fail(op, "must have one mesh with its devices in order to run")
    inner = machine if mesh.is_empty or mesh.mesh == machine.mesh else _on(machine, op, mesh.mesh)
    lead = inner.lead
    parts = [
        _on_axes(inner, relead(x, machine.lead, lead), _manual_dims(op, inner.mesh, sharding))
        for x, sharding in zip(arrays, op.in_shardings, strict=True)
    ]
    results = bodies[0].on(inner, *parts)
    joined: list[Array] = []
    for x, sharding in zip(results, op.out_shardings, strict=True):
        x = join(inner.mesh.shape, x, _manual_dims(op, inner.mesh, sharding))
        manual = [inner.mesh.names.index(axis) for axis in op.manual_axes]
        joined.append(relead(first(x, manual), lead, machine.lead))
    return tuple(joined)


def _on(machine: Machine, op: Any, mesh: Mesh) -> Machine:
    """The machine seen as another mesh of its chips."""
    if machine.batch:
        fail(op, "cannot run inside of a computation on elements")
    return replace(machine, mesh=mesh)


def _on_axes(machine: Machine, x: Array, dims: DimAxes) -> Array:
    return split(machine.mesh.shape, x, dims)


def _manual_dims(op: Any, mesh: Mesh, sharding: Any) -> DimAxes:
    dims: list[list[int]] = []
    for dim in sharding.dims:
        axes = [axis for axis in dim.axes if axis.axis in op.manual_axes]
        if any(axis.sub is not None for axis in axes):
            fail(op, f"manual axes must be whole axes to run, got {dim.text}")
        dims.append([mesh.names.index(axis.axis) for axis in axes])
    return dims


def _dims_of_axes(rank: int, dims: Sequence[int | None]) -> DimAxes:
    """Mesh axes by tensor dimension, from the dimension (or None) of every mesh axis."""
    found: list[list[int]] = [[] for _ in range(rank)]
    for axis, dim in enumerate(dims):
        if dim is not None:
            found[dim].append(axis)
    return found


def mesh_shard(machine: Machine, op: Any, x: Array) -> Array:
    """A whole tensor split over the mesh, or the parts put together."""
    to_shard = op.shard_direction.value == "full_to_shard"
    match op.shard_type.value:
        case "replicate":
            return x if to_shard else first(x, range(len(machine.mesh.shape)))
        case "devices":
            pass
        case other:
            fail(op, f"shard type '{other}' cannot run")
    rank = local_rank(machine, x)
    if len(op.shard_dims) != len(machine.mesh.shape):
        fail(
            op,
            f"shard_dims must have an entry for each of the "
            f"{len(machine.mesh.shape)} mesh axes, got {list(op.shard_dims)}",
        )
    dims = _dims_of_axes(rank, [None if dim < 0 else dim for dim in op.shard_dims])
    if to_shard:
        return split(machine.mesh.shape, x, dims)
    whole = join(machine.mesh.shape, x, dims)
    return first(whole, range(len(machine.mesh.shape)))


def distribute_tensor(machine: Machine, op: Any, x: Array, device: Any) -> Array:
    """A host tensor split over the mesh."""
    placements = op.mapper_config.placements
    dims = [placement.sharded_dim for placement in placements]
    if len(dims) < len(machine.mesh.shape):
        dims += [None] * (len(machine.mesh.shape) - len(dims))
    return split(machine.mesh.shape, x, _dims_of_axes(local_rank(machine, x), dims))


def aggregate_tensor(machine: Machine, op: Any, x: Array, device: Any) -> Array:
    """The parts of all chips as one host tensor; the first chip's along axes of target size 1."""
    mesh, config = machine.mesh.shape, op.composer_config
    sizes = config.mesh_shape or mesh
    dims: list[int | None] = [None] * len(mesh)
    for axis, (dim, size) in enumerate(zip(config.joined_dims, sizes, strict=True)):
        if size > 1:
            dims[axis] = dim
    joined = join(mesh, x, _dims_of_axes(local_rank(machine, x), dims))
    return first(joined, range(len(mesh)))


KERNELS = {
    "mesh_shard": mesh_shard,
    "sdy.manual_computation": manual_computation,
    "ttnn.aggregate_tensor": aggregate_tensor,
    "ttnn.distribute_tensor": distribute_tensor,
}
