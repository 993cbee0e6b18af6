"""`decouple-const-fanout`: give every user of a broadcast constant a broadcast of its own."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.arith import ConstantOp as ArithConstantOp
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp

from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp
from ttmlir_py.support.passes import Pass


@dataclass(frozen=True)
class DecoupleConstFanoutPass(Pass):
    """In functions with sharded arguments, a broadcast of a constant has one use.

    Otherwise the sharding of one user would spread to the others through the shared value.
    """

    name = "decouple-const-fanout"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for function in [f for f in op.walk() if isinstance(f, FuncOp)]:
            if _has_sharded_argument(function):
                _decouple(function)


def _has_sharded_argument(function: FuncOp) -> bool:
    shardings = [sharding_of(argument) for argument in function.body.block.args]
    return any(sharding and not sharding.is_fully_replicated for sharding in shardings)


def _decouple(function: FuncOp) -> None:
    for op in [b for b in function.walk() if isinstance(b, BroadcastInDimOp)]:
        if not isinstance(op.operand.owner, ConstantOp | ArithConstantOp):
            continue
        for use in list(op.result.uses)[1:]:
            copy = op.clone()
            block = use.operation.parent
            assert block is not None
            block.insert_op_before(copy, use.operation)
            use.operation.operands[use.index] = copy.result
