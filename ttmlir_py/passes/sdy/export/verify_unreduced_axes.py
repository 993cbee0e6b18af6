"""`sdy-verify-unreduced-axes`: partial values become whole ones by ops that combine them only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import CallOp, FuncOp
from xdsl.dialects.func import ReturnOp as FuncReturnOp
from xdsl.ir import Operation, OpResult, Region, SSAValue
from xdsl.traits import IsTerminator
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.annotations import (
    PropagationBarrierOp,
    ReshardOp,
    ShardingConstraintOp,
)
from ttmlir_py.dialects.sdy.collectives import AllReduceOp, ReduceScatterOp
from ttmlir_py.dialects.sdy.computations import ManualComputationOp, ReturnOp
from ttmlir_py.dialects.sdy.manual import without_manual_axes
from ttmlir_py.dialects.sdy.sharding import ReductionOp, TensorSharding
from ttmlir_py.dialects.sdy.shardings import func_result_sharding, sharding_through_barriers
from ttmlir_py.dialects.sdy.unreduced import verify_unreduced_transition
from ttmlir_py.dialects.stablehlo import collectives as stablehlo
from ttmlir_py.dialects.stablehlo.elementwise_binary import AddOp, MaximumOp, MinimumOp
from ttmlir_py.dialects.stablehlo.reduction import ReduceOp
from ttmlir_py.passes.sdy.calls import Functions
from ttmlir_py.passes.sdy.walk import post_order
from ttmlir_py.support.passes import Pass
from ttmlir_py.syntax.diagnostics import CompileError, Diagnostic, op_error


@dataclass(frozen=True)
class VerifyUnreducedAxesPass(Pass):
    """Unreduced axes are passed on, or given up by a reshard, a constraint or a reduction."""

    name = "sdy-verify-unreduced-axes"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        functions = Functions(op)
        found = [
            error
            for function in op.walk()
            if isinstance(function, FuncOp) and (error := _first_error(function, functions))
        ]
        if found:
            raise CompileError(found)


def _first_error(function: FuncOp, functions: Functions) -> Diagnostic | None:
    for op in post_order(function):
        try:
            _verify(op, functions)
        except VerifyException as error:
            return op_error(op, str(error))
    return None


def _verify(op: Operation, functions: Functions) -> None:
    match op:
        case FuncOp() | ReshardOp() | ShardingConstraintOp():
            return
        case ReduceOp():
            _verify_transition(op, introduced=_reduction_of(op.body))
        case AllReduceOp() | ReduceScatterOp():
            if sharding_through_barriers(op.tensor) is None:
                raise VerifyException("operand must be sharded.")
        case stablehlo.AllReduceOp() | stablehlo.ReduceScatterOp():
            _verify_transition(op, introduced=None, removed=_reduction_of(op.regions[0]))
        case CallOp():
            _verify_call(op, functions.callee(op))
        case FuncReturnOp() | ReturnOp():
            _verify_returned(op)
        case _ if op.has_trait(IsTerminator, value_if_unregistered=False):
            return
        case _:
            _verify_transition(op, introduced=ReductionOp.SUM)


def _verify_transition(
    op: Operation, *, introduced: ReductionOp | None, removed: ReductionOp | None = None
) -> None:
    operands = [v for v in op.operands if not _is_resharded(v)]
    verify_unreduced_transition(op, _given(operands), _given(op.results), introduced, removed)


def _given(values: Iterable[SSAValue]) -> Sequence[TensorSharding]:
    return [s for value in values if (s := sharding_through_barriers(value)) is not None]


def _is_resharded(value: SSAValue) -> bool:
    """Whether a value was brought into its sharding on purpose."""
    while isinstance(value, OpResult) and isinstance(value.op, PropagationBarrierOp):
        value = value.op.input
    return isinstance(value.owner, ReshardOp | ShardingConstraintOp)


def _verify_call(op: CallOp, callee: FuncOp) -> None:
    for index, operand in enumerate(op.operands if callee.body.blocks else ()):
        if not _is_resharded(operand):
            argument = sharding_through_barriers(callee.body.block.args[index])
            given = sharding_through_barriers(operand)
            _verify_equal(given, argument, f"at call argument {index}.")
    for index, result in enumerate(op.results):
        declared = func_result_sharding(callee, index)
        taken = sharding_through_barriers(result)
        _verify_equal(declared, taken, f"at call result {index}.")


def _verify_returned(op: Operation) -> None:
    parent = op.parent_op()
    assert parent is not None, f"{op}"
    for index, operand in enumerate(op.operands):
        if isinstance(parent, FuncOp):
            declared = func_result_sharding(parent, index)
        else:
            declared = sharding_through_barriers(parent.results[index])
        if declared is None or _is_resharded(operand):
            continue
        if isinstance(parent, ManualComputationOp):
            declared = without_manual_axes(declared, parent.manual_axes)
        _verify_equal(
            sharding_through_barriers(operand),
            declared,
            f"at return value {index} without a blessed operation (e.g., sdy.reshard). "
            "This is an invalid transition from unreduced to reduced.",
        )


def _verify_equal(first: TensorSharding | None, second: TensorSharding | None, where: str) -> None:
    sides = [set(s.unreduced) if s else set() for s in (first, second)]
    different = sides[0] ^ sides[1]
    if different:
        names = ", ".join(sorted({axis.axis for axis in different}))
        raise VerifyException(f"has unreduced axes mismatch for '{names}' {where}")


_KINDS: dict[type, ReductionOp] = {
    AddOp: ReductionOp.SUM,
    MaximumOp: ReductionOp.MAX,
    MinimumOp: ReductionOp.MIN,
}


def _reduction_of(body: Region) -> ReductionOp | None:
    """The kind of all values that a body returns; None where they are of several."""
    ending = body.blocks[-1].last_op if body.blocks else None
    if ending is None:
        return None
    kinds = {_KINDS.get(type(value.owner)) for value in ending.operands}
    return kinds.pop() if len(kinds) == 1 else None
