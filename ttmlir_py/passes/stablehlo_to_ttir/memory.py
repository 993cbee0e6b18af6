"""Barriers and tuples in TTIR."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo import memory as stablehlo
from ttmlir_py.dialects.ttcore.control_flow import OptimizationBarrierOp
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Unsupported


def _optimization_barrier(
    op: stablehlo.OptimizationBarrierOp, build: TTIRBuilder
) -> Sequence[SSAValue]:
    return build.all(OptimizationBarrierOp(op.operand, result_types=op.result_types))


def _get_tuple_element(op: stablehlo.GetTupleElementOp, build: TTIRBuilder) -> SSAValue:
    """The value that the tuple was made of; the tuple itself goes with its last use."""
    maker = op.operand.owner
    if not isinstance(maker, stablehlo.TupleOp):
        raise Unsupported("its operand is no tuple made in this function")
    return maker.operands[op.index]


LOWERINGS: dict[type[Operation], Lowering] = {
    stablehlo.GetTupleElementOp: _get_tuple_element,
    stablehlo.OptimizationBarrierOp: _optimization_barrier,
}
