"""`stablehlo-canonicalize-dynamism`: dynamic ops whose sizes are constants become static ops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects.builtin import ArrayAttr, ModuleOp, StringAttr, TensorType
from xdsl.ir import Operation
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.dialects.stablehlo.dynamic import RealDynamicSliceOp
from ttmlir_py.passes.stablehlo.custom_call_forms import reducers_of, static_custom_call
from ttmlir_py.passes.stablehlo.refinement.types import leaves
from ttmlir_py.passes.stablehlo.shape_operands import (
    INDICES,
    result_shapes,
    shape_operand_indices,
)
from ttmlir_py.passes.stablehlo.simplify.matching import take_op
from ttmlir_py.passes.stablehlo.simplify.unique_constants import unify_constants
from ttmlir_py.passes.stablehlo.static_forms import FORMS, slice_of_sizes, slice_sizes
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.rewriting import Pattern, Rewriter, rewrite_greedily
from ttmlir_py.support.shapes import DYNAMIC
from ttmlir_py.syntax.diagnostics import diagnostics_of


@dataclass(frozen=True)
class StablehloCanonicalizeDynamismPass(Pass):
    """No op computes a shape that its constant operands and its types tell."""

    name = "stablehlo-canonicalize-dynamism"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in op.walk():
            if isinstance(inner, CustomCallOp):
                _check(inner, ctx)
        rewrite_greedily(op, PATTERNS)
        unify_constants(op)


def _check(op: CustomCallOp, ctx: Context) -> None:
    try:
        result_shapes(op)
    except VerifyException as error:
        diagnostics_of(ctx).error(op.location, str(error))


def to_static_form(op: Operation, rewriter: Rewriter) -> bool:
    """The same op on sizes that are known."""
    form = FORMS.get(op)
    static = form(op) if form is not None else None
    return static is not None and take_op(op, static, rewriter)


def to_dynamic_slice(op: Operation, rewriter: Rewriter) -> bool:
    """A slice of known size at an unknown place."""
    assert isinstance(op, RealDynamicSliceOp), f"{op.name}"
    sizes = slice_sizes(op)
    if sizes is None:
        return False
    new = slice_of_sizes(op, sizes, rewriter)
    new.result._type = op.result.type  # pyright: ignore[reportPrivateUsage]
    return take_op(op, new, rewriter)


def without_shape_operands(op: Operation, rewriter: Rewriter) -> bool:
    """A custom call whose result types tell what its shape operands did."""
    assert isinstance(op, CustomCallOp), f"{op.name}"
    try:
        indices = shape_operand_indices(op)
        shapes = result_shapes(op)
    except VerifyException:
        return False
    types = leaves(op.result_types)
    if indices is None or shapes is None or not all(map(_is_static, types)):
        return False
    op.operands = [value for i, value in enumerate(op.operands) if i not in indices]
    del op.attributes[INDICES]
    layouts = op.properties.get("operand_layouts")
    if isinstance(layouts, ArrayAttr):
        kept = [each for i, each in enumerate(layouts.data) if i not in indices]
        op.properties["operand_layouts"] = ArrayAttr(kept)
    rewriter.modified(op)
    return True


def to_named_op(op: Operation, rewriter: Rewriter) -> bool:
    """The op that a custom call stands for; functions that it took up are needed no more."""
    assert isinstance(op, CustomCallOp), f"{op.name}"
    static = static_custom_call(op)
    if static is None:
        return False
    for function in reducers_of(op):
        function.sym_visibility = StringAttr("private")
    rewriter.replace(op, static)
    return True


def _is_static(type_: object) -> bool:
    return isinstance(type_, TensorType) and DYNAMIC not in type_.get_shape()


class _Patterns(OpTable[Sequence[Pattern]]):
    """A static form for every op that has one."""

    def get(self, op: Operation | type[Operation]) -> Sequence[Pattern]:
        """The patterns for an op or op class."""
        forms = (to_static_form,) if op in FORMS else ()
        return (*forms, *(super().get(op) or ()))


PATTERNS = _Patterns(
    {CustomCallOp: (to_named_op, without_shape_operands), RealDynamicSliceOp: (to_dynamic_slice,)}
)
