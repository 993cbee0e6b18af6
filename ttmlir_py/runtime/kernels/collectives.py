"""Ops that move data between chips, in their StableHLO, TTIR and TTNN forms."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from ttmlir_py.runtime.formats import Array
from ttmlir_py.runtime.groups import Groups, Reduce, all_chips, permute
from ttmlir_py.runtime.kernels.data_movement import integers_of
from ttmlir_py.runtime.kernels.folding import combiner, fold
from ttmlir_py.runtime.kernels.operands import by_name, local_rank
from ttmlir_py.runtime.machine import Machine
from ttmlir_py.runtime.values import expand
from ttmlir_py.syntax.diagnostics import fail

REPLICATED = ("replica", "partition")
"""Axis names of the mesh of an XLA program without shardings."""


def _rows(value: Any) -> tuple[tuple[int, ...], ...]:
    """The rows of a matrix of chip numbers, however the property holds it."""
    if isinstance(value, tuple):
        return value
    values, (count, length) = list(value.get_values()), value.get_shape()
    values = values if len(values) == count * length else values * (count * length)
    return tuple(tuple(values[i * length : (i + 1) * length]) for i in range(count))


def _chips(machine: Machine, op: Any, rows: Sequence[Sequence[int]], both: bool) -> Any:
    """Rows of replica or partition numbers as rows of chip numbers.

    On a mesh of replicas and partitions the channel says which of the two the numbers are, and
    `both` that a channel makes a group span the partitions too. Elsewhere they are chips.
    """
    if machine.mesh.names != REPLICATED or getattr(op, "use_global_device_ids", False):
        return _within(op, rows, prod(machine.mesh.shape), "process")
    replicas, partitions = machine.mesh.shape
    has_channel = op.channel_handle is not None and op.channel_handle.handle > 0
    if not has_channel or both:
        _within(op, rows, replicas, "replica")
    else:
        _within(op, rows, partitions, "partition")
    if not has_channel:
        return [[r * partitions + p for r in row] for p in range(partitions) for row in rows]
    if both:
        return [[r * partitions + p for p in range(partitions) for r in row] for row in rows]
    return [[r * partitions + p for p in row] for r in range(replicas) for row in rows]


def _within(
    op: Any, rows: Sequence[Sequence[int]], count: int, what: str
) -> Sequence[Sequence[int]]:
    for number in {number for row in rows for number in row}:
        if number >= count:
            fail(op, f"names {what} {number}, but there are {count}")
    return rows


def _groups(machine: Machine, op: Any, *, both: bool = False) -> Groups:
    mesh = machine.mesh.shape
    rows = [[n for n in row if n >= 0] for row in _rows(op.replica_groups)]
    if not any(rows):
        if machine.mesh.names != REPLICATED:
            return all_chips(mesh)
        rows = [list(range(mesh[0]))]
    return Groups(mesh, tuple(tuple(row) for row in _chips(machine, op, rows, both)))


def chip_groups(machine: Machine, op: Any) -> Sequence[Sequence[int]]:
    """The chips that communicate with each other in an op of StableHLO."""
    if hasattr(op, "source_target_pairs"):
        pairs = _chips(machine, op, _rows(op.source_target_pairs), False)
        return [sorted({chip for pair in pairs for chip in pair})]
    if not hasattr(op, "replica_groups"):
        return []
    both = op.name not in ("stablehlo.all_to_all", "stablehlo.collective_broadcast")
    return _groups(machine, op, both=both).members


def _line(machine: Machine, op: Any) -> Groups:
    """The groups along the op's mesh axis; all chips where it names none."""
    if op.cluster_axis is None:
        return all_chips(machine.mesh.shape)
    return Groups.along(machine.mesh.shape, (op.cluster_axis,))


def _by_name(name: str) -> Reduce:
    def combine(x: Array, axes: tuple[int, ...]) -> Array:
        return getattr(np, name).reduce(x, axis=axes, dtype=x.dtype, keepdims=True)

    return combine


def _mean(x: Array, axes: tuple[int, ...]) -> Array:
    return np.mean(x, axis=axes, dtype=x.dtype, keepdims=True)


