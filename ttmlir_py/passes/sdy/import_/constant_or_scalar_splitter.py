"""`sdy-constant-or-scalar-splitter`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import CallOp, FuncOp
from xdsl.ir import Operation, OpResult, Region, SSAValue
from xdsl.traits import (
    IsTerminator,
    is_side_effect_free,  # pyright: ignore[reportPrivateImportUsage]
)

from ttmlir_py.dialects.sdy.annotations import ConstantOp, ShardingGroupOp
from ttmlir_py.dialects.sdy.computations import NamedComputationOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp as StableConstantOp
from ttmlir_py.dialects.stablehlo.creation import IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp, ReshapeOp, SliceOp
from ttmlir_py.passes.sdy.calls import Functions, original_name, set_callee
from ttmlir_py.passes.sdy.propagation.schedule import is_elementwise
from ttmlir_py.passes.sdy.walk import post_order
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import rank_of


@dataclass(frozen=True)
class ConstantOrScalarSplitterPass(Pass):
    """Every use of a constant expression or of a broadcast scalar has a copy of its own."""

    name = "sdy-constant-or-scalar-splitter"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for constant in [c for c in op.walk() if isinstance(c, StableConstantOp)]:
            copy = ConstantOp.create(
                result_types=constant.result_types,
                properties=constant.properties,
                attributes=constant.attributes,
            )
            replace_op(constant, Builder(constant).all(copy))
        functions = Functions(op)
        splitter = _Splitter(functions)
        for function in functions.callees_first():
            for computation in [
                c for c in post_order(function) if isinstance(c, NamedComputationOp)
            ]:
                splitter.split(computation.body, function)
            splitter.split(function.body, function)


@dataclass
class _Splitter:
    """Finds constant expressions, region by region, and copies them for their users."""

    functions: Functions
    varying_computations: set[str] = field(default_factory=set[str])
    varying_functions: set[str] = field(default_factory=set[str])

    def split(self, region: Region, function: FuncOp) -> None:
        """Split the constants of one region."""
        constants: dict[Operation, None] = {}
        expansions: dict[Operation, None] = {}
        for op in list(_walk(region)):
            if isinstance(op, ShardingGroupOp):
                continue
            preserves = self._preserves_constants(op)
            if isinstance(op, ConstantOp | IotaOp) or (
                preserves and all(value.owner in constants for value in op.operands)
            ):
                constants[op] = None
                continue
            if not preserves and not op.has_trait(IsTerminator):
                self._mark_varying(op, function)
            if isinstance(op, BroadcastInDimOp) and rank_of(op.operands[0]) == 0:
                expansions[op] = None
                continue
            for index, value in enumerate(op.operands):
                if isinstance(value, OpResult) and (
                    value.op in constants or value.op in expansions
                ):
                    op.operands[index] = self._copy(value, {})
        _erase_unused([*expansions, *reversed(constants)])

    def _preserves_constants(self, op: Operation) -> bool:
        """Whether the results are constant if the operands are."""
        match op:
            case CallOp():
                name = original_name(self.functions.callee(op))
                return name not in self.varying_functions
            case NamedComputationOp():
                return op.computation not in self.varying_computations
            case BroadcastInDimOp() | ReshapeOp() | SliceOp():
                return True
            case _:
                return is_elementwise(op) and is_side_effect_free(op)

    def _mark_varying(self, op: Operation, function: FuncOp) -> None:
        self.varying_functions.add(original_name(function))
        scope = op.parent_op()
        while scope is not None and not isinstance(scope, NamedComputationOp):
            scope = scope.parent_op()
        if scope is not None:
            self.varying_computations.add(scope.computation)

    def _copy(self, value: OpResult, copies: dict[SSAValue, SSAValue]) -> SSAValue:
        """The value computed once more, right before; scalars are not sharded, so not copied."""
        if value in copies or _is_scalar(value):
            return copies.get(value, value)
        op = value.op
        for operand in op.operands:
            if isinstance(operand, OpResult):
                self._copy(operand, copies)
        build = Builder(op)
        copy = op.clone(copies)
        build.all(copy)
        if isinstance(copy, CallOp):
            set_callee(copy, self.functions.clone(self.functions.callee(copy)))
        for use in list(value.uses):
            if isinstance(use.operation, ShardingGroupOp):
                build.all(use.operation.clone(copies))
        return copies[value]


def _walk(region: Region) -> Iterator[Operation]:
    """The ops of a region and of the regions inside, but for those of named computations."""
    for block in region.blocks:
        for op in block.ops:
            yield op
            if not isinstance(op, NamedComputationOp):
                for inner in op.regions:
                    yield from _walk(inner)


def _is_scalar(value: SSAValue) -> bool:
    return isinstance(value.type, TensorType) and rank_of(value) == 0


def _erase_unused(ops: list[Operation]) -> None:
    """Erase ops that nothing but sharding groups uses, together with these."""
    for op in ops:
        users = [use.operation for result in op.results for use in result.uses]
        if all(isinstance(user, ShardingGroupOp) for user in users):
            for user in (*users, op):
                user.detach()
                user.erase()
