"""`sdy-insert-explicit-reshards`: say where values have to move so that every op can be run."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Block, BlockArgument, Operation, OpResult, SSAValue
from xdsl.traits import IsTerminator

from ttmlir_py.dialects.sdy.annotations import PropagationBarrierOp, ReshardOp
from ttmlir_py.dialects.sdy.axes import Axes, difference
from ttmlir_py.dialects.sdy.collectives import AllReduceOp, CollectiveOp
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.data_flow import DataFlow, data_flow
from ttmlir_py.dialects.sdy.manual import without_manual_axes
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import ReductionOp, TensorSharding
from ttmlir_py.dialects.sdy.shardings import (
    func_result_sharding,
    set_sharding,
    sharding_of,
)
from ttmlir_py.passes.sdy.export.common_axes import computation_of
from ttmlir_py.passes.sdy.export.executable_rules import executable, reduction_of
from ttmlir_py.passes.sdy.propagation.rules.registry import rule_of
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import rank_of, size_of
from ttmlir_py.support.sharding_rule import ShardingRule


@dataclass(frozen=True)
class InsertExplicitReshardsPass(Pass):
    """The tensors of every op are sharded as the op computes with them; all else is a reshard.

    Partial results along sharded reductions are combined by `sdy.all_reduce`.
    """

    name = "sdy-insert-explicit-reshards"

    enable_full_version: bool = False
    """Accepted for upstream's command lines: the full version always runs, so where upstream's
    light one leaves a conflict for later there is a reshard already."""

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        inserter = _Inserter()
        for inner in list(op.walk()):
            inserter.visit(inner)


class _Inserter:
    """Inserts reshards; those of one value to one sharding are shared within a block."""

    def __init__(self) -> None:
        self._made: dict[tuple[Block, SSAValue, tuple[Axes, ...]], SSAValue] = {}

    def visit(self, op: Operation) -> None:
        if isinstance(op, ReturnOp):
            self._visit_return(op)
        elif (flow := data_flow(op)) is not None:
            self._visit_data_flow(op, flow)
        elif isinstance(op, PropagationBarrierOp):
            self._reshard_operand(op, 0, sharding_of(op.result))
        elif op.has_trait(IsTerminator) or isinstance(op, ReshardOp | CollectiveOp | FuncOp):
            return
        else:
            self._visit_op(op)

    def _visit_return(self, op: ReturnOp) -> None:
        function = op.parent_op()
        assert isinstance(function, FuncOp), f"{function}"
        for index in range(len(op.operands)):
            self._reshard_operand(op, index, func_result_sharding(function, index))

    def _visit_data_flow(self, op: Operation, flow: DataFlow) -> None:
        for owner in flow.owners(op):
            target = _as_sources_see_it(op, owner)
            for source in flow.sources(op, owner):
                self._reshard_operand(source.op, source.number, target)

    def _visit_op(self, op: Operation) -> None:
        values = [v for v in (*op.operands, *op.results) if isinstance(v.type, TensorType)]
        shardings = [s for v in values if (s := sharding_of(v)) and not s.is_fully_replicated]
        tensor_operands = [v for v in op.operands if isinstance(v.type, TensorType)]
        if not shardings or not tensor_operands:
            return
        mesh = mesh_of(op, shardings[0].mesh)
        assert mesh is not None, f"unknown mesh {shardings[0].mesh}"
        rule = rule_of(op, conservative=True)
        if rule is None:
            self._replicate(op, shardings[0].mesh)
        else:
            self._agree(op, rule, shardings[0].mesh, mesh)

    def _replicate(self, op: Operation, mesh: str | MeshAttr) -> None:
        """Nothing is known about an op: it works on whole tensors."""
        for index, operand in enumerate(op.operands):
            if isinstance(operand.type, TensorType):
                whole = TensorSharding.fully_replicated(mesh, rank_of(operand))
                self._reshard_operand(op, index, whole)
        for result in op.results:
            if isinstance(result.type, TensorType):
                axes: tuple[Axes, ...] = ((),) * rank_of(result)
                self._compute_result_with(result, axes, mesh)

    def _agree(
        self, op: Operation, rule: ShardingRule, mesh_name: str | MeshAttr, mesh: MeshAttr
    ) -> None:
        """Bring operands into the axes that the op computes with, results out of them."""
        values = [*op.operands, *op.results]
        axes = tuple(_axes_of(value) for value in values)
        parts = [[_parts(a, mesh) for a in dims] for dims in axes]
        sizes = tuple(size_of(v) if isinstance(v.type, TensorType) else 0 for v in values)
        reduction = reduction_of(op)
        run = computation_of(executable(op, rule, parts), axes, sizes, mesh)
        for index, wanted in enumerate(run.operands):
            if wanted != axes[index]:
                target = TensorSharding.fully_replicated(mesh_name, len(wanted)).with_axes(wanted)
                self._reshard_operand(op, index, target)
        for result, computed in zip(op.results, run.results, strict=True):
            self._compute_result_with(result, computed, mesh_name)
            self._reduce(result, run.reduced, reduction, mesh_name, mesh)

    def _compute_result_with(
        self, result: SSAValue, axes: tuple[Axes, ...], mesh: str | MeshAttr
    ) -> None:
        """Let the op give a result with these axes, and reshard it to those it should have."""
        if axes == _axes_of(result):
            return
        wanted = sharding_of(result) or TensorSharding.fully_replicated(mesh, rank_of(result))
        op, block = _definition(result)
        reshard = ReshardOp(result, sharding=wanted.closed(), location=op.location)
        result.replace_uses_with_if(reshard.result, lambda use: use.operation is not reshard)
        block.insert_op_after(reshard, op)
        set_sharding(result, wanted.with_axes(axes))

    def _reduce(
        self,
        result: SSAValue,
        axes: Axes,
        reduction: ReductionOp | None,
        mesh_name: str | MeshAttr,
        mesh: MeshAttr,
    ) -> None:
        """Combine the partial results along axes, for all users of the result."""
        sharding = sharding_of(result)
        if sharding is None:
            sharding = TensorSharding.fully_replicated(mesh_name, rank_of(result))
        axes = difference(axes, sharding.unreduced, mesh)
        if not axes:
            return
        op, block = _definition(result)
        assert reduction is not None, f"{op.name} has partial results that do not combine"
        all_reduce = AllReduceOp(
            result,
            reduction_axes=axes,
            reduction_op=reduction,
            out_sharding=sharding.closed(),
            location=op.location,
        )
        result.replace_uses_with_if(all_reduce.result, lambda use: use.operation is not all_reduce)
        block.insert_op_after(all_reduce, op)

    def _reshard_operand(self, op: Operation, index: int, target: TensorSharding | None) -> None:
        """Reshard an operand unless it is laid out as the target says already."""
        value = op.operands[index]
        if not isinstance(value.type, TensorType):
            return
        source = sharding_of(value)
        if target is None:
            if source is None or source.is_fully_replicated:
                return
            target = TensorSharding.fully_replicated(source.mesh, source.rank)
        if target.is_equivalent(source):
            return
        assert op.parent is not None, f"{op}"
        key = (op.parent, value, tuple(dim.axes for dim in target.dims))
        if key not in self._made:
            reshard = ReshardOp(value, sharding=target.closed(), location=op.location)
            op.parent.insert_op_before(reshard, op)
            self._made[key] = reshard.result
        op.operands[index] = self._made[key]


def _as_sources_see_it(op: Operation, owner: SSAValue) -> TensorSharding | None:
    """The sharding that the values flowing into an edge should have where they come from."""
    if not isinstance(op, ManualComputationOp):
        return sharding_of(owner)
    if isinstance(owner, BlockArgument):
        return op.in_shardings[owner.index]
    assert isinstance(owner, OpResult), f"{owner}"
    return without_manual_axes(op.out_shardings[owner.index], op.manual_axes)


def _definition(result: SSAValue) -> tuple[Operation, Block]:
    assert isinstance(result, OpResult), f"{result}"
    assert result.op.parent is not None, f"{result}"
    return result.op, result.op.parent


def _axes_of(value: SSAValue) -> tuple[Axes, ...]:
    if not isinstance(value.type, TensorType):
        return ()
    sharding = sharding_of(value)
    return tuple(d.axes for d in sharding.dims) if sharding else ((),) * rank_of(value)


def _parts(axes: Axes, mesh: MeshAttr) -> int:
    return prod(axis.size_in(mesh) for axis in axes)
