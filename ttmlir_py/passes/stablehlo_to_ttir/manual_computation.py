"""Manual computations in TTIR: their bodies in place, between ops that split and join tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, FunctionType, ModuleOp
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Attribute, BlockArgument, Operation, SSAValue

from ttmlir_py.dialects.sdy import annotations, computations
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.ttcore.attributes import (
    ShardDirection,
    ShardStatus,
    ShardStatusAttr,
    ShardType,
)
from ttmlir_py.dialects.ttcore.meshes import MeshAttr as CoreMeshAttr
from ttmlir_py.dialects.ttcore.meshes import MeshesAttr
from ttmlir_py.dialects.ttir import collectives as ttir
from ttmlir_py.passes.stablehlo_to_ttir.boundary import (
    keep_argument_sharding,
    keep_result_sharding,
)
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported
from ttmlir_py.passes.stablehlo_to_ttir.collectives import rows_attribute


@dataclass(frozen=True)
class Split:
    """How a tensor is spread over a mesh, in the terms of `ttir.mesh_shard`."""

    shard_type: ShardType
    shape: tuple[int, ...]
    dims: tuple[int, ...]
    moves: tuple[tuple[int, int], ...] = ()
    """Where each chip's part goes if the axes do not divide in the order of the mesh."""


def split_of(sharding: TensorSharding, mesh: MeshAttr) -> Split:
    """The parts per dimension, and for every mesh axis the dimension it divides."""
    if mesh.is_maximal:
        return Split(ShardType.MAXIMAL, (1,), (-1,))
    if not sharding.is_fully_closed:
        raise Unsupported("a sharding with open dimensions has no TTIR form")
    dims = [-1] * len(mesh.axes)
    orders: list[list[int]] = []
    for dim, divided in enumerate(sharding.dims):
        if any(axis.sub for axis in divided.axes):
            raise Unsupported("a sharding by part of an axis has no TTIR form")
        order = [mesh.axis_index(axis.axis) for axis in divided.axes]
        order = [axis for axis in order if mesh.axes[axis].size > 1]
        orders.append(order)
        for axis in order:
            dims[axis] = dim
    shape = sharding.axes_sizes(mesh)
    if prod(shape) == 1:
        return Split(ShardType.REPLICATE, (1,), (-1,))
    return Split(ShardType.DEVICES, shape, tuple(dims), _moves(orders, mesh))


def _moves(orders: Sequence[Sequence[int]], mesh: MeshAttr) -> tuple[tuple[int, int], ...]:
    """From the chip that holds a part in mesh order to the chip that is to hold it."""
    if all(list(order) == sorted(order) for order in orders):
        return ()
    sizes = [axis.size for axis in mesh.axes]
    chips = list(product(*(range(size) for size in sizes)))
    number = {chip: i for i, chip in enumerate(chips)}
    return tuple((number[_holder(chip, orders, sizes)], number[chip]) for chip in chips)


def _holder(
    chip: Sequence[int], orders: Sequence[Sequence[int]], sizes: Sequence[int]
) -> tuple[int, ...]:
    """The chip whose place in mesh order is this chip's place in the sharding's order."""
    holder = list(chip)
    for order in orders:
        place = 0
        for axis in order:
            place = place * sizes[axis] + chip[axis]
        for axis in sorted(order, reverse=True):
            place, holder[axis] = divmod(place, sizes[axis])
    return tuple(holder)


def _manual_computation(
    op: computations.ManualComputationOp, build: TTIRBuilder
) -> Sequence[SSAValue]:
    block = op.body.block
    for value, argument, sharding in zip(op.tensors, block.args, op.in_shardings, strict=True):
        argument.replace_all_uses_with(_local(build, op, value, argument.type, sharding))
    terminator = block.last_op
    assert terminator is not None, "a manual computation ends with a return"
    returned = list(terminator.operands)
    terminator.detach()
    terminator.erase()
    for inner in list(block.ops):
        inner.detach()
        assert op.parent is not None
        op.parent.insert_op_before(inner, op)
    return [
        _whole(build, op, value, result, sharding)
        for value, result, sharding in zip(returned, op.results, op.out_shardings, strict=True)
    ]


def _local(
    build: TTIRBuilder,
    op: Operation,
    value: SSAValue,
    type_: Attribute,
    sharding: TensorSharding,
) -> SSAValue:
    """One chip's part of a tensor; a presharded argument is that part already."""
    if (argument := _presharded_argument(value)) is not None:
        function = argument.block.parent_op()
        assert isinstance(function, FuncOp), f"{argument} is no argument of a function"
        keep_argument_sharding(function, argument.index, sharding, mesh_for(op, sharding))
        return _retyped(argument, type_)
    split = split_of(sharding, mesh_for(op, sharding))
    part = _mesh_shard(build, value, ShardDirection.FULL_TO_SHARD, split, type_)
    return _permuted(build, part, split.moves)


