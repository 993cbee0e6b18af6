"""Rules for every op: tensors without elements are constants."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation
from xdsl.traits import is_side_effect_free  # pyright: ignore[reportPrivateImportUsage]

from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.passes.stablehlo.simplify.matching import constant, is_empty, made_by
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.rewriting import Pattern, Rewriter


def empty_constants(op: Operation, rewriter: Rewriter) -> bool:
    """Results and operands without elements become empty constants."""
    if isinstance(op, ConstantOp) or not is_side_effect_free(op):
        return False
    changed = False
    for result in op.results:
        if result.first_use is None or not is_empty(result):
            continue
        (value,) = rewriter.insert_before(op, constant(result.type, []))
        rewriter.touched.extend(use.operation for use in result.uses)
        result.replace_all_uses_with(value)
        changed = True
    for index, operand in enumerate(op.operands):
        if is_empty(operand) and made_by(operand, ConstantOp) is None:
            (value,) = rewriter.insert_before(op, constant(operand.type, []))
            op.operands[index] = value
            changed = True
    if changed:
        rewriter.modified(op)
    return changed


class Simplifications(OpTable[Sequence[Pattern]]):
    """Patterns by op class, then those for every op of StableHLO."""

    everywhere: Sequence[Pattern] = (empty_constants,)

    def get(self, op: Operation | type[Operation]) -> Sequence[Pattern] | None:
        """The patterns for an op or op class."""
        own = super().get(op) or ()
        return (*own, *self.everywhere) if op.name.startswith("stablehlo.") else own
