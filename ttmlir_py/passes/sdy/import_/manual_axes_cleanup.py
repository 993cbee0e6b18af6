"""`sdy-manual-axes-cleanup`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.sdy.axes import AxisRef, difference, sorted_and_merged
from ttmlir_py.dialects.sdy.computations import ManualComputationOp, ReturnOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import ShardingPerValue, TensorSharding
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class ManualAxesCleanupPass(Pass):
    """Manual axes are in mesh order, and every in and out sharding names all of them."""

    name = "sdy-manual-axes-cleanup"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in op.walk():
            if isinstance(inner, ManualComputationOp):
                _clean_up(inner)


def _clean_up(op: ManualComputationOp) -> None:
    shardings = [*op.in_shardings, *op.out_shardings]
    if not shardings:
        if op.manual_axes and not isinstance(op.body.block.first_op, ReturnOp):
            fail(
                op,
                "has manual_axes when there are no in/out shardings and the body is not empty",
            )
        return
    mesh = op.common_mesh()
    assert mesh is not None, f"{op.name} with shardings on several meshes"
    op.manual_axes = tuple(sorted(op.manual_axes, key=mesh.axis_index))
    reference = next(s.mesh for s in shardings if mesh_of(op, s.mesh) == mesh)
    for key, values in (("in_shardings", op.operands), ("out_shardings", op.results)):
        stored = op.in_shardings if key == "in_shardings" else op.out_shardings
        cleaned = _with_manual_axes(stored, values, op.manual_axes, reference, mesh)
        op.properties[key] = cleaned


def _with_manual_axes(
    shardings: ShardingPerValue,
    values: Sequence[SSAValue],
    manual: tuple[str, ...],
    reference: str | MeshAttr,
    mesh: MeshAttr,
) -> Attribute:
    def complete(sharding: TensorSharding, value: SSAValue) -> TensorSharding:
        missing = difference(tuple(map(AxisRef, manual)), sharding.all_axes, mesh)
        if not missing or not isinstance(value.type, TensorType):
            return sharding
        replicated = sorted_and_merged([*sharding.replicated, *missing], mesh)
        return replace(sharding, mesh=reference, replicated=replicated)

    return ShardingPerValue(tuple(complete(s, v) for s, v in zip(shardings, values, strict=True)))