def _whole(
    build: TTIRBuilder,
    op: Operation,
    value: SSAValue,
    result: SSAValue,
    sharding: TensorSharding,
) -> SSAValue:
    """The tensor that the chips' parts make up; a presharded result stays in parts."""
    if _retype_presharded_results(result, value.type, sharding, mesh_for(op, sharding)):
        return value
    split = split_of(sharding, mesh_for(op, sharding))
    back = tuple((target, source) for source, target in split.moves)
    value = _permuted(build, value, tuple(sorted(back)))
    return _mesh_shard(build, value, ShardDirection.SHARD_TO_FULL, split, result.type)


def mesh_for(op: Operation, sharding: TensorSharding) -> MeshAttr:
    """The mesh that a sharding is for."""
    mesh = mesh_of(op, sharding.mesh)
    if mesh is None:
        raise Unsupported(f"there is no mesh {sharding.mesh}")
    if mesh.axes and mesh.device_ids:
        raise Unsupported("a mesh with an order of devices of its own has no TTIR form")
    return mesh


def _mesh_shard(
    build: TTIRBuilder,
    value: SSAValue,
    direction: ShardDirection,
    split: Split,
    type_: Attribute,
) -> SSAValue:
    return build(
        ttir.MeshShardOp(
            value,
            shard_type=split.shard_type,
            shard_direction=direction,
            shard_shape=split.shape,
            shard_dims=split.dims,
            result_types=[type_],
        )
    )


def _permuted(build: TTIRBuilder, value: SSAValue, moves: tuple[tuple[int, int], ...]) -> SSAValue:
    if not moves:
        return value
    pairs = rows_attribute(moves)
    return build(
        ttir.CollectivePermuteOp(value, source_target_pairs=pairs, result_types=[value.type])
    )


PRESHARDED = ShardStatusAttr(ShardStatus.PRESHARDED)


def _presharded_argument(value: SSAValue) -> BlockArgument | None:
    if not isinstance(value, BlockArgument):
        return None
    function = value.block.parent_op()
    if not isinstance(function, FuncOp):
        return None
    return value if _status(function.arg_attrs, value.index) == PRESHARDED else None


def _status(attributes: ArrayAttr[DictionaryAttr] | None, index: int) -> Attribute | None:
    return attributes.data[index].data.get("ttcore.shard_status") if attributes else None


def _retyped(argument: BlockArgument, type_: Attribute) -> SSAValue:
    """The function's argument with another type."""
    block = argument.block
    function = block.parent_op()
    assert isinstance(function, FuncOp), f"{argument} is no argument of a function"
    if argument.type == type_:
        return argument
    new = block.insert_arg(type_, argument.index)
    argument.replace_all_uses_with(new)
    block.erase_arg(argument)
    function.properties["function_type"] = FunctionType.from_lists(
        [each.type for each in block.args], list(function.function_type.outputs.data)
    )
    return new


def _retype_presharded_results(
    result: SSAValue, type_: Attribute, sharding: TensorSharding, mesh: MeshAttr
) -> bool:
    """Give the function results that return this value its local type; whether there are any."""
    found = False
    for use in list(result.uses):
        function = use.operation.parent_op()
        if not isinstance(use.operation, ReturnOp) or not isinstance(function, FuncOp):
            continue
        if _status(function.res_attrs, use.index) == PRESHARDED:
            outputs = list(function.function_type.outputs.data)
            outputs[use.index] = type_
            function.properties["function_type"] = FunctionType.from_lists(
                list(function.function_type.inputs.data), outputs
            )
            keep_result_sharding(function, use.index, sharding, mesh)
            found = True
    return found


def record_meshes(module: ModuleOp) -> None:
    """Move the meshes that a module declares into its attribute `ttcore.meshes`."""
    meshes: list[CoreMeshAttr] = []
    known = module.attributes.get("ttcore.meshes")
    if isinstance(known, MeshesAttr):
        meshes.extend(known.meshes)
    for op in list(module.ops):
        if isinstance(op, annotations.MeshOp):
            shape = tuple(axis.size for axis in op.mesh.axes)
            if all(mesh.mesh_name != op.sym_name for mesh in meshes):
                meshes.append(CoreMeshAttr(op.sym_name, shape))
            op.detach()
            op.erase()
    if meshes:
        module.attributes["ttcore.meshes"] = MeshesAttr(tuple(meshes))


def _annotation(op: Operation, build: TTIRBuilder) -> Sequence[SSAValue]:
    """A wish about sharding that no pass needs any more."""
    return list(op.operands)


LOWERINGS: dict[type[Operation], Lowering] = {
    annotations.PropagationBarrierOp: _annotation,
    annotations.ReshardOp: _annotation,
    annotations.ShardingConstraintOp: _annotation,
    computations.ManualComputationOp: _manual_computation,
}
