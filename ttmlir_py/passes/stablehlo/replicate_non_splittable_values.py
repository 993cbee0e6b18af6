"""`replicate-non-splittable-values`: keep values whole that no chip could make a shard of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.arith import ConstantOp as ArithConstantOp
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, ModuleOp, TensorType
from xdsl.ir import Operation

from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import result_shardings, set_result_shardings
from ttmlir_py.dialects.stablehlo.creation import ConstantOp, IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import SliceOp
from ttmlir_py.dialects.stablehlo.random import RngBitGeneratorOp, RngOp
from ttmlir_py.passes.sdy.export.executable_rules import slice_keeps_shards
from ttmlir_py.passes.stablehlo.local_constants import common_shard
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import shape_of


@dataclass(frozen=True)
class ReplicateNonSplittableValuesPass(Pass):
    """A value is sharded only if every chip can make its shard without the others.

    Whole, and sliced later, are: constants whose shards differ, counters along the dimension that
    they count in, slices that do not cover what is sharded, random numbers, and what other ops make
    of nothing but scalars.
    """

    name = "replicate-non-splittable-values"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in op.walk():
            splits = _splits_of(inner)
            shardings = result_shardings(inner)
            if splits is None or shardings is None:
                continue
            mesh = mesh_of(inner, shardings[0].mesh)
            sharded = not all(s.is_fully_replicated for s in shardings)
            if mesh is not None and sharded and not splits(inner, shardings[0].axes_sizes(mesh)):
                _replicate(inner, mesh)


def _splits_of(op: Operation) -> Splits | None:
    """None for ops whose results are cut as their operands, or as their regions return them."""
    known = _SPLITS.get(op)
    is_source = not op.regions and not any(isinstance(v.type, TensorType) for v in op.operands)
    return _never_splits if known is None and is_source else known


def _replicate(op: Operation, mesh: MeshAttr) -> None:
    shardings = result_shardings(op)
    assert shardings is not None, f"{op}"
    set_result_shardings(op, [TensorSharding.fully_replicated(s.mesh, s.rank) for s in shardings])


def _constant_splits(op: ConstantOp | ArithConstantOp, parts: Sequence[int]) -> bool:
    sizes = zip(shape_of(op.results[0]), parts, strict=True)
    return (
        isinstance(op.value, DenseIntOrFPElementsAttr)
        and all(size % n == 0 for size, n in sizes)
        and common_shard(op.value, parts) is not None
    )


def _iota_splits(op: IotaOp, parts: Sequence[int]) -> bool:
    return parts[op.iota_dimension] == 1


def _slice_splits(op: SliceOp, parts: Sequence[int]) -> bool:
    return all(slice_keeps_shards(op, dim, count) for dim, count in enumerate(parts))


def _never_splits(op: Operation, parts: Sequence[int]) -> bool:
    return False


Splits = Callable[[Operation, Sequence[int]], bool]

_SPLITS: OpTable[Callable[..., bool]] = OpTable(
    {
        ArithConstantOp: _constant_splits,
        ConstantOp: _constant_splits,
        IotaOp: _iota_splits,
        RngBitGeneratorOp: _never_splits,
        RngOp: _never_splits,
        SliceOp: _slice_splits,
    }
)
"""Whether a result cut into some parts per dimension can be made part by part."""
