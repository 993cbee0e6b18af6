"""`stablehlo-complex-to-parts`: what ops on complex numbers do to real and imaginary parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import ComplexOp
from ttmlir_py.dialects.stablehlo.elementwise_unary import ImagOp, RealOp
from ttmlir_py.passes.stablehlo.chlo import elementwise as chlo
from ttmlir_py.passes.stablehlo.complex_parts import computations, elementwise, fourier, tensors
from ttmlir_py.passes.stablehlo.complex_parts.computations import COMPUTATIONS
from ttmlir_py.passes.stablehlo.complex_parts.parts import is_complex_tensor
from ttmlir_py.support.conversion import Builder, Lowering, replace_op
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import Pattern, Rewriter, rewrite_greedily

ANYWHERE: OpTable[Lowering] = OpTable(
    chlo.LOWERINGS,
    computations.LOWERINGS,
    elementwise.LOWERINGS,
    fourier.LOWERINGS,
    tensors.LOWERINGS,
)
IN_COMPUTATIONS: OpTable[Lowering] = OpTable(
    elementwise.IN_COMPUTATIONS, {ConstantOp: tensors.constant}
)


@dataclass(frozen=True)
class StablehloComplexToPartsPass(Pass):
    """All ops on complex numbers are sums, products, moves, or take them apart and join them.

    These are what `stablehlo-complex-data-type-conversion` turns into ops on pairs. Fourier
    transforms become products with matrices.
    """

    name = "stablehlo-complex-to-parts"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        while _lower_all(op):
            pass  # a reduction on both parts has a computation whose ops come next
        rewrite_greedily(op, _DIRECTLY)


def _lower_all(root: ModuleOp) -> bool:
    """Lower the ops that are there now; whether there was one."""
    changed = False
    for op in list(root.walk()):
        if root.is_ancestor(op) and (lowering := _lowering_of(op)) is not None:
            values = lowering(op, Builder(op))
            if values is not None:
                replace_op(op, [values] if isinstance(values, SSAValue) else values)
                changed = True
    return changed


def _lowering_of(op: Operation) -> Lowering | None:
    if not any(is_complex_tensor(value.type) for value in (*op.operands, *op.results)):
        return None
    lowering = ANYWHERE.get(op)
    if lowering is None and isinstance(op.parent_op(), COMPUTATIONS):
        return IN_COMPUTATIONS.get(op)
    return lowering


def _part_of_joined(op: Operation, rewriter: Rewriter) -> bool:
    """The part that was put in."""
    assert isinstance(op, RealOp | ImagOp)
    joined = op.operand.owner
    if not isinstance(joined, ComplexOp):
        return False
    rewriter.replace(op, [joined.lhs if isinstance(op, RealOp) else joined.rhs])
    return True


_DIRECTLY: OpTable[Sequence[Pattern]] = OpTable(
    {RealOp: (_part_of_joined,), ImagOp: (_part_of_joined,)}
)