def _by_body(machine: Machine, body: Any) -> Reduce:
    """Combining with a computation given as a region."""
    if (name := combiner(body.block)) is not None:
        return _by_name(name)

    def combine(x: Array, axes: tuple[int, ...]) -> Array:
        lead = machine.lead
        kept = [axis for axis in range(x.ndim) if axis not in axes]
        line = x.transpose((*kept, *axes)).reshape((*(x.shape[axis] for axis in kept), -1))
        line = line.reshape((1,) * lead + line.shape)
        (folded,) = fold(machine.xp, body, lead, [line], -1)
        return folded.reshape([1 if axis in axes else x.shape[axis] for axis in range(x.ndim)])

    return combine


_REDUCTIONS: dict[str, Reduce] = {
    "max": _by_name("maximum"),
    "mean": _mean,
    "min": _by_name("minimum"),
    "prod": _by_name("multiply"),
    "sum": _by_name("add"),
}


def _reduction(op: Any) -> Reduce:
    name = op.reduce_type.value
    if name not in _REDUCTIONS:
        fail(op, f"cannot reduce by '{name}' over chips")
    return _REDUCTIONS[name]


def all_gather(machine: Machine, op: Any, *arrays: Array) -> tuple[Array, ...]:
    """The tensors of a group concatenated on each of its chips."""
    groups = _groups(machine, op, both=True)
    return tuple(groups.gather(x, op.all_gather_dim) for x in arrays)


def all_reduce(machine: Machine, op: Any, bodies: Any, *arrays: Array) -> tuple[Array, ...]:
    """The tensors of a group combined on each of its chips."""
    groups, combine = _groups(machine, op, both=True), _by_body(machine, bodies[0])
    return tuple(groups.reduce(x, combine) for x in arrays)


def collective_reduce(machine: Machine, op: Any, bodies: Any, *arrays: Array) -> tuple[Array, ...]:
    """The tensors of a group combined on one of its chips, zeros on the others."""
    groups, combine = _groups(machine, op, both=True), _by_body(machine, bodies[0])
    roots = (0,) * len(arrays)
    if op.has_dynamic_root:
        arrays, places = arrays[:-1], arrays[-1]
        roots = integers_of(machine, op, places)
    return tuple(
        permute(
            groups.mesh,
            groups.reduce(x, combine),
            [(group[root], group[root]) for group in groups.members],
        )
        for x, root in zip(arrays, roots, strict=True)
    )


def cross_replica_sum(machine: Machine, op: Any, x: Array) -> Array:
    """The sum of the tensors of a group on each of its chips."""
    return _groups(machine, op, both=True).reduce(x, _by_name("add"))


def reduce_scatter(machine: Machine, op: Any, bodies: Any, x: Array) -> Array:
    """The tensors of a group combined, one part on each of its chips."""
    groups = _groups(machine, op, both=True)
    return groups.take_part(groups.reduce(x, _by_body(machine, bodies[0])), op.scatter_dimension)


def all_to_all(machine: Machine, op: Any, *arrays: Array) -> tuple[Array, ...]:
    """Parts of one dimension exchanged for parts of another."""
    groups = _groups(machine, op)
    return tuple(groups.exchange(x, op.split_dimension, op.concat_dimension) for x in arrays)


def collective_broadcast(machine: Machine, op: Any, *arrays: Array) -> tuple[Array, ...]:
    """One chip's tensors on all chips of a group; zeros outside of all groups."""
    groups = _groups(machine, op)
    roots = (0,) * len(arrays)
    if op.has_dynamic_root:
        arrays, places = arrays[:-1], arrays[-1]
        roots = integers_of(machine, op, places)
    return tuple(_copied(groups, x, root) for x, root in zip(arrays, roots, strict=True))


def _copied(groups: Groups, x: Array, root: int) -> Array:
    if len({chip for group in groups.members for chip in group}) == prod(groups.mesh):
        return groups.broadcast(x, root)
    pairs = [(group[root], chip) for group in groups.members for chip in group]
    return permute(groups.mesh, x, pairs)


def collective_permute(machine: Machine, op: Any, x: Array) -> Array:
    """Tensors sent from chip to chip."""
    pairs = _chips(machine, op, _rows(op.source_target_pairs), False)
    return permute(machine.mesh.shape, x, [(pair[0], pair[1]) for pair in pairs])


def partition_id(machine: Machine, op: Any) -> Array:
    """Every chip's number among the partitions."""
    return _number(machine, "partition")


