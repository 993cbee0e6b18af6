"""`insert-reshards-for-unpropagated-ops`: gather what a reshape cannot split."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.mesh import mesh_of
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import result_shardings, sharding_of
from ttmlir_py.dialects.stablehlo.data_movement import ReshapeOp
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class InsertReshardsForUnpropagatedOpsPass(Pass):
    """A reshape whose result has no sharding has a replicated operand."""

    name = "insert-reshards-for-unpropagated-ops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for reshape in [r for r in op.walk() if isinstance(r, ReshapeOp)]:
            if result_shardings(reshape) is None and not _inside_manual_computation(reshape):
                _replicate_operand(reshape)


def _inside_manual_computation(op: Operation) -> bool:
    scope = op.parent_op()
    while scope is not None and not isinstance(scope, ManualComputationOp):
        scope = scope.parent_op()
    return scope is not None


def _divides(op: ReshapeOp, sharding: TensorSharding) -> bool:
    """Whether a chip holds less than the whole tensor: axes of size one divide nothing."""
    mesh = mesh_of(op, sharding.mesh)
    assert mesh is not None, f"unknown mesh {sharding.mesh}"
    return any(axis.size_in(mesh) > 1 for axis in sharding.dim_axes)


def _replicate_operand(op: ReshapeOp) -> None:
    sharding = sharding_of(op.operand)
    if sharding is None or not _divides(op, sharding):
        return
    replicated = TensorSharding.fully_replicated(sharding.mesh, sharding.rank)
    reshard = ReshardOp(op.operand, sharding=replicated)
    assert op.parent is not None
    op.parent.insert_op_before(reshard, op)
    reshard.location = op.location
    op.operands[0] = reshard.result
