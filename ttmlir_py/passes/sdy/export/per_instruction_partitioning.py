"""`sdy-per-instruction-partitioning`: single ops as programs of one device, inside of global ones.

A tool to find the op that a partitioner gets wrong: some ops are partitioned here, alone, and stand
as manual computations in a program that is otherwise left to another partitioner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Attribute, Block, Operation, Region, SSAValue
from xdsl.traits import IsTerminator

from ttmlir_py.dialects.sdy import annotations as sdy
from ttmlir_py.dialects.sdy.axes import difference, sorted_and_merged
from ttmlir_py.dialects.sdy.collectives import AllReduceOp, CollectiveOp
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.computations import ReturnOp as SdyReturnOp
from ttmlir_py.dialects.sdy.data_flow import data_flow
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.dialects.sdy.shardings import (
    set_func_result_sharding,
    set_sharding,
    sharding_of,
    sharding_or,
)
from ttmlir_py.dialects.stablehlo.attributes import ChannelHandleAttr
from ttmlir_py.dialects.stablehlo.data_movement import PadOp, SliceOp
from ttmlir_py.passes.sdy.export.convert_global_to_local import ConvertGlobalToLocalPass
from ttmlir_py.passes.sdy.export.drop_sharding_and_mesh import DropShardingAndMeshPass
from ttmlir_py.passes.sdy.export.insert_explicit_reshards import InsertExplicitReshardsPass
from ttmlir_py.passes.sdy.export.local.shards import free_channel, scalar
from ttmlir_py.passes.sdy.export.pad_for_divisibility import PadForDivisibilityPass
from ttmlir_py.passes.sdy.export.reshard_to_collectives import ReshardToCollectivesPass
from ttmlir_py.passes.sdy.export.resolve_permutation_factors import (
    ResolvePermutationFactorsPass,
)
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.passes import Pass, PassManager
from ttmlir_py.support.shapes import Shape, element_of, rank_of, shape_of, with_shape
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class PerInstructionPartitioningPass(Pass):
    """The ops that a filter names are manual computations of what each device does.

    `filter` is a list of pieces of op names, of which one must fit, and of `selectLow=N` and
    `selectHigh=N`, which bound the numbers of ops counted in program order; empty, it names all
    ops that work on sharded values. Ops inside of loops and branches stay as they are.
    """

    name = "sdy-per-instruction-partitioning"

    filter: str = ""
    enable_halo_exchange: bool = True
    replica_count: int = 1
    partition_count: int = 1

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        wanted = _Filter.read(self.filter)
        if wanted is None:
            fail(op, f"filter must be names, selectLow=N and selectHigh=N, got '{self.filter}'")
        candidates = [
            inner
            for function in op.ops
            if isinstance(function, FuncOp)
            for block in function.body.blocks
            for inner in block.ops
            if _is_candidate(inner)
        ]
        for number, inner in enumerate(candidates):
            if wanted.names(inner, number):
                _partition(inner, op, ctx, self._passes())

    def _passes(self) -> Sequence[Pass]:
        counts = (self.replica_count, self.partition_count)
        return (
            InsertExplicitReshardsPass(enable_full_version=True),
            ResolvePermutationFactorsPass(self.enable_halo_exchange, *counts),
            ReshardToCollectivesPass(),
            PadForDivisibilityPass(),
            ConvertGlobalToLocalPass(
                replica_count=self.replica_count, partition_count=self.partition_count
            ),
            DropShardingAndMeshPass(),
        )


@dataclass(frozen=True)
class _Filter:
    low: int
    high: int | None
    pieces: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> _Filter | None:
        """None for a text that is no filter."""
        words = [word.strip() for word in text.strip().strip("'\"").split(",") if word.strip()]
        bounds = dict(word.split("=", 1) for word in words if "=" in word)
        numbers = {key: int(value) for key, value in bounds.items() if value.strip().isdecimal()}
        if len(numbers) < len(bounds) or not numbers.keys() <= {"selectLow", "selectHigh"}:
            return None
        pieces = tuple(word for word in words if "=" not in word)
        return cls(numbers.get("selectLow", 0), numbers.get("selectHigh"), pieces)

    def names(self, op: Operation, number: int) -> bool:
        if number < self.low or (self.high is not None and number > self.high):
            return False
        return not self.pieces or any(piece in op.name for piece in self.pieces)


_KEPT = (
    CollectiveOp,
    sdy.DataFlowEdgeOp,
    sdy.FuncDataFlowEdgeOp,
    sdy.PropagationBarrierOp,
    sdy.ShardingConstraintOp,
    sdy.ShardingGroupOp,
)


def _is_candidate(op: Operation) -> bool:
    """Ops that compute on sharded tensors, and on nothing but their operands."""
    if isinstance(op, _KEPT) or op.has_trait(IsTerminator) or data_flow(op) is not None:
        return False
    values = (*op.operands, *op.results)
    if not all(isinstance(value.type, TensorType) for value in values):
        return False
    return any((s := sharding_of(value)) and not s.is_fully_replicated for value in values)


@dataclass(frozen=True)
class _Sharded:
    """A value with the sharding that it has outside, and the shape that shards divide evenly."""

    value: SSAValue
    sharding: TensorSharding
    shape: Shape

    @classmethod
    def of(cls, value: SSAValue, mesh_name: str | MeshAttr, mesh: MeshAttr) -> _Sharded:
        sharding = sharding_or(value, mesh_name, closed=True)
        pairs = zip(shape_of(value), sharding.axes_sizes(mesh), strict=True)
        return cls(value, sharding, tuple(-(-size // parts) * parts for size, parts in pairs))

    @property
    def type(self) -> Attribute:
        return with_shape(self.value, self.shape)


def _partition(op: Operation, module: ModuleOp, ctx: Context, passes: Sequence[Pass]) -> None:
    values = (*op.operands, *op.results)
    names = [s.mesh for value in values if (s := sharding_of(value)) and not s.is_fully_replicated]
    mesh = mesh_of(op, names[0])
    if mesh is None or any(mesh_of(op, name) != mesh for name in names):
        fail(op, "has shardings of several meshes, and cannot be partitioned alone")
    taken = [_Sharded.of(value, names[0], mesh) for value in op.operands]
    given = [_Sharded.of(value, names[0], mesh) for value in op.results]
    given = [replace(e, sharding=_partial(e.value, e.sharding, mesh)) for e in given]
    alone = _outlined(op, module, taken, given)
    PassManager(passes).run(ctx, alone)
    build = Builder(op)
    computation = ManualComputationOp(
        [_padded(entry, build) for entry in taken],
        in_shardings=ShardingPerValue(tuple(entry.sharding for entry in taken)),
        out_shardings=ShardingPerValue(tuple(entry.sharding for entry in given)),
        manual_axes=_axes_in_order((*taken, *given)),
        regions=[_body(alone, free_channel(module) - 1)],
        result_types=[entry.type for entry in given],
    )
    results = build.all(computation)
    replace_op(op, [_cut(new, old, build) for new, old in zip(results, given, strict=True)])


def _partial(result: SSAValue, sharding: TensorSharding, mesh: MeshAttr) -> TensorSharding:
    """The sharding with the axes unreduced, too, along which an all-reduce follows."""
    use = result.first_use if result.has_one_use() else None
    if use is None or not isinstance(use.operation, AllReduceOp):
        return sharding
    new = difference(use.operation.reduction_axes, sharding.unreduced, mesh)
    axes = sorted_and_merged((*sharding.unreduced, *new), mesh)
    return sharding.with_unreduced(axes, use.operation.reduction_op)


def _outlined(
    op: Operation, module: ModuleOp, taken: Sequence[_Sharded], given: Sequence[_Sharded]
) -> ModuleOp:
    """A module of a function that does what the op does, on arguments that divide evenly."""
    block = Block(arg_types=[entry.type for entry in taken])
    function = FuncOp(
        "outlined",
        ([entry.type for entry in taken], [entry.type for entry in given]),
        Region(block),
        visibility="private",
    )
    for argument, entry in zip(block.args, taken, strict=True):
        set_sharding(argument, entry.sharding)
    for index, entry in enumerate(given):
        set_func_result_sharding(function, index, entry.sharding)
    ending = ReturnOp()
    block.add_op(ending)
    build = Builder(ending)
    clone = op.clone()
    for result, entry in zip(clone.results, given, strict=True):
        set_sharding(result, entry.sharding)
    clone.operands = [
        _cut(argument, entry, build) for argument, entry in zip(block.args, taken, strict=True)
    ]
    results = build.all(clone)
    clone.location = op.location
    inner = [replace(entry, value=new) for new, entry in zip(results, given, strict=True)]
    ending.operands = [_padded(entry, build) for entry in inner]
    meshes = [other.clone() for other in module.ops if isinstance(other, sdy.MeshOp)]
    return ModuleOp([*meshes, function])


def _padded(entry: _Sharded, build: Builder) -> SSAValue:
    """The value with as many zeros at the ends as it takes to divide it evenly."""
    shape, none = shape_of(entry.value), (0,) * rank_of(entry.value)
    if shape == entry.shape:
        return entry.value
    high = tuple(whole - size for whole, size in zip(entry.shape, shape, strict=True))
    zero = scalar(0, element_of(entry.value), build)
    padded = PadOp(
        entry.value, zero, edge_padding_low=none, edge_padding_high=high, interior_padding=none
    )
    value = build(padded)
    set_sharding(value, entry.sharding)
    return value


def _cut(value: SSAValue, like: _Sharded, build: Builder) -> SSAValue:
    """The value without what was added at its ends."""
    shape = shape_of(like.value)
    if shape_of(value) == shape:
        return value
    ones, zeros = (1,) * len(shape), (0,) * len(shape)
    cut = build(SliceOp(value, start_indices=zeros, limit_indices=shape, strides=ones))
    set_sharding(cut, like.sharding)
    return cut


def _axes_in_order(values: Sequence[_Sharded]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a.axis for entry in values for a in entry.sharding.all_axes))


def _body(alone: ModuleOp, channel: int) -> Region:
    """The function's body, with channels above one."""
    function = next(op for op in alone.ops if isinstance(op, FuncOp))
    region = function.detach_region(function.body)
    for op in region.walk():
        handle = op.properties.get("channel_handle")
        if isinstance(handle, ChannelHandleAttr):
            op.properties["channel_handle"] = replace(handle, handle=handle.handle + channel)
    ending = region.block.last_op
    assert isinstance(ending, ReturnOp), f"{ending}"
    region.block.add_op(SdyReturnOp(ending.operands))
    ending.detach()
    ending.erase()
    return region
