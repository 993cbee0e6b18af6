"""Reversed sharded dimensions: every device reverses its shard, and the shards change places.

Where shards are uneven, the padding behind the data is brought before it first: reversed, it is
behind again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from xdsl.dialects.builtin import ModuleOp, StringAttr
from xdsl.ir import SSAValue

from ttmlir_py.dialects.sdy.annotations import MeshOp, ReshardOp
from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr, meshes_in
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.dialects.stablehlo.data_movement import ConcatenateOp, ReverseOp
from ttmlir_py.passes.sdy.export.halo.computation import (
    cut_behind,
    divisible_shape,
    manual_axes,
    manual_computation,
    padded_behind,
)
from ttmlir_py.passes.sdy.export.halo.devices import Devices
from ttmlir_py.passes.sdy.export.local.shards import Shards, scalar
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.shapes import element_of, shape_of


def reversed_mesh(mesh: MeshAttr, axes: Sequence[AxisRef]) -> MeshAttr:
    """The mesh with its devices in reverse order along axes."""
    ids = mesh.device_ids or tuple(range(mesh.size))
    order = [ids[_mirrored(place, mesh, axes)] for place in range(mesh.size)]
    return MeshAttr(mesh.axes, () if order == list(range(mesh.size)) else tuple(order))


def _mirrored(place: int, mesh: MeshAttr, axes: Sequence[AxisRef]) -> int:
    """The place opposite to another one along axes."""
    result = place
    for axis in axes:
        later = mesh.axes[mesh.axis_index(axis.axis) + 1 :]
        minor = prod(other.size for other in later) * mesh.axis_size(axis.axis)
        minor //= axis.high_in(mesh)
        coordinate = place // minor % axis.size_in(mesh)
        result += (axis.size_in(mesh) - 1 - 2 * coordinate) * minor
    return result


@dataclass
class Meshes:
    """The meshes of a module, and new ones as they are needed."""

    module: ModuleOp
    names: dict[MeshAttr, str] = field(init=False)
    _symbols: set[str] = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        self.names = {mesh: name for name, mesh in meshes_in(self.module).items()}
        self._symbols = {
            name.data
            for op in self.module.ops
            if isinstance(name := op.properties.get("sym_name"), StringAttr)
        }

    def name_of(self, mesh: MeshAttr, base: str) -> str:
        """The name of a mesh, which is declared now if it was not."""
        if mesh not in self.names:
            self.names[mesh] = self._fresh(base)
            block = self.module.body.block
            declaration = MeshOp(sym_name=self.names[mesh], mesh=mesh)
            declaration.location = self.module.location
            if block.first_op is None:
                block.add_op(declaration)
            else:
                block.insert_op_before(declaration, block.first_op)
        return self.names[mesh]

    def _fresh(self, base: str) -> str:
        name = base
        while name in self._symbols:
            name = f"{base}_{self._count}"
            self._count += 1
        self._symbols.add(name)
        return name


def exchange_reversed(op: ReverseOp, mesh: MeshAttr, shards: Shards, meshes: Meshes) -> SSAValue:
    """A reverse whose shards then go to the devices at the other end."""
    sharding = sharding_of(op.operand)
    assert sharding is not None, f"{op.operand} is not sharded"
    parts = sharding.axes_sizes(mesh)
    dims = [dim for dim in op.dimensions if parts[dim] > 1]
    axes = [axis for dim in sorted(dims) for axis in sharding.dims[dim].axes]
    shape = shape_of(op.operand)
    uneven = [dim for dim in dims if shape[dim] % parts[dim]]
    operand = op.operand
    build = Builder(op)
    if uneven:
        operand = _padding_first(op, uneven, sharding, mesh, shards, build)
    base = sharding.mesh if isinstance(sharding.mesh, str) else "mesh"
    name = meshes.name_of(reversed_mesh(mesh, axes), f"{base}_reversed")
    mirrored = Devices(shards, mesh, sharding.with_mesh(name), build)
    value = mirrored(ReverseOp(operand, dimensions=op.dimensions))
    back = build(ReshardOp(value, sharding=sharding_of(op.result) or sharding))
    return cut_behind(back, shape, sharding, build)


def _padding_first(
    op: ReverseOp,
    dims: Sequence[int],
    sharding: TensorSharding,
    mesh: MeshAttr,
    shards: Shards,
    build: Builder,
) -> SSAValue:
    """The operand with zeros in front of the data of some dimensions, so that they divide."""
    manual = manual_axes((a for dim in dims for a in sharding.dims[dim].axes), [sharding], mesh)
    local = [
        index
        for index, dim in enumerate(sharding.dims)
        if any(axis.axis in manual for axis in dim.axes)
    ]
    zero = scalar(0, element_of(op.operand), build)
    shape = shape_of(op.operand)
    grown = divisible_shape(shape, sharding, mesh, local)
    operand = padded_behind(op.operand, grown, zero, sharding, build)
    shifts = {dim: grown[dim] - shape[dim] for dim in dims}

    def body(devices: Devices, values: Sequence[SSAValue]) -> SSAValue:
        return _shifted(devices, values[0], shifts, sharding)

    result = (grown, sharding)
    return manual_computation(op, [(operand, sharding)], result, manual, mesh, shards, body)


def _shifted(
    devices: Devices, value: SSAValue, shifts: Mapping[int, int], sharding: TensorSharding
) -> SSAValue:
    """All elements moved towards the end: each device has the ends of two shards to its left."""
    for dim, shift in shifts.items():
        axes = [a for a in sharding.dims[dim].axes if a.size_in(devices.mesh) > 1]
        size = shape_of(value)[dim]
        hops, rest = divmod(shift, size)
        near = devices.received(value, axes, hops)
        far = devices.received(value, axes, hops + 1)
        end = devices.between(far, dim, size - rest, size)
        begin = devices.between(near, dim, 0, size - rest)
        value = devices(ConcatenateOp([end, begin], dimension=dim))
    return value
