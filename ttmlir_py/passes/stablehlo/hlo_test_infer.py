"""`hlo-test-infer`: a testing pass that shows inferred types and computed extents."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, StringAttr, UnregisteredOp
from xdsl.ir import Operation
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp, DotOp
from ttmlir_py.dialects.stablehlo.inference import retyped
from ttmlir_py.passes.stablehlo.chlo.broadcasting import warnings
from ttmlir_py.passes.stablehlo.extents import INDEX, extents_of_result
from ttmlir_py.passes.stablehlo.refinement.rules import inferred_types
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.op import Op
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import rewrite_greedily
from ttmlir_py.syntax.diagnostics import diagnostics_of, operation_name

COMPONENTS = "hlo_test_infer.return_type_components"
RENAMED = {
    "hlo_test_infer.get_return_type_components": COMPONENTS,
    "hlo_test_infer.get_return_types": "hlo_test_infer.return_types",
}
EXTENTS = "hlo_test_infer.reify_return_type_shapes"


@dataclass(frozen=True)
class HloTestInferPass(Pass):
    """Ops `hlo_test_infer.get_return_types` say which types their operand's op infers.

    `hlo_test_infer.reify_return_type_shapes` becomes ops that compute the operand's extents.
    """

    name = "hlo-test-infer"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in [each for each in op.walk() if isinstance(each, UnregisteredOp)]:
            name = operation_name(inner)
            asked = inner.operands[0].owner if len(inner.operands) == 1 else None
            if not isinstance(asked, Op):
                continue
            if name in RENAMED:
                _tell(inner, asked, RENAMED[name])
            elif name == EXTENTS:
                _compute(inner, asked, ctx)
        rewrite_greedily(op, OpTable())  # ops that are no longer asked


def _tell(op: UnregisteredOp, asked: Op, name: str) -> None:
    try:
        types = inferred_types(asked)
    except VerifyException:
        return
    if name == COMPONENTS and isinstance(asked, DotOp | DotGeneralOp):
        # their element type is free, which the answer shows as index
        types = [retyped(type_, INDEX) for type_ in types]
    op.attributes["op_name__"] = StringAttr(name)
    for index, type_ in enumerate(types):
        op.attributes[f"types{index}"] = type_


def _compute(op: UnregisteredOp, asked: Operation, ctx: Context) -> None:
    if unsupported := warnings(asked):
        diagnostics_of(ctx).diagnostics.extend(unsupported)
        return
    value = extents_of_result(asked, op.operands[0], Builder(op))
    if value is not None:
        replace_op(op, [value])
