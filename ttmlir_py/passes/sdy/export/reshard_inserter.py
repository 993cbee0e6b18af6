"""Visits ops, and reshards what flows into them and out of them."""

from __future__ import annotations

from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.dialects.func import CallOp, FuncOp, ReturnOp
from xdsl.ir import BlockArgument, Operation, OpResult, SSAValue
from xdsl.traits import IsTerminator

from ttmlir_py.dialects.sdy.annotations import (
    DataFlowEdgeOp,
    PropagationBarrierOp,
    ReshardOp,
)
from ttmlir_py.dialects.sdy.collectives import CollectiveOp
from ttmlir_py.dialects.sdy.computations import ManualComputationOp
from ttmlir_py.dialects.sdy.data_flow import DataFlow, data_flow
from ttmlir_py.dialects.sdy.manual import without_manual_axes
from ttmlir_py.dialects.sdy.sharding import TensorSharding
from ttmlir_py.dialects.sdy.shardings import func_result_sharding, sharding_of
from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp, DotOp
from ttmlir_py.dialects.stablehlo.data_movement import ConcatenateOp, ReshapeOp
from ttmlir_py.passes.sdy.calls import Functions, argument_shardings
from ttmlir_py.passes.sdy.export.conflict_reshards import (
    ShardedOpView,
    agreed_reduced_axes,
    reduce_results,
    reduced_axes,
    resolve_conflicts,
)
from ttmlir_py.passes.sdy.export.dot_result_reshards import reshard_dot_result
from ttmlir_py.passes.sdy.export.overflowing_reshape import overflows, resolve_overflow
from ttmlir_py.passes.sdy.export.single_device_reshards import (
    is_single_device,
    reshard_single_device_op,
    runs_on_single_device,
    verify_boundary,
)
from ttmlir_py.passes.sdy.export.unreduced_axes import (
    reduce_operand,
    reduce_operands,
    reshard_to_unreduced,
    unreduce_operand,
)
from ttmlir_py.passes.sdy.insertion import Place
from ttmlir_py.support.shapes import rank_of


class Inserter:
    """Inserts reshards op by op; without `full` only those that no partitioner can do better."""

    def __init__(self, module: ModuleOp, *, full: bool) -> None:
        self.functions = Functions(module)
        self.full = full

    def visit(self, op: Operation) -> None:
        if isinstance(op, FuncOp):
            verify_boundary(op)
        elif isinstance(op, ReturnOp):
            self._visit_return(op)
        elif (flow := data_flow(op)) is not None:
            self._visit_data_flow(op, flow)
        elif isinstance(op, CallOp):
            self.visit_call(op)
        elif isinstance(op, ReshardOp) and reshard_to_unreduced(op):
            return
        elif not _stays_as_it_is(op):
            reduce_operands(op)
            self.visit_op(op)

    def _visit_return(self, op: ReturnOp) -> None:
        function = op.parent_op()
        assert isinstance(function, FuncOp), f"{function}"
        for index in range(len(op.operands)):
            self.bring(op, index, func_result_sharding(function, index), Place.before(op))

    def _visit_data_flow(self, op: Operation, flow: DataFlow) -> None:
        for owner in flow.owners(op):
            target = as_sources_see_it(op, owner)
            for source in flow.sources(op, owner):
                place = Place.after(source.value, op.location)
                self.bring(source.op, source.number, target, place)

    def bring(self, op: Operation, index: int, target: TensorSharding | None, place: Place) -> None:
        """Bring an operand to a sharding; its dimensions only in the full version."""
        if not isinstance(op.operands[index].type, TensorType):
            return
        bring_unreduced(op, index, target, place)
        if self.full:
            bring_dims(op, index, target, place)

    def visit_call(self, op: CallOp) -> None:
        declared = argument_shardings(self.functions.callee(op))
        mesh = next(
            (
                s.mesh
                for value in op.operands
                if (s := sharding_of(value)) and not is_single_device(op, s)
            ),
            None,
        )
        if declared is None and mesh is None:
            return
        for index, operand in enumerate(op.operands):
            if declared is not None:
                target = declared[index]
            else:
                assert mesh is not None
                target = TensorSharding.fully_replicated(mesh, rank_of(operand))
            if isinstance(operand.type, TensorType):
                place = Place.after(operand, op.location)
                bring_unreduced(op, index, target, place)
                bring_dims(op, index, target, place)

    def visit_op(self, op: Operation) -> None:
        if runs_on_single_device(op):
            reshard_single_device_op(op)
            return
        view = ShardedOpView.of(op)
        if view is None:
            return
        if self.full or _is_always_resolved(op):
            resolve = (
                resolve_overflow
                if isinstance(op, ReshapeOp) and overflows(view)
                else resolve_conflicts
            )
            reduce_results(view, reduced_axes(view, resolve(view)))
            return
        if isinstance(op, DotOp | DotGeneralOp):
            reshard_dot_result(view)
        reduce_results(view, agreed_reduced_axes(view))


def bring_unreduced(op: Operation, index: int, target: TensorSharding | None, place: Place) -> None:
    """Give an operand the unreduced axes of a target."""
    reduce_operand(op, index, target, place)
    unreduce_operand(op, index, target, place)


def bring_dims(op: Operation, index: int, target: TensorSharding | None, place: Place) -> None:
    """Reshard an operand unless its dimensions are laid out as a target says already."""
    source = sharding_of(op.operands[index])
    if are_equivalent(source, target):
        return
    if target is None:
        assert source is not None
        target = TensorSharding.fully_replicated(source.mesh, source.rank)
    op.operands[index] = place(ReshardOp(op.operands[index], sharding=target))


def are_equivalent(source: TensorSharding | None, target: TensorSharding | None) -> bool:
    """Values without a sharding are whole; that they are partial nowhere is checked elsewhere."""
    if source is None:
        return target is None or target.is_fully_replicated
    return source.is_equivalent(target)


def as_sources_see_it(op: Operation, owner: SSAValue) -> TensorSharding | None:
    """The sharding that the values flowing into an edge should have where they come from."""
    if not isinstance(op, ManualComputationOp):
        return sharding_of(owner)
    if isinstance(owner, BlockArgument):
        return op.in_shardings[owner.index]
    assert isinstance(owner, OpResult), f"{owner}"
    return without_manual_axes(op.out_shardings[owner.index], op.manual_axes)


def _stays_as_it_is(op: Operation) -> bool:
    """Ops that move values, or that only say something about them."""
    kinds = CollectiveOp | DataFlowEdgeOp | PropagationBarrierOp
    return isinstance(op, kinds) or op.has_trait(IsTerminator)


def _is_always_resolved(op: Operation) -> bool:
    """Ops for which partitioners do badly, or that they do not know."""
    if isinstance(op, ConcatenateOp):
        wanted = sharding_of(op.results[0])
        return any(sharding_of(operand) != wanted for operand in op.operands)
    return op.name == "mhlo.ragged_dot"
