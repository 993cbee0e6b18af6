"""`hlo-test-infer`: a testing pass that shows inferred types and computed extents."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp, StringAttr, UnregisteredOp
from xdsl.ir import Attribute, Operation
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.passes.stablehlo.chlo.broadcasting import warnings
from ttmlir_py.passes.stablehlo.extents import extents_of_result
from ttmlir_py.support.conversion import Builder, replace_op
from ttmlir_py.support.op import Op
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import rewrite_greedily
from ttmlir_py.syntax.diagnostics import diagnostics_of, operation_name

RENAMED = {
    "hlo_test_infer.get_return_type_components": "hlo_test_infer.return_type_components",
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
        types = _inferred(asked)
    except VerifyException:
        return
    op.attributes["op_name__"] = StringAttr(name)
    for index, type_ in enumerate(types):
        op.attributes[f"types{index}"] = type_


def _inferred(op: Op) -> list[Attribute]:
    """What is inferred without a look at the results."""
    block = op.parent
    assert block is not None
    results = op.results
    op.results = type(results)(())  # inference asks results only where there are some
    try:
        return list(op.infer())
    finally:
        op.results = results


def _compute(op: UnregisteredOp, asked: Operation, ctx: Context) -> None:
    if unsupported := warnings(asked):
        diagnostics_of(ctx).diagnostics.extend(unsupported)
        return
    value = extents_of_result(asked, op.operands[0], Builder(op))
    if value is not None:
        replace_op(op, [value])
