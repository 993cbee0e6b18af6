"""`sdy-convert-global-to-local`: from a program on whole tensors to the one that a device runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import FunctionType, ModuleOp, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute, Operation, SSAValue

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.mesh import mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import func_result_sharding, sharding_of
from ttmlir_py.passes.sdy.export.canonicalize import merge_body
from ttmlir_py.passes.sdy.export.conflict_check import require_no_conflicts
from ttmlir_py.passes.sdy.export.local import checks, collectives, creation, indexing, movement
from ttmlir_py.passes.sdy.export.local.shards import LocalLowering, Shards, free_channel
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import Rewriter
from ttmlir_py.support.shapes import tensor_type, with_shape
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class ConvertGlobalToLocalPass(Pass):
    """Every value is one device's shard, and sdy's collectives are StableHLO's.

    Shards must be equal in size. Devices are partitions, or replicas where `replica_count` is
    more than one.
    """

    name = "sdy-convert-global-to-local"

    per_dim_all_gather: bool = False
    combine_multi_dimension_reduce_scatter: bool = False
    enable_rgv3: bool = False
    replica_count: int = 1
    partition_count: int = 1

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        if self.replica_count > 1 and self.partition_count > 1:
            fail(op, "devices cannot be replicas and partitions at once")
        shards = Shards(op, self.replica_count > 1, self.enable_rgv3, free_channel(op))
        functions = [function for function in op.walk() if isinstance(function, FuncOp)]
        for function in functions:
            _record(function, shards)
        table: OpTable[LocalLowering] = OpTable(
            checks.ROWS,
            creation.ROWS,
            indexing.ROWS,
            movement.ROWS,
            collectives.rows(self.per_dim_all_gather, self.combine_multi_dimension_reduce_scatter),
            {ReshardOp: _reshard},
        )
        require_no_conflicts(op, table)
        for function in functions:
            _localize(function, shards, table)


def _values(function: FuncOp) -> Iterator[tuple[Operation, SSAValue]]:
    """All values of a function with the ops that they belong to."""
    for op in function.walk():
        for result in op.results:
            yield op, result
        for region in op.regions:
            for block in region.blocks:
                for argument in block.args:
                    yield op, argument


def _record(function: FuncOp, shards: Shards) -> None:
    """Write down the types and shardings of all tensors, before any of them changes."""
    for op, value in _values(function):
        if not isinstance(value.type, TensorType):
            continue
        sharding = sharding_of(value)
        if sharding is not None:
            _require_equal_shards(op, tensor_type(value), sharding)
            shards.types[value] = tensor_type(value)
            shards.shardings[value] = sharding


def _require_equal_shards(
    op: Operation, type_: TensorType[Attribute], sharding: TensorSharding
) -> None:
    mesh = mesh_of(op, sharding.mesh)
    assert mesh is not None, f"unknown mesh {sharding.mesh}"
    if not mesh.is_maximal and not sharding.divides(type_.get_shape(), mesh):
        fail(op, f"has a value of type {type_} that sharding {sharding} does not divide evenly")


def _reshard(op: ReshardOp, shards: Shards, build: Builder) -> None:
    fail(op, "must be converted to collectives first")


def _localize(function: FuncOp, shards: Shards, table: OpTable[LocalLowering]) -> None:
    outputs = [
        _local_output(function, index, type_)
        for index, type_ in enumerate(function.function_type.outputs.data)
    ]
    ops = [op for op in function.walk() if op is not function]
    _localize_arguments(function, shards)
    for op in ops:
        lowering = table.get(op)
        values = lowering(op, shards, Builder(op)) if lowering else None
        if values is None:
            _localize_types(op, shards)
            continue
        new = [values] if isinstance(values, SSAValue) else values
        for before, after in zip(op.results, new, strict=True):
            shards.same_place(before, after)
        replace_op(op, new)
    inputs = (
        list(function.body.block.arg_types)
        if function.body.blocks
        else list(function.function_type.inputs.data)
    )
    function.function_type = FunctionType.from_lists(inputs, outputs)
    for op in [op for op in function.walk() if isinstance(op, ManualComputationOp)]:
        merge_body(op, Rewriter())


def _local_output(function: FuncOp, index: int, type_: Attribute) -> Attribute:
    sharding = func_result_sharding(function, index)
    if sharding is None or not isinstance(type_, TensorType):
        return type_
    mesh = mesh_of(function, sharding.mesh)
    if mesh is None or mesh.is_maximal:
        return type_
    _require_equal_shards(function, tensor_type(type_), sharding)
    return with_shape(type_, sharding.local_shape(type_.get_shape(), mesh))


def _localize_types(op: Operation, shards: Shards) -> None:
    for result in op.results:
        _localize_type(result, shards)
    _localize_arguments(op, shards)


def _localize_arguments(op: Operation, shards: Shards) -> None:
    for region in op.regions:
        for block in region.blocks:
            for argument in block.args:
                _localize_type(argument, shards)


def _localize_type(value: SSAValue, shards: Shards) -> None:
    if value in shards.types:
        value._type = shards.local_type(value)  # pyright: ignore[reportPrivateUsage]
