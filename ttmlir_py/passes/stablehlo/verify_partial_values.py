"""`verify-partial-values`: unreduced axes pass through ops that are linear only.

A sharding with unreduced axes says that a tensor is the sum of what chips have. Of an op that is
not linear the results of the parts do not add up to the result of the sum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ttmlir_py.dialects.sdy.axes import AxisRef, axes_text
from ttmlir_py.dialects.sdy.sharding import ReductionOp, TensorSharding
from ttmlir_py.dialects.sdy.shardings import sharding_of
from ttmlir_py.dialects.stablehlo import elementwise_binary as binary
from ttmlir_py.dialects.stablehlo import elementwise_unary as unary
from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp, DotOp
from ttmlir_py.dialects.stablehlo.convolution import ConvolutionOp
from ttmlir_py.dialects.stablehlo.reduction import ReduceOp
from ttmlir_py.dialects.stablehlo.sorting import SortOp
from ttmlir_py.passes.sdy.export.executable_rules import reduction_of
from ttmlir_py.support.element_types import is_float
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import element_of
from ttmlir_py.syntax.diagnostics import fail


@dataclass(frozen=True)
class VerifyPartialValuesPass(Pass):
    """No op that is not linear has operands and results that are sums along the same axes."""

    name = "verify-partial-values"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in op.walk():
            shared = _shared_axes(inner)
            if shared and not _is_linear(inner, shared):
                fail(
                    inner,
                    f"cannot have unreduced axes {axes_text(shared)} in operand and result: the "
                    "results of parts do not add up to the result of their sum",
                )


def _shared_axes(op: Operation) -> list[AxisRef]:
    """The axes along which both an operand and a result are sums of parts."""
    before = [axis for value in op.operands for axis in _sums(sharding_of(value))]
    after = [axis for value in op.results for axis in _sums(sharding_of(value))]
    return [axis for axis in after if any(axis.overlaps(other) for other in before)]


def _sums(sharding: TensorSharding | None) -> tuple[AxisRef, ...]:
    if sharding is None or sharding.reduction is not ReductionOp.SUM:
        return ()
    return sharding.unreduced


def _is_linear(op: Operation, axes: list[AxisRef]) -> bool:
    rule = _ROWS.get(op)
    if rule is None:
        return True
    partial = [
        any(axis.overlaps(other) for axis in axes for other in _sums(sharding_of(value)))
        for value in op.operands
    ]
    return rule(op, partial)


Rule = Callable[[Any, list[bool]], bool]
"""Whether an op is linear in its partial operands; told for each operand whether it is one."""


def _never(op: Operation, partial: list[bool]) -> bool:
    return False


def _always(op: Operation, partial: list[bool]) -> bool:
    return True


def _in_all(op: Operation, partial: list[bool]) -> bool:
    return all(partial)


def _in_one(op: Operation, partial: list[bool]) -> bool:
    return sum(partial) == 1


def _in_first(op: Operation, partial: list[bool]) -> bool:
    return partial[0] and not any(partial[1:])


def _in_choices(op: Operation, partial: list[bool]) -> bool:
    return not partial[0] and all(partial[1:])


def _convert(op: unary.ConvertOp, partial: list[bool]) -> bool:
    return not is_float(element_of(op.operand)) or is_float(element_of(op.result))


def _reduce(op: ReduceOp, partial: list[bool]) -> bool:
    return reduction_of(op) is ReductionOp.SUM


_ROWS: OpTable[Rule] = OpTable(
    {
        binary.AddOp: _in_all,
        binary.BinaryOp: _never,
        binary.ClampOp: _never,
        binary.CompareOp: _never,
        binary.ComplexOp: _in_all,
        binary.DivideOp: _in_first,
        binary.MultiplyOp: _in_one,
        binary.SelectOp: _in_choices,
        binary.SubtractOp: _in_all,
        ConvolutionOp: _in_one,
        DotGeneralOp: _in_one,
        DotOp: _in_one,
        ReduceOp: _reduce,
        SortOp: _never,
        unary.ConvertOp: _convert,
        unary.IsFiniteOp: _never,
        unary.NegateOp: _always,
        unary.RealPartOp: _always,
        unary.UnaryOp: _never,
    }
)
