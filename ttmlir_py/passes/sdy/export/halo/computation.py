"""Computations on shards, put in the place of an op that moves data between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from math import prod

from xdsl.ir import Attribute, Block, Operation, Region, SSAValue

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.computations import ManualComputationOp, ReturnOp
from ttmlir_py.dialects.sdy.manual import without_manual_axes
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.dialects.sdy.shardings import SHARDING
from ttmlir_py.dialects.stablehlo.data_movement import PadOp, SliceOp
from ttmlir_py.passes.sdy.export.halo.devices import Devices
from ttmlir_py.passes.sdy.export.local.shards import Shards
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.shapes import Shape, shape_of, tensor_type, with_shape


def manual_axes(
    axes: Iterable[AxisRef], shardings: Collection[TensorSharding], mesh: MeshAttr
) -> tuple[str, ...]:
    """The names of axes, with all that divide a dimension together with one of them.

    They are in the order of the mesh.
    """
    names = {axis.axis for axis in axes if axis.size_in(mesh) > 1}
    dims = [{axis.axis for axis in dim.axes} for s in shardings for dim in s.dims]
    while any(dim & names and not dim <= names for dim in dims):
        names.update(*(dim for dim in dims if dim & names))
    return tuple(axis.axis for axis in mesh.axes if axis.axis in names)


def manual_shape(
    shape: Sequence[int], sharding: TensorSharding, manual: Collection[str], mesh: MeshAttr
) -> Shape:
    """The shape on a device where only manual axes divide; each must divide evenly."""
    parts = (
        prod(axis.size_in(mesh) for axis in dim.axes if axis.axis in manual)
        for dim in sharding.dims
    )
    return tuple(size // count for size, count in zip(shape, parts, strict=True))


def divisible_shape(
    shape: Sequence[int], sharding: TensorSharding, mesh: MeshAttr, dims: Collection[int]
) -> Shape:
    """The shape with some dimensions grown until their shards are equal."""
    parts = sharding.axes_sizes(mesh)
    return tuple(
        -(-size // parts[dim]) * parts[dim] if dim in dims else size
        for dim, size in enumerate(shape)
    )


Body = Callable[[Devices, Sequence[SSAValue]], SSAValue]
"""Computes a device's shard of the result from its shards of the operands."""


def manual_computation(
    op: Operation,
    operands: Sequence[tuple[SSAValue, TensorSharding]],
    result: tuple[Shape, TensorSharding],
    manual: Collection[str],
    mesh: MeshAttr,
    shards: Shards,
    body: Body,
) -> SSAValue:
    """Insert a computation on shards before an op; the element type is the op's result's."""
    block = Block(
        arg_types=[
            with_shape(value, manual_shape(shape_of(value), sharding, manual, mesh))
            for value, sharding in operands
        ]
    )
    end = ReturnOp()
    block.add_op(end)
    inner = without_manual_axes(result[1], manual)
    devices = Devices(shards, mesh, inner, Builder(end))
    end.operands = [body(devices, block.args)]
    types: list[Attribute] = [with_shape(op.results[0], result[0])]
    computation = ManualComputationOp(
        [value for value, _ in operands],
        in_shardings=ShardingPerValue(tuple(sharding for _, sharding in operands)),
        out_shardings=ShardingPerValue((result[1],)),
        manual_axes=tuple(manual),
        regions=[Region(block)],
        result_types=types,
    )
    for created in block.ops:
        created.location = op.location
    return Builder(op)(computation)


def padded_behind(
    value: SSAValue, shape: Shape, fill: SSAValue, sharding: TensorSharding, build: Builder
) -> SSAValue:
    """A value with `fill` behind it, up to a shape."""
    before = shape_of(value)
    if before == shape:
        return value
    none = (0,) * len(shape)
    return build(
        PadOp(
            value,
            fill,
            edge_padding_low=none,
            edge_padding_high=tuple(b - a for a, b in zip(before, shape, strict=True)),
            interior_padding=none,
            attributes={SHARDING: ShardingPerValue((sharding,))},
        )
    )


def cut_behind(value: SSAValue, shape: Shape, sharding: TensorSharding, build: Builder) -> SSAValue:
    """The part of a value that has a shape, from its beginning."""
    if tensor_type(value).get_shape() == shape:
        return value
    return build(
        SliceOp(
            value,
            start_indices=(0,) * len(shape),
            limit_indices=shape,
            strides=(1,) * len(shape),
            attributes={SHARDING: ShardingPerValue((sharding,))},
        )
    )
