"""CHLO's functions that have a namesake in TTIR; the others are told in StableHLO's ops before."""

from __future__ import annotations

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.chlo import elementwise_unary as chlo
from ttmlir_py.dialects.ttir import elementwise_unary as unary
from ttmlir_py.passes.stablehlo_to_ttir.builder import (
    Lowering,
    TTIRBuilder,
    UnaryClass,
    Unsupported,
)
from ttmlir_py.support.element_types import is_complex
from ttmlir_py.support.shapes import element_of


def _named(cls: UnaryClass) -> Lowering:
    def lowering(op: Operation, build: TTIRBuilder) -> SSAValue:
        (x,) = op.operands
        if is_complex(element_of(x)):
            raise Unsupported("complex numbers have no TTIR form")
        return build.unary(cls, x)

    return lowering


LOWERINGS: dict[type[Operation], Lowering] = {
    chlo.AcosOp: _named(unary.AcosOp),
    chlo.AsinOp: _named(unary.AsinOp),
    chlo.AsinhOp: _named(unary.AsinhOp),
    chlo.AtanOp: _named(unary.AtanOp),
    chlo.ErfOp: _named(unary.ErfOp),
    chlo.ErfcOp: _named(unary.ErfcOp),
    chlo.SquareOp: _named(unary.SquareOp),
    chlo.TanOp: _named(unary.TanOp),
}
