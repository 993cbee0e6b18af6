"""`sdy-resolve-single-device-sharding`: what one device computes becomes a branch of all programs.

The device of a maximal sharding runs the op, all others have zeros, and a sum gives everybody the
result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.ir import Block, Operation, OpResult, Region, SSAValue

from ttmlir_py.dialects.sdy.annotations import ReshardOp
from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.collectives import AllReduceOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of, meshes_in
from ttmlir_py.dialects.sdy.sharding import ReductionOp, TensorSharding
from ttmlir_py.dialects.sdy.shardings import SHARDING, result_shardings, sharding_of
from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection
from ttmlir_py.dialects.stablehlo.control_flow import IfOp, ReturnOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import CompareOp
from ttmlir_py.dialects.stablehlo.memory import CreateTokenOp
from ttmlir_py.passes.sdy.export.local.shards import Shards, elements, scalar
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.element_types import I64, is_boolean
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import element_of, rank_of, shape_of
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class ResolveSingleDeviceShardingPass(Pass):
    """No op has a result that only one device has."""

    name = "sdy-resolve-single-device-sharding"

    replica_count: int = 1
    partition_count: int = 1

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        meshes = meshes_in(op)
        mesh = next((name for name, mesh in meshes.items() if mesh.axes), None)
        shards = Shards(op, self.replica_count > 1)
        for inner in list(op.walk()):
            device = _single_device(inner)
            if device is None or isinstance(inner, ReshardOp):
                continue
            if mesh is None:
                fail(inner, "runs on one device of no mesh")
            _branch(inner, device, mesh, meshes[mesh], shards)
        for inner in [inner for inner in op.walk() if isinstance(inner, ReshardOp)]:
            if _single_device(inner) is not None and not inner.result.first_use:
                inner.detach()
                inner.erase()


def _single_device(op: Operation) -> int | None:
    """The only device that has a result of the op."""
    if isinstance(op, ReshardOp):
        shardings: Sequence[TensorSharding] = (op.sharding,)
    else:
        shardings = tuple(result_shardings(op) or ())
    for sharding in shardings:
        mesh = mesh_of(op, sharding.mesh)
        if mesh is not None and mesh.is_maximal:
            return mesh.device_ids[0]
    return None


def _branch(op: Operation, device: int, mesh_name: str, mesh: MeshAttr, shards: Shards) -> None:
    """Let one device run the op, and add up its results with the others' zeros."""
    for index, operand in enumerate(op.operands):
        op.operands[index] = _before_move(operand)
    build = Builder(op)
    number = shards.device_id(build)
    is_device = build(
        CompareOp(
            number,
            scalar(device, I64, build),
            comparison_direction=ComparisonDirection.EQ,
        )
    )
    results = build.all(
        IfOp(
            is_device,
            regions=[_run(op), _zeros(op)],
            result_types=op.result_types,
        )
    )
    for old, new in zip(list(op.results), results, strict=True):
        _share(old, new, mesh_name, mesh, build)
    op.detach()
    op.erase()


def _before_move(value: SSAValue) -> SSAValue:
    """The value that was moved to one device."""
    if isinstance(value, OpResult) and isinstance(value.op, ReshardOp):
        return value.op.input if _single_device(value.op) is not None else value
    return value


def _run(op: Operation) -> Region:
    copy = op.clone()
    copy.attributes.pop(SHARDING, None)
    copy.location = op.location
    return Region(Block([copy, ReturnOp(list(copy.results))]))


def _zeros(op: Operation) -> Region:
    ops: list[Operation] = []
    for result in op.results:
        if isinstance(result.type, TensorType):
            zero = elements(shape_of(result), element_of(result), [0])
            ops.append(ConstantOp(value=zero))
        else:
            ops.append(CreateTokenOp())
    return Region(Block([*ops, ReturnOp([inner.results[0] for inner in ops])]))


def _share(old: SSAValue, new: SSAValue, name: str, mesh: MeshAttr, build: Builder) -> None:
    """Give all devices the sum of a result; tokens need none."""
    if not isinstance(new.type, TensorType):
        old.replace_all_uses_with(new)
        return
    whole = TensorSharding.fully_replicated(name, rank_of(new))
    boolean = is_boolean(element_of(new))
    shared = build(
        AllReduceOp(
            new,
            reduction_axes=tuple(AxisRef(axis.axis) for axis in mesh.axes),
            reduction_op=ReductionOp.MAX if boolean else ReductionOp.SUM,
            out_sharding=whole,
        )
    )
    old.replace_all_uses_with(shared)
    for use in list(shared.uses):
        user = use.operation
        if isinstance(user, ReshardOp) and user.sharding == sharding_of(shared):
            user.result.replace_all_uses_with(shared)
            user.detach()
            user.erase()
