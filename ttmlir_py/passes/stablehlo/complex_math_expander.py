"""`stablehlo-complex-math-expander`: functions of complex numbers told in their parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ComplexType, ModuleOp
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo.accuracy import ResultAccuracyAttr
from ttmlir_py.dialects.stablehlo.elementwise_unary import (
    AccurateUnaryOp,
    ExponentialOp,
    LogOp,
    LogPlusOneOp,
    SqrtOp,
)
from ttmlir_py.passes.stablehlo.chlo import complex_functions as functions
from ttmlir_py.passes.stablehlo.chlo.formulas import Formula, Term
from ttmlir_py.passes.stablehlo.simplify.unique_constants import unify_constants
from ttmlir_py.support.conversion import Builder, Lowering, convert
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import element_of

FORMULAS: Mapping[type[AccurateUnaryOp], Callable[[Term], Term]] = {
    ExponentialOp: functions.exponential,
    LogOp: functions.logarithm,
    LogPlusOneOp: functions.logarithm_plus_one,
    SqrtOp: functions.square_root,
}


@dataclass(frozen=True)
class StablehloComplexMathExpanderPass(Pass):
    """No exponential, logarithm or square root of complex numbers is left.

    Those that ask for an accuracy of their own stay.
    """

    name = "stablehlo-complex-math-expander"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        table: dict[type[Operation], Lowering] = {
            each: _lowering(formula) for each, formula in FORMULAS.items()
        }
        convert(op, OpTable(table))
        unify_constants(op, last_first=True)


def _lowering(formula: Callable[[Term], Term]) -> Lowering:
    def lower(op: AccurateUnaryOp, build: Builder) -> SSAValue | None:
        is_complex = isinstance(element_of(op.operand), ComplexType)
        if not is_complex or op.result_accuracy != ResultAccuracyAttr():
            return None
        (z,) = Formula(build).given(op.operand)
        return formula(z).value

    return lower
