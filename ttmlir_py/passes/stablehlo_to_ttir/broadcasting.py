"""CHLO's functions that broadcast their operands first: StableHLO's on broadcast operands."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.chlo import elementwise_broadcast as chlo
from ttmlir_py.dialects.stablehlo import elementwise_binary as stablehlo
from ttmlir_py.passes.stablehlo_to_ttir.builder import Lowering, TTIRBuilder, Values
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import rank_of, shape_of

NAMESAKES: dict[type[chlo.BroadcastBinaryOp], type[Op]] = {
    chlo.BroadcastAddOp: stablehlo.AddOp,
    chlo.BroadcastAndOp: stablehlo.AndOp,
    chlo.BroadcastAtan2Op: stablehlo.Atan2Op,
    chlo.BroadcastDivideOp: stablehlo.DivideOp,
    chlo.BroadcastMaximumOp: stablehlo.MaximumOp,
    chlo.BroadcastMinimumOp: stablehlo.MinimumOp,
    chlo.BroadcastMultiplyOp: stablehlo.MultiplyOp,
    chlo.BroadcastOrOp: stablehlo.OrOp,
    chlo.BroadcastPowerOp: stablehlo.PowerOp,
    chlo.BroadcastRemainderOp: stablehlo.RemainderOp,
    chlo.BroadcastShiftLeftOp: stablehlo.ShiftLeftOp,
    chlo.BroadcastShiftRightArithmeticOp: stablehlo.ShiftRightArithmeticOp,
    chlo.BroadcastShiftRightLogicalOp: stablehlo.ShiftRightLogicalOp,
    chlo.BroadcastSubtractOp: stablehlo.SubtractOp,
    chlo.BroadcastXorOp: stablehlo.XorOp,
}


def _binary(cls: type[Op]) -> Lowering:
    def lowering(op: chlo.BroadcastBinaryOp, build: TTIRBuilder) -> Values:
        return build.lower(cls(*_operands(op, build), result_types=op.result_types))

    return lowering


def _operands(op: chlo.BroadcastBinaryOp, build: TTIRBuilder) -> list[SSAValue]:
    """Both operands in the result's shape."""
    return [_spread(build, x, op, op.broadcast_dimensions) for x in (op.lhs, op.rhs)]


def _spread(build: TTIRBuilder, x: SSAValue, op: Operation, dims: Sequence[int] | None) -> SSAValue:
    """A value broadcast, its last dimensions aligned unless it is told where they go."""
    shape = shape_of(op.results[0])
    if dims is None or len(dims) != rank_of(x):
        dims = range(len(shape) - rank_of(x), len(shape))
    return build.broadcast_in_dim(x, shape, dims)


def _compare(op: chlo.BroadcastCompareOp, build: TTIRBuilder) -> Values:
    compare = stablehlo.CompareOp(
        *_operands(op, build),
        comparison_direction=op.comparison_direction,
        compare_type=op.compare_type,
        result_types=op.result_types,
    )
    return build.lower(compare)


def _select(op: chlo.BroadcastSelectOp, build: TTIRBuilder) -> SSAValue:
    return build.where(*(_spread(build, x, op, None) for x in op.operands))


LOWERINGS: dict[type[Operation], Lowering] = {
    **{cls: _binary(namesake) for cls, namesake in NAMESAKES.items()},
    chlo.BroadcastCompareOp: _compare,
    chlo.BroadcastSelectOp: _select,
}
