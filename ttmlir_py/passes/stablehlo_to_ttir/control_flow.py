"""Loops and branches: StableHLO's become scf's, whose bodies are lowered like any other code."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.arith import IndexCastOp
from xdsl.dialects.builtin import DenseArrayBase, IndexType, i64
from xdsl.dialects.scf import ConditionOp, IfOp, IndexSwitchOp, WhileOp, YieldOp
from xdsl.dialects.tensor import ExtractOp
from xdsl.ir import Operation, Region, SSAValue

from ttmlir_py.dialects.stablehlo import control_flow as stablehlo
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder
from ttmlir_py.passes.stablehlo_to_ttir.computations import vectorized
from ttmlir_py.support.shapes import element_of


def _moved(region: Region) -> Region:
    """The region's blocks in a new region, ended by a yield."""
    moved = Region()
    region.move_blocks(moved)
    terminator = moved.block.last_op
    assert terminator is not None, "a region ends with a return"
    _replace_terminator(terminator, YieldOp(*terminator.operands))
    return moved


def _replace_terminator(old: Operation, *new: Operation) -> None:
    block = old.parent
    assert block is not None
    for op in new:
        op.location = old.location
        block.insert_op_before(op, old)
    old.detach()
    old.erase()


def _number(build: TTIRBuilder, value: SSAValue) -> SSAValue:
    """The number in a scalar tensor."""
    return build(ExtractOp(value, [], element_of(value)))


def _while(op: stablehlo.WhileOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    body = _moved(op.body)
    condition = Region()
    op.cond.move_blocks(condition)
    returned = condition.block.last_op
    assert returned is not None, "a condition ends with a return"
    (holds,) = returned.operands
    extract = ExtractOp(holds, [], element_of(holds))
    _replace_terminator(returned, extract, ConditionOp(extract.results[0], *condition.block.args))
    return build.all(WhileOp(list(op.operands), list(op.result_types), condition, body))


def _if(op: stablehlo.IfOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    condition = _number(build, op.pred)
    branches = _moved(op.true_branch), _moved(op.false_branch)
    return build.all(IfOp(condition, list(op.result_types), *branches))


def _case(op: stablehlo.CaseOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    """A number that names no branch takes the last one."""
    index = build(IndexCastOp(_number(build, op.index), IndexType()))
    *cases, default = [_moved(branch) for branch in op.branches]
    numbers = DenseArrayBase.from_list(i64, list(range(len(cases))))
    switch = IndexSwitchOp(index, numbers, default, cases, list(op.result_types))
    return build.all(switch)


def _map(op: stablehlo.MapOp, build: TTIRBuilder) -> Sequence[SSAValue]:
    return vectorized(build, op.computation, op.inputs)


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.CaseOp: _case,
    stablehlo.IfOp: _if,
    stablehlo.MapOp: _map,
    stablehlo.WhileOp: _while,
}
