"""Reshards for ops that run on their shards alone.

Where a rule lets an op be divided although its shards would need data of their neighbours, or
would have partial results that no collective combines, the dimension is made whole.
"""

from __future__ import annotations

from math import prod

from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import CallOp
from xdsl.ir import Block, Operation, SSAValue

from ttmlir_py.dialects.sdy.annotations import PropagationBarrierOp, ReshardOp
from ttmlir_py.dialects.sdy.axes import Axes, difference
from ttmlir_py.dialects.sdy.collectives import AllReduceOp
from ttmlir_py.dialects.sdy.mesh import MeshAttr, mesh_of
from ttmlir_py.dialects.sdy.sharding import ReductionOp, TensorSharding
from ttmlir_py.dialects.sdy.shardings import set_sharding, sharding_of, sharding_or
from ttmlir_py.passes.sdy.export.common_axes import computation_of
from ttmlir_py.passes.sdy.export.executable_rules import executable, reduction_of
from ttmlir_py.passes.sdy.export.reshard_inserter import Inserter, are_equivalent, bring_unreduced
from ttmlir_py.passes.sdy.export.single_device_reshards import runs_on_single_device
from ttmlir_py.passes.sdy.export.unreduced_axes import reduce_operands
from ttmlir_py.passes.sdy.insertion import Place, replace_other_uses
from ttmlir_py.passes.sdy.propagation.rules.registry import rule_of
from ttmlir_py.support.shapes import rank_of, size_of
from ttmlir_py.support.sharding_rule import ShardingRule
from ttmlir_py.syntax.diagnostics import fail


class LoneShardInserter(Inserter):
    """Inserts reshards; those of one value to one sharding are shared within a block."""

    def __init__(self, module: ModuleOp) -> None:
        super().__init__(module, full=True)
        self._made: dict[tuple[Block, SSAValue, TensorSharding], SSAValue] = {}

    def bring(self, op: Operation, index: int, target: TensorSharding | None, place: Place) -> None:
        if isinstance(op.operands[index].type, TensorType):
            bring_unreduced(op, index, target, place)
            self._reshard_operand(op, index, target)

    def visit(self, op: Operation) -> None:
        if isinstance(op, PropagationBarrierOp):
            self._reshard_operand(op, 0, sharding_of(op.result))
        else:
            super().visit(op)

    def visit_call(self, op: CallOp) -> None:
        reduce_operands(op)
        self.visit_op(op)

    def visit_op(self, op: Operation) -> None:
        if isinstance(op, ReshardOp):
            return
        if runs_on_single_device(op):
            fail(op, "runs on a single device, which this partitioner does not know how to do")
        values = [v for v in (*op.operands, *op.results) if isinstance(v.type, TensorType)]
        shardings = [s for v in values if (s := sharding_of(v)) and not s.is_fully_replicated]
        tensor_operands = [v for v in op.operands if isinstance(v.type, TensorType)]
        if not shardings or not tensor_operands:
            return
        if len(meshes := {str(sharding.mesh) for sharding in shardings}) > 1:
            fail(op, f"has tensors on different meshes: {', '.join(sorted(meshes))}")
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
                _compute_result_with(result, axes, mesh)

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
                here = sharding_or(op.operands[index], mesh_name, closed=True)
                target = here.with_mesh(mesh_name).with_axes(wanted)
                self._reshard_operand(op, index, target)
        for result, computed in zip(op.results, run.results, strict=True):
            _compute_result_with(result, computed, mesh_name)
            _reduce(result, run.reduced, reduction, mesh_name, mesh)

    def _reshard_operand(self, op: Operation, index: int, target: TensorSharding | None) -> None:
        """Reshard an operand unless it is laid out as the target says already."""
        value = op.operands[index]
        source = sharding_of(value)
        if are_equivalent(source, target):
            return
        if target is None:
            assert source is not None
            target = TensorSharding.fully_replicated(source.mesh, source.rank)
        assert op.parent is not None, f"{op}"
        target = target.closed()
        key = (op.parent, value, target)
        if key not in self._made:
            self._made[key] = Place.before(op)(ReshardOp(value, sharding=target))
        op.operands[index] = self._made[key]


def _compute_result_with(result: SSAValue, axes: tuple[Axes, ...], mesh: str | MeshAttr) -> None:
    """Let the op give a result with these axes, and reshard it to those it should have."""
    if axes == _axes_of(result):
        return
    wanted = sharding_of(result) or TensorSharding.fully_replicated(mesh, rank_of(result))
    reshard = ReshardOp(result, sharding=wanted.closed())
    replace_other_uses(result, _right_after(result)(reshard))
    set_sharding(result, wanted.with_axes(axes))


def _reduce(
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
    assert reduction is not None, f"{result} is partial in a way that does not combine"
    all_reduce = AllReduceOp(
        result,
        reduction_axes=axes,
        reduction_op=reduction,
        out_sharding=sharding.closed(),
    )
    replace_other_uses(result, _right_after(result)(all_reduce))


def _right_after(result: SSAValue) -> Place:
    assert isinstance(result.owner, Operation), f"{result}"
    return Place.after(result, result.owner.location)


def _axes_of(value: SSAValue) -> tuple[Axes, ...]:
    if not isinstance(value.type, TensorType):
        return ()
    sharding = sharding_of(value)
    return tuple(d.axes for d in sharding.dims) if sharding else ((),) * rank_of(value)


def _parts(axes: Axes, mesh: MeshAttr) -> int:
    return prod(axis.size_in(mesh) for axis in axes)
