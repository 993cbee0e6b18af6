"""Gathers from and scatters into shards: indices count from where a device's shard begins.

What an index finds outside of the shard is zero in a gather, for an all-reduce to fill in, and
is dropped by a scatter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from xdsl.dialects.builtin import AnyFloat, IntegerType, TensorType
from xdsl.ir import Block, Operation, Region, SSAValue

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.mesh import MeshAttr
from ttmlir_py.dialects.stablehlo import elementwise_binary as binary
from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection
from ttmlir_py.dialects.stablehlo.control_flow import ReturnOp
from ttmlir_py.dialects.stablehlo.data_movement import ConcatenateOp
from ttmlir_py.dialects.stablehlo.indexing import GatherOp, ScatterOp
from ttmlir_py.dialects.stablehlo.reduction import ReduceOp
from ttmlir_py.passes.sdy.export.local.creation import broadcast, converted
from ttmlir_py.passes.sdy.export.local.shards import (
    LocalLowering,
    Shards,
    constant,
    reshaped,
    scalar,
)
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.element_types import I1, I64, is_float, is_unsigned
from ttmlir_py.support.shapes import Shape, element_of, rank_of, shape_of, with_shape
from ttmlir_py.syntax.diagnostics import fail


class _Indexed(NamedTuple):
    """A tensor, and the dimensions of it that the components of an index vector are for."""

    op: Operation
    tensor: SSAValue
    mesh: MeshAttr
    component_dims: Sequence[int]
    vector_dim: int
    sharded: Sequence[int]
    """The dimensions along which an index may belong to another device."""


def _gather(op: GatherOp, shards: Shards, build: Builder) -> SSAValue:
    numbers, axes = op.dimension_numbers, shards.axes(op.operand)
    sharded = [
        dim
        for dim, size in enumerate(op.slice_sizes)
        if axes[dim] and size == 1 and dim not in numbers.operand_batching_dims
    ]
    mesh = shards.mesh_of(op.operand)
    sizes = _local_slices(op, shards)
    if not sharded or mesh is None:
        return _local_gather(op, op.start_indices, sizes, shards, build)
    map_ = numbers.start_index_map
    inside = [dim for dim in sharded if dim in map_]
    indexed = _Indexed(op, op.operand, mesh, map_, numbers.index_vector_dim, inside)
    indices, mask = op.start_indices, None
    if inside:
        indices = _clamped(indexed, indices, shards, build)
        indices, mask = _local_indices(indexed, indices, shards, build, with_mask=True)
    for dim in sharded:
        if dim not in map_:
            mask = _first_shard_only(mesh, axes[dim], op.operand, dim, mask, shards, build)
    assert mask is not None, f"{sharded}"
    value = _local_gather(op, indices, sizes, shards, build)
    return _masked(op, value, mask, build)


def _local_slices(op: GatherOp, shards: Shards) -> Shape:
    whole, local = shards.whole_shape(op.operand), shape_of(op.operand)
    sizes = list(op.slice_sizes)
    for dim, axes in enumerate(shards.axes(op.operand)):
        if axes and sizes[dim] != 1:
            if sizes[dim] != whole[dim]:
                fail(op, f"takes slices of dimension {dim}, which is sharded")
            sizes[dim] = local[dim]
    return tuple(sizes)


def _local_gather(
    op: GatherOp, indices: SSAValue, sizes: Shape, shards: Shards, build: Builder
) -> SSAValue:
    return build(
        GatherOp(
            op.operand,
            indices,
            dimension_numbers=op.dimension_numbers,
            slice_sizes=sizes,
            indices_are_sorted=op.indices_are_sorted,
            result_types=[shards.local_type(op.result)],
            attributes=op.attributes,
        )
    )


def _clamped(indexed: _Indexed, indices: SSAValue, shards: Shards, build: Builder) -> SSAValue:
    """Indices limited to the tensor; larger slices are limited by the local op, on whole dims."""
    shape, element = shape_of(indices), element_of(indices)
    whole = shards.whole_shape(indexed.tensor)
    limits = [whole[dim] - 1 for dim in indexed.component_dims]
    lowest = constant(shape, element, [0], build)
    if len(limits) == 1:
        highest = constant(shape, element, limits, build)
    else:
        highest = constant((len(limits),), element, limits, build)
        highest = broadcast(highest, (indexed.vector_dim,), shape, build)
    return build(binary.ClampOp(lowest, indices, highest))


def _local_indices(
    indexed: _Indexed, indices: SSAValue, shards: Shards, build: Builder, *, with_mask: bool
) -> tuple[SSAValue, SSAValue | None]:
    """Indices into the shard, and which of their components lie in it."""
    element, local = element_of(indices), shape_of(indexed.tensor)
    axes = shards.axes(indexed.tensor)

    def offset(dim: int) -> SSAValue:
        if dim not in indexed.sharded:
            return scalar(0, element, build)
        start = shards.offset(indexed.mesh, axes[dim], local[dim], build)
        return converted(start, element, build)

    offsets = [offset(dim) for dim in indexed.component_dims]
    limits: list[SSAValue] = []
    for dim, start in zip(indexed.component_dims, offsets, strict=True) if with_mask else ():
        limits.append(build(binary.AddOp(start, scalar(local[dim] - 1, element, build))))
    first = _vector(offsets, indexed.vector_dim, shape_of(indices), build)
    last = _vector(limits, indexed.vector_dim, shape_of(indices), build) if with_mask else None
    moved = build(binary.SubtractOp(indices, first))
    if last is None:
        return moved, None
    above = _compared(indices, first, ComparisonDirection.GE, build)
    below = _compared(indices, last, ComparisonDirection.LE, build)
    return moved, build(binary.AndOp(above, below))


def _vector(components: Sequence[SSAValue], dim: int, shape: Shape, build: Builder) -> SSAValue:
    """Components of index vectors, the same for all vectors of a tensor of them."""
    if len(components) == 1:
        return broadcast(components[0], (), shape, build)
    rows = [reshaped(component, (1,), build) for component in components]
    return broadcast(build(ConcatenateOp(rows, dimension=0)), (dim,), shape, build)


def _compared(
    lhs: SSAValue, rhs: SSAValue, direction: ComparisonDirection, build: Builder
) -> SSAValue:
    return build(binary.CompareOp(lhs, rhs, comparison_direction=direction))


def _first_shard_only(
    mesh: MeshAttr,
    axes: Sequence[AxisRef],
    tensor: SSAValue,
    dim: int,
    mask: SSAValue | None,
    shards: Shards,
    build: Builder,
) -> SSAValue:
    """A mask that holds where the shard begins at zero: what no index names is taken there."""
    start = shards.offset(mesh, axes, shape_of(tensor)[dim], build)
    is_first = _compared(start, scalar(0, I64, build), ComparisonDirection.EQ, build)
    if mask is None:
        return is_first
    return build(binary.AndOp(mask, broadcast(is_first, (), shape_of(mask), build)))


def _masked(op: GatherOp, value: SSAValue, mask: SSAValue, build: Builder) -> SSAValue:
    """Zero where the mask does not hold for all components of an index."""
    numbers, shape = op.dimension_numbers, shape_of(value)
    dims = [dim for dim in range(len(shape)) if dim not in numbers.offset_dims]
    if rank_of(mask) > 0 and numbers.index_vector_dim < rank_of(mask):
        mask = _all_along(mask, numbers.index_vector_dim, build)
    if rank_of(mask) == 0:
        dims = []
    if rank_of(mask) != rank_of(value):
        mask = broadcast(mask, dims, shape, build)
    zero = constant(shape, element_of(value), [0], build)
    return build(binary.SelectOp(mask, value, zero))


def _all_along(mask: SSAValue, dim: int, build: Builder) -> SSAValue:
    true = constant((), I1, [1], build)
    type_ = TensorType(I1, ())
    block = Block(arg_types=[type_, type_])
    both = binary.AndOp(*block.args)
    block.add_ops([both, ReturnOp([both.result])])
    shape = [size for index, size in enumerate(shape_of(mask)) if index != dim]
    return build(
        ReduceOp(
            [mask],
            [true],
            dimensions=(dim,),
            regions=[Region(block)],
            result_types=[with_shape(mask, shape)],
        )
    )


def _scatter(op: ScatterOp, shards: Shards, build: Builder) -> Sequence[SSAValue]:
    numbers, tensor = op.scatter_dimension_numbers, op.inputs[0]
    mesh = shards.mesh_of(tensor) or shards.mesh_of(op.updates[0])
    inputs, indices = list(op.inputs), op.scatter_indices
    if mesh is not None:
        partial = _partial_axes(op, shards)
        if partial:
            inputs = _one_start(op, mesh, partial, shards, build)
        sharded = _scattered_dims(op, shards)
        map_ = numbers.scatter_dims_to_operand_dims
        indexed = _Indexed(op, tensor, mesh, map_, numbers.index_vector_dim, sharded)
        if sharded:
            indices, _ = _local_indices(indexed, indices, shards, build, with_mask=False)
    region = op.detach_region(op.update_computation)
    types = [shards.local_type(result) for result in op.results]
    return build.all(
        ScatterOp(
            inputs,
            indices,
            list(op.updates),
            scatter_dimension_numbers=numbers,
            indices_are_sorted=op.indices_are_sorted,
            unique_indices=op.unique_indices,
            regions=[region],
            result_types=types,
            attributes=op.attributes,
        )
    )


def _scattered_dims(op: ScatterOp, shards: Shards) -> Sequence[int]:
    """The sharded dimensions that are indexed, one element at a time."""
    numbers = op.scatter_dimension_numbers
    inserted = numbers.inserted_window_dims
    axes = shards.axes(op.inputs[0])
    found = [dim for dim, entry in enumerate(axes) if entry]
    windows = iter(numbers.update_window_dims)
    sizes = {
        dim: shards.whole_shape(op.updates[0])[next(windows)]
        for dim in range(len(axes))
        if dim not in (*inserted, *numbers.input_batching_dims)
    }
    for dim in found:
        is_indexed = dim in numbers.scatter_dims_to_operand_dims
        if dim in inserted and not is_indexed:
            fail(
                op,
                f"sharding operand dimension {dim} that is not indexed but in inserted window "
                "dimension is not supported.",
            )
        if is_indexed and sizes.get(dim, 1) != 1:
            fail(op, f"updates windows of dimension {dim}, which is sharded")
    return [dim for dim in found if dim in numbers.scatter_dims_to_operand_dims]


def _partial_axes(op: ScatterOp, shards: Shards) -> Sequence[AxisRef]:
    """Axes along which devices have different updates for the same elements."""
    window = op.scatter_dimension_numbers.update_window_dims
    own = [axis for dim in shards.axes(op.inputs[0]) for axis in dim]
    return [
        axis
        for dim, axes in enumerate(shards.axes(op.updates[0]))
        if dim not in window
        for axis in axes
        if axis not in own
    ]


def _one_start(
    op: ScatterOp, mesh: MeshAttr, axes: Sequence[AxisRef], shards: Shards, build: Builder
) -> list[SSAValue]:
    """Inputs of which only the first device along axes has the numbers: the others add nothing."""
    start = _identity(op, build)
    shape = shape_of(op.inputs[0])
    is_first = shards.is_first(mesh, axes, build)
    is_first = broadcast(is_first, (0,), shape, build) if shape else reshaped(is_first, (), build)
    start = broadcast(start, (), shape, build)
    return [build(binary.SelectOp(is_first, value, start)) for value in op.inputs]


def _identity(op: ScatterOp, build: Builder) -> SSAValue:
    """The number that changes nothing in the scatter's computation."""
    element = element_of(op.inputs[0])
    kinds = {type(inner) for inner in op.update_computation.block.ops} - {ReturnOp}
    row = _IDENTITIES.get(kinds.pop()) if len(kinds) == 1 else None
    if row is None or not isinstance(element, IntegerType | AnyFloat):
        fail(op, "is no reduction of which devices could have parts")
    return scalar(row(element), element, build)


_Number = IntegerType | AnyFloat


def _lowest(element: _Number) -> float:
    if not isinstance(element, IntegerType):
        return float("-inf")
    return 0 if is_unsigned(element) else -(1 << (element.width.data - 1))


def _highest(element: _Number) -> float:
    if not isinstance(element, IntegerType):
        return float("inf")
    width = element.width.data
    return (1 << width) - 1 if is_unsigned(element) else (1 << (width - 1)) - 1


def _ones(element: _Number) -> float:
    assert isinstance(element, IntegerType), f"bits of {element}"
    if element.width.data == 1:
        return 1
    return _highest(element) if is_unsigned(element) else -1


_IDENTITIES: dict[type[Operation], Callable[[_Number], float]] = {
    binary.AddOp: lambda element: 0,
    binary.AndOp: _ones,
    binary.MaximumOp: _lowest,
    binary.MinimumOp: _highest,
    binary.MultiplyOp: lambda element: 1.0 if is_float(element) else 1,
    binary.OrOp: lambda element: 0,
}

ROWS: dict[type[Operation], LocalLowering] = {GatherOp: _gather, ScatterOp: _scatter}
