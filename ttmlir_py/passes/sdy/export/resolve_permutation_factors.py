"""`sdy-resolve-permutation-factors`: ops that move data along a sharded dimension.

A slice, a pad or a reverse of a dimension needs data of other devices' shards. Such a dimension
is made whole for the op, and sharded again after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.axes import Axes
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import set_sharding, sharding_of
from ttmlir_py.dialects.stablehlo.data_movement import PadOp, ReshapeOp, SliceOp
from ttmlir_py.passes.sdy.export.executable_rules import slice_keeps_shards
from ttmlir_py.passes.sdy.export.factor_axes import factor_axes, unproject
from ttmlir_py.passes.sdy.insertion import insert_after
from ttmlir_py.passes.sdy.propagation.rules.registry import rule_of
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import rank_of, shape_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule


@dataclass(frozen=True)
class ResolvePermutationFactorsPass(Pass):
    """No op needs the data of another device along a dimension that it permutes."""

    name = "sdy-resolve-permutation-factors"

    enable_halo_exchange: bool = True
    """Accepted for upstream's command lines: the dimensions are gathered, never exchanged at their
    borders only, so the numbers are the same and more bytes move."""
    replica_count: int = 1
    partition_count: int = 1

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in [inner for inner in op.walk() if inner.name.startswith("stablehlo.")]:
            _resolve(inner)


def _resolve(op: Operation) -> None:
    shardings = [sharding_of(value) for value in (*op.operands, *op.results)]
    sharded = [s for s in shardings if s is not None and not s.is_fully_replicated]
    if not sharded or not op.operands:
        return
    mesh = mesh_of(op, sharded[0].mesh)
    rule = rule_of(op)
    if rule is None or mesh is None or mesh.is_maximal:
        return
    whole = _permuted(op, rule, mesh)
    if whole:
        _make_whole(op, rule, whole, sharded[0].mesh, mesh)


def _permuted(op: Operation, rule: ShardingRule, mesh: MeshAttr) -> set[int]:
    """The factors along which shards would need others' data."""
    factors = set(rule.of_kind(FactorKind.PERMUTATION))
    if isinstance(op, ReshapeOp):
        operand, result = ({f for dim in dims for f in dim} for dims in rule.tensors)
        factors |= operand ^ result
        factors |= _uneven(rule, op, mesh)
    keeps = _FREE.get(op)
    if keeps is None:
        return factors
    for dim, (factor, *_) in enumerate(rule.operands[0]):
        parts = {_parts(_axes(value)[dim], mesh) for value in (op.operands[0], op.results[0])}
        if len(parts) == 1 and keeps(op, dim, parts.pop()):
            factors.discard(factor)
    return factors


def _uneven(rule: ShardingRule, op: Operation, mesh: MeshAttr) -> set[int]:
    """The factors that do not divide: their padding would come to stand inside of the result."""
    found: set[int] = set()
    for value, dims in zip((op.operands[0], op.results[0]), rule.tensors, strict=True):
        axes = factor_axes(_axes(value), dims, rule.sizes, mesh)
        for factor, own in axes.factors.items():
            if axes.overflows or rule.sizes[factor] % _parts(own, mesh):
                found.add(factor)
    return found if rule.has_compound_dims else set()


def _pad_keeps_shards(op: PadOp, dim: int, parts: int) -> bool:
    """Whether padding the parts of a dimension one by one gives the parts of the result."""
    size, whole = shape_of(op.operand)[dim], shape_of(op.result)[dim]
    if parts == 1:
        return True
    if size % parts or whole % parts:
        return False
    local, result, step = size // parts, whole // parts, op.interior_padding[dim] + 1
    shift, low = local * step - result, op.edge_padding_low[dim]
    for index in range(parts):
        offset = low + index * shift
        is_short = index < parts - 1 and offset + local * step < result
        is_late = index > 0 and offset - step >= 0
        if is_short or is_late:
            return False
    return True


_FREE: OpTable[Callable[[Any, int, int], bool]] = OpTable(
    {PadOp: _pad_keeps_shards, SliceOp: slice_keeps_shards}
)


def _make_whole(
    op: Operation, rule: ShardingRule, whole: set[int], name: str | MeshAttr, mesh: MeshAttr
) -> None:
    """Gather what stands along factors before the op, and scatter it after."""
    values: Sequence[SSAValue] = (*op.operands, *op.results)
    for index, (value, dims) in enumerate(zip(values, rule.tensors, strict=True)):
        before = _axes(value)
        factors = factor_axes(before, dims, rule.sizes, mesh).factors
        kept: list[Axes] = [()] * len(rule.sizes)
        for factor, axes in factors.items():
            kept[factor] = () if factor in whole else axes
        after = unproject(kept, dims, rule.sizes, mesh)
        if after == before:
            continue
        sharding = TensorSharding.fully_replicated(name, len(dims)).with_axes(after)
        if index < len(op.operands):
            _reshard_operand(op, index, sharding)
        else:
            _reshard_result(op, value, sharding)


def _reshard_operand(op: Operation, index: int, sharding: TensorSharding) -> None:
    assert op.parent is not None, f"{op}"
    reshard = ReshardOp(op.operands[index], sharding=sharding, location=op.location)
    op.parent.insert_op_before(reshard, op)
    op.operands[index] = reshard.result


def _reshard_result(op: Operation, result: SSAValue, sharding: TensorSharding) -> None:
    wanted = sharding_of(result)
    assert wanted is not None, f"{result} is not sharded"
    reshard = ReshardOp(result, sharding=wanted, location=op.location)
    result.replace_uses_with_if(reshard.result, lambda use: use.operation is not reshard)
    insert_after(result, reshard)
    set_sharding(result, sharding)


def _axes(value: SSAValue) -> tuple[Axes, ...]:
    if not isinstance(value.type, TensorType):
        return ()
    sharding = sharding_of(value)
    return tuple(dim.axes for dim in sharding.dims) if sharding else ((),) * rank_of(value)


def _parts(axes: Axes, mesh: MeshAttr) -> int:
    return prod(axis.size_in(mesh) for axis in axes)
