"""`sdy-resolve-permutation-factors`: ops that move data along a sharded dimension.

A slice, a pad, a reverse or a reshape of a dimension may need data of other devices' shards. Where
neighbours have it, they exchange their shards; otherwise the dimension is made whole for the op,
and sharded again after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.axes import Axes, difference
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import set_sharding, sharding_of
from ttmlir_py.dialects.stablehlo.data_movement import PadOp, ReshapeOp, ReverseOp, SliceOp
from ttmlir_py.passes.sdy.export.factor_axes import factor_axes, unproject
from ttmlir_py.passes.sdy.export.halo.reshape import exchange_reshaped, reshape_groups
from ttmlir_py.passes.sdy.export.halo.reverse import Meshes, exchange_reversed
from ttmlir_py.passes.sdy.export.halo.windows import exchange_window, keeps_shards
from ttmlir_py.passes.sdy.export.local.shards import Shards, free_channel
from ttmlir_py.passes.sdy.insertion import insert_after
from ttmlir_py.passes.sdy.propagation.rules.registry import rule_of
from ttmlir_py.support.conversion import replace_op
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import rank_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class ResolvePermutationFactorsPass(Pass):
    """No op needs the data of another device along a dimension that it permutes."""

    name = "sdy-resolve-permutation-factors"

    enable_halo_exchange: bool = True
    replica_count: int = 1
    partition_count: int = 1

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        if self.replica_count > 1 and self.partition_count > 1:
            fail(op, "devices cannot be replicas and partitions at once")
        shards = Shards(op, self.replica_count > 1, next_channel=free_channel(op))
        resolver = _Resolver(shards, Meshes(op), self.enable_halo_exchange)
        for inner in [inner for inner in op.walk() if inner.name.startswith("stablehlo.")]:
            resolver.visit(inner)


@dataclass
class _Resolver:
    shards: Shards
    meshes: Meshes
    exchanges: bool

    def visit(self, op: Operation) -> None:
        shardings = [sharding_of(value) for value in (*op.operands, *op.results)]
        sharded = [s for s in shardings if s is not None and not s.is_fully_replicated]
        if not sharded or not op.operands:
            return
        mesh = mesh_of(op, sharded[0].mesh)
        if mesh is None or mesh.is_maximal:
            return
        if isinstance(op, ReshapeOp):
            self._visit_reshape(op, mesh)
            return
        rule = rule_of(op)
        if rule is None or rule.custom:
            return
        whole = _permuted(op, rule, mesh)
        if whole and not self._exchange(op, mesh):
            _make_whole(op, rule, whole, sharded[0].mesh, mesh)

    def _exchange(self, op: Operation, mesh: MeshAttr) -> bool:
        """Let neighbours exchange their shards; whether that is possible."""
        if not self.exchanges or not isinstance(op, PadOp | ReverseOp | SliceOp):
            return False
        if _axes(op.operands[0]) != _axes(op.results[0]):
            return False
        if isinstance(op, ReverseOp):
            value = exchange_reversed(op, mesh, self.shards, self.meshes)
        else:
            value = exchange_window(op, mesh, self.shards)
        if value is not None:
            replace_op(op, [value])
        return value is not None

    def _visit_reshape(self, op: ReshapeOp, mesh: MeshAttr) -> None:
        before, after = _axes(op.operand), _axes(op.result)
        groups = reshape_groups(op, before, after, mesh)
        moving = [group for group in groups if not group.stays_home]
        if not moving:
            return
        value = exchange_reshaped(op, groups, mesh, self.shards) if self.exchanges else None
        if value is not None:
            replace_op(op, [value])
            return
        gathered = [axis for group in moving for axis in group.axes]
        _reshard(op, 0, before, tuple(difference(axes, gathered, mesh) for axes in before))
        _reshard(op, 1, after, tuple(difference(axes, gathered, mesh) for axes in after))


def _permuted(op: Operation, rule: ShardingRule, mesh: MeshAttr) -> set[int]:
    """The sharded factors along which shards would need others' data."""
    found: set[int] = set()
    for factor in rule.of_kind(FactorKind.PERMUTATION):
        counts = {
            (dim, _parts(axes, mesh))
            for value, dims in zip((*op.operands, *op.results), rule.tensors, strict=True)
            for dim, (factors, axes) in enumerate(zip(dims, _axes(value), strict=True))
            if factor in factors
        }
        if all(_is_free(op, dim, parts, len(counts) == 1) for dim, parts in counts):
            continue
        found.add(factor)
    return found


def _is_free(op: Operation, dim: int, parts: int, agree: bool) -> bool:
    if parts == 1 and agree:
        return True
    return isinstance(op, PadOp | SliceOp) and agree and keeps_shards(op, dim, parts)


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
        _reshard(op, index, before, unproject(kept, dims, rule.sizes, mesh), name)


def _reshard(
    op: Operation,
    index: int,
    before: Sequence[Axes],
    after: Sequence[Axes],
    name: str | MeshAttr | None = None,
) -> None:
    """Let an operand (or, counted on, a result) have other axes for the op alone."""
    if tuple(after) == tuple(before):
        return
    value = (*op.operands, *op.results)[index]
    sharding = sharding_of(value)
    if sharding is None:
        assert name is not None, f"{value} has no mesh"
        sharding = TensorSharding.fully_replicated(name, rank_of(value))
    if index < len(op.operands):
        _reshard_operand(op, index, sharding.with_axes(after))
    else:
        _reshard_result(op, value, sharding.with_axes(after))


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
