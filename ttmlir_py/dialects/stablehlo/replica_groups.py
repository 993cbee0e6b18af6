"""Which processes a collective joins: as a property and as rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Self, overload

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, SymbolRefAttr, TensorType
from xdsl.ir import Attribute, Operation
from xdsl.traits import SymbolTable
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.attributes import ChannelHandleAttr
from ttmlir_py.dialects.stablehlo.inference import dims_text
from ttmlir_py.dialects.stablehlo.mesh_attributes import (
    MeshAttr,
    MeshAxisAttr,
    ReplicaGroupMeshAxesAttr,
)
from ttmlir_py.dialects.stablehlo.properties import Rows, integer_elements, rows_attribute, rows_of
from ttmlir_py.support.element_types import I64
from ttmlir_py.support.fields import PropertyField
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import PropertyKind, instance


def _groups(attribute: DenseIntOrFPElementsAttr | ReplicaGroupMeshAxesAttr) -> Rows:
    if isinstance(attribute, ReplicaGroupMeshAxesAttr):
        return attribute.groups()
    return rows_of(attribute)


class ReplicaGroupsField(PropertyField[Rows]):
    """The groups as rows of process numbers; axes of a mesh are looked up by its symbol."""

    def __init__(self) -> None:
        super().__init__(REPLICA_GROUPS)

    @overload
    def __get__(self, op: None, owner: type[Op]) -> Self: ...
    @overload
    def __get__(self, op: Op, owner: type[Op]) -> Rows: ...
    def __get__(self, op: Op | None, owner: type[Op]) -> Self | Rows:
        if op is None:
            return self
        attribute = op.properties[self.key]
        if not isinstance(attribute, ReplicaGroupMeshAxesAttr):
            return self.kind.decode(attribute)
        return replace(attribute, mesh=_mesh_of(op, attribute.mesh)).groups()


def _mesh_of(op: Op, mesh: Attribute) -> Attribute:
    if not isinstance(mesh, SymbolRefAttr):
        return mesh
    # sdy declares the meshes of a module; it loads only where one is named
    from ttmlir_py.dialects.sdy.annotations import MeshOp

    declared = find_mesh(op, mesh)
    if not isinstance(declared, MeshOp):
        raise VerifyException(f"replica_groups: mesh symbol {mesh} is not a mesh")
    devices = declared.mesh.device_ids
    ids = DenseIntOrFPElementsAttr.from_list(TensorType(I64, (len(devices),)), devices)
    axes = tuple(MeshAxisAttr(axis.axis, axis.size) for axis in declared.mesh.axes)
    return MeshAttr(axes, ids if devices else None)


def find_mesh(op: Op, mesh: SymbolRefAttr) -> Operation:
    """The op of the mesh's name."""
    declared = SymbolTable.lookup_symbol(op, mesh)
    if declared is None:
        name = mesh.root_reference.data
        raise VerifyException(f"replica_groups: mesh symbol '{name}' not found")
    return declared


def _is_groups(attribute: Attribute) -> bool:
    if isinstance(attribute, ReplicaGroupMeshAxesAttr):
        return True
    return isinstance(attribute, DenseIntOrFPElementsAttr) and attribute.get_element_type() == I64


REPLICA_GROUPS = PropertyKind[Rows](
    "64-bit signless integer elements attribute or mesh and axes based replica groups "
    "representation.",
    _is_groups,
    _groups,
    rows_attribute,
)
CHANNEL_HANDLE = instance(ChannelHandleAttr, "two 64-bit integers 'handle' and 'type'")


def verify_replica_groups(
    attribute: Attribute,
    *,
    equal_sizes: bool,
    use_global_device_ids: bool = False,
    group_size: int | None = None,
) -> None:
    """Raise unless a matrix of groups names every process from zero once."""
    if not isinstance(attribute, DenseIntOrFPElementsAttr):
        return
    shape = attribute.get_shape()
    # all_gather_i3, all_to_all_i5
    if len(shape) != 2:
        raise VerifyException("replica groups should be a rank 2 tensor")
    if use_global_device_ids and 0 in shape:
        raise VerifyException(
            "if `use_global_device_ids` is set, the replica groups cannot be empty"
        )
    seen: set[int] = set()
    for device in integer_elements(attribute):
        if device == -1 and not equal_sizes:
            continue
        # all_gather_c4
        if device == -1:
            raise VerifyException("Invalid replica id -1")
        # all_gather_c2, all_reduce_c1, all_to_all_c5
        if device in seen:
            raise VerifyException(f"replica id #{device} seen more than once")
        seen.add(device)
    # all_gather_c4, all_reduce_c3, all_to_all_c7
    for device in range(len(seen)):
        if device not in seen:
            raise VerifyException(f"replica id #{device} not seen in replica groups")
    # all_to_all_c8
    if group_size is not None and (shape[0] == 0 or shape[1] != group_size):
        raise VerifyException(f"group size of replica_groups must be {group_size}")


def verify_distinct_devices(attribute: Attribute) -> None:
    """Raise unless groups name processes from zero, each at most once."""
    if not isinstance(attribute, DenseIntOrFPElementsAttr):
        return
    shape = attribute.get_shape()
    if len(shape) != 2:
        raise VerifyException(
            f"replica groups should be a rank 2 tensor,but instead it is of rank {len(shape)}"
        )
    seen: set[int] = set()
    for device in integer_elements(attribute):
        # collective_broadcast_c2
        if device < 0:
            raise VerifyException(f"replica_groups values must be positive, but was given {device}")
        # collective_broadcast_c1
        if device in seen:
            raise VerifyException(f"replica id #{device} seen more than once")
        seen.add(device)


def verify_global_ids(channel: ChannelHandleAttr | None, use_global_device_ids: bool) -> None:
    """Raise where global device ids are used without a channel."""
    handle = channel.handle if channel is not None else 0
    # all_reduce_c4, reduce_scatter_c6
    if use_global_device_ids and handle <= 0:
        raise VerifyException(
            f"channel_id must be positive when useGlobalDeviceIds is set but got: {handle}"
        )


def verify_pairs_of_processes(pairs: Attribute | None) -> None:
    """Raise unless given pairs are of one source and one target each, none of them twice."""
    if pairs is None:
        return
    assert isinstance(pairs, DenseIntOrFPElementsAttr), f"{pairs}"
    shape = pairs.get_shape()
    # collective_permute_i2
    if len(shape) != 2:
        raise VerifyException(
            f"expect source_target_pairs attribute to be of rank 2, but got rank {len(shape)}"
        )
    # collective_permute_c1, recv_c1, send_c1
    if shape[1] != 2:
        raise VerifyException(
            f"expect source_target_pairs attribute of shape (N, 2), but got ({dims_text(shape)})"
        )
    rows = rows_of(pairs)
    sources, targets = ([row[side] for row in rows] for side in (0, 1))
    # collective_permute_c4, recv_c4, send_c4
    if any(device < 0 for device in (*sources, *targets)):
        raise VerifyException("replica ids in source_target_pairs must be >= 0.")
    # collective_permute_c2, collective_permute_c3, recv_c2, recv_c3, send_c2, send_c3
    for name, devices in (("sources", sources), ("targets", targets)):
        if len(set(devices)) != len(devices):
            raise VerifyException(f"duplicate {name} not allowed.")