def replica_id(machine: Machine, op: Any) -> Array:
    """Every chip's number among the replicas."""
    return _number(machine, "replica")


def _number(machine: Machine, what: str) -> Array:
    mesh, lead = machine.mesh, machine.lead
    if mesh.names == REPLICATED:
        axis = mesh.names.index(what)
        shape = [-1 if i == axis else 1 for i in range(lead)]
        return np.arange(mesh.shape[axis], dtype=np.uint32).reshape(shape)
    if what == "replica":
        return np.zeros((1,) * lead, np.uint32)
    ids = np.arange(mesh.size, dtype=np.uint32).reshape(mesh.shape)
    return ids.reshape(mesh.shape + (1,) * (lead - len(mesh.shape)))


def line_all_gather(machine: Machine, op: Any, x: Array) -> Array:
    """The tensors along a mesh axis concatenated."""
    return _line(machine, op).gather(x, op.all_gather_dim % local_rank(machine, x))


def line_all_reduce(machine: Machine, op: Any, x: Array) -> Array:
    """The tensors along a mesh axis combined."""
    return _line(machine, op).reduce(x, _reduction(op))


def line_reduce_scatter(machine: Machine, op: Any, x: Array) -> Array:
    """The tensors along a mesh axis combined, one part on each chip."""
    reduced = _line(machine, op).reduce(x, _reduction(op))
    return _line(machine, op).take_part(reduced, op.scatter_dim % local_rank(machine, x))


def line_all_to_all(machine: Machine, op: Any, x: Array) -> Array:
    """Parts of one dimension exchanged for parts of another."""
    rank = local_rank(machine, x)
    return _device_groups(machine, op).exchange(x, op.split_dim % rank, op.concat_dim % rank)


def line_broadcast(machine: Machine, op: Any, x: Array) -> Array:
    """The first chip's tensor on all chips of a group."""
    return _copied(_device_groups(machine, op), x, 0)


def line_permute(machine: Machine, op: Any, x: Array) -> Array:
    """Tensors sent from chip to chip."""
    pairs = [(pair[0], pair[1]) for pair in _rows(op.source_target_pairs)]
    return permute(machine.mesh.shape, x, pairs)


def _device_groups(machine: Machine, op: Any) -> Groups:
    rows = (tuple(n for n in row if n >= 0) for row in _rows(op.replica_groups))
    return Groups(machine.mesh.shape, tuple(rows))


def mesh_partition(machine: Machine, op: Any, x: Array) -> Array:
    """Every chip's own part of a tensor that all chips along the axis hold."""
    return _line(machine, op).take_part(x, op.dim % local_rank(machine, x))


def point_to_point(machine: Machine, op: Any, *arrays: Array) -> Array:
    """One chip's tensor copied to another; the others keep the output's, or zeros."""
    given = by_name(op, arrays)
    mesh = machine.mesh.shape
    base = given.optional_output_tensor
    sent = expand(mesh, given.input)[tuple(op.sender_coord)]
    changed = np.zeros((*mesh, *sent.shape), sent.dtype)
    if base is not None:
        changed[...] = base
    changed[tuple(op.receiver_coord)] = sent
    return changed


COLLECTIVES = {
    "partition_id": partition_id,
    "replica_id": replica_id,
    "stablehlo.all_gather": all_gather,
    "stablehlo.all_reduce": all_reduce,
    "stablehlo.all_to_all": all_to_all,
    "stablehlo.collective_broadcast": collective_broadcast,
    "stablehlo.collective_permute": collective_permute,
    "stablehlo.collective_reduce": collective_reduce,
    "stablehlo.cross-replica-sum": cross_replica_sum,
    "stablehlo.reduce_scatter": reduce_scatter,
}
"""Ops that processes with different programs run too."""

KERNELS = {
    "all_reduce_async": line_all_reduce,
    "mesh_partition": mesh_partition,
    "point_to_point": point_to_point,
    "ttir.all_gather": line_all_gather,
    "ttir.all_reduce": line_all_reduce,
    "ttir.all_to_all": line_all_to_all,
    "ttir.collective_broadcast": line_broadcast,
    "ttir.collective_permute": line_permute,
    "ttir.reduce_scatter": line_reduce_scatter,
    "ttnn.all_gather": line_all_gather,
    "ttnn.all_reduce": line_all_reduce,
    "ttnn.reduce_scatter": line_reduce_scatter,
}
