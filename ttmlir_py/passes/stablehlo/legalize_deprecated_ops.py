"""`stablehlo-legalize-deprecated-ops`: ops that are to go, told in those that stay."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.ir import Block, Operation, Region

from ttmlir_py.dialects.stablehlo.attributes import DotDimensionNumbersAttr
from ttmlir_py.dialects.stablehlo.collectives import AllReduceOp
from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp, DotOp
from ttmlir_py.dialects.stablehlo.control_flow import MapOp, ReturnOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp
from ttmlir_py.dialects.stablehlo.deprecated import (
    BroadcastOp,
    CrossReplicaSumOp,
    EinsumOp,
    UnaryEinsumOp,
)
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp
from ttmlir_py.dialects.stablehlo.memory import AfterAllOp, CreateTokenOp
from ttmlir_py.dialects.stablehlo.random import RngOp
from ttmlir_py.passes.common.illegal import refuse
from ttmlir_py.passes.stablehlo.chlo.broadcasts import splat
from ttmlir_py.support.conversion import Builder, Lowering, convert
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import element_of, rank_of


@dataclass(frozen=True)
class StablehloLegalizeDeprecatedOpsPass(Pass):
    """No op is left that has a replacement; with `fail-on-unused`, none without one either."""

    name = "stablehlo-legalize-deprecated-ops"

    fail_on_unused: bool = True

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        convert(op, OpTable(LOWERINGS))
        if not self.fail_on_unused:
            return
        for inner in op.walk():
            if isinstance(inner, MapOp | RngOp):
                refuse(inner)


def broadcast(op: BroadcastOp, build: Builder) -> object:
    """New leading dimensions."""
    first = len(op.broadcast_sizes)
    dims = tuple(range(first, first + rank_of(op.operand)))
    new = BroadcastInDimOp(op.operand, broadcast_dimensions=dims, result_types=[op.result.type])
    return build(new)


def create_token(op: CreateTokenOp, build: Builder) -> object:
    """After nothing."""
    return build(AfterAllOp([]))


def cross_replica_sum(op: CrossReplicaSumOp, build: Builder) -> object:
    """An all-reduce whose reducer adds."""
    scalar = TensorType(element_of(op.operand), ())
    block = Block(arg_types=[scalar, scalar])
    total = AddOp(*block.args)
    block.add_ops([total, ReturnOp([total.result])])
    new = AllReduceOp(
        [op.operand],
        replica_groups=op.replica_groups,
        regions=[Region([block])],
        result_types=[op.result.type],
    )
    return build(new)


def dot(op: DotOp, build: Builder) -> object:
    """The last dimension of lhs with the first of rhs."""
    numbers = DotDimensionNumbersAttr(
        lhs_contracting_dimensions=(rank_of(op.lhs) - 1,), rhs_contracting_dimensions=(0,)
    )
    new = DotGeneralOp(
        op.lhs,
        op.rhs,
        dot_dimension_numbers=numbers,
        precision_config=op.precision_config,
        result_types=[op.result.type],
    )
    return build(new)


def unary_einsum(op: UnaryEinsumOp, build: Builder) -> object:
    """An einsum with the number one."""
    one = build(ConstantOp(value=splat((), element_of(op.operand), 1)))
    config = f",{op.einsum_config}"
    return build(EinsumOp(one, op.operand, einsum_config=config, result_types=[op.result.type]))


LOWERINGS: dict[type[Operation], Lowering] = {
    BroadcastOp: broadcast,
    CreateTokenOp: create_token,
    CrossReplicaSumOp: cross_replica_sum,
    DotOp: dot,
    UnaryEinsumOp: unary_einsum,
}  # pyright: ignore[reportAssignmentType]
