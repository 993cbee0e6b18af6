"""What refinement does to single ops: types inferred again, shape arithmetic computed."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial

from xdsl.dialects.builtin import UnrealizedConversionCastOp
from xdsl.dialects.func import CallOp, FuncOp, ReturnOp
from xdsl.ir import Operation
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.sdy.computations import ManualComputationOp, NamedComputationOp
from ttmlir_py.dialects.stablehlo import elementwise_binary as binary
from ttmlir_py.dialects.stablehlo import elementwise_unary as unary
from ttmlir_py.dialects.stablehlo.calls import CompositeOp, CustomCallOp
from ttmlir_py.dialects.stablehlo.control_flow import WhileOp
from ttmlir_py.dialects.stablehlo.data_movement import (
    BroadcastInDimOp,
    ConcatenateOp,
    ReshapeOp,
    SliceOp,
)
from ttmlir_py.dialects.stablehlo.dynamic import GetDimensionSizeOp, SetDimensionSizeOp
from ttmlir_py.dialects.stablehlo.indexing import DynamicSliceOp
from ttmlir_py.passes.stablehlo.refinement.computations import refine_arguments_of
from ttmlir_py.passes.stablehlo.refinement.functions import (
    Functions,
    refine_call,
    refine_composite,
)
from ttmlir_py.passes.stablehlo.refinement.index_arithmetic import index_arithmetic
from ttmlir_py.passes.stablehlo.refinement.rules import told_types
from ttmlir_py.passes.stablehlo.refinement.sweep import sweep
from ttmlir_py.passes.stablehlo.refinement.types import more_specific
from ttmlir_py.passes.stablehlo.refinement.values import (
    DIALECTS,
    refine_values,
    takes_refined,
)
from ttmlir_py.passes.stablehlo.shape_operands import OPERAND_WRAPPER
from ttmlir_py.passes.stablehlo.simplify.constants import (
    FoldOptions,
    Table,
    elementwise,
    fold_constants,
    joined,
)
from ttmlir_py.passes.stablehlo.simplify.dynamic import known_size
from ttmlir_py.passes.stablehlo.simplify.matching import integers_of, is_static
from ttmlir_py.passes.stablehlo.simplify.unique_constants import unify_constants
from ttmlir_py.support.op import Op
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.rewriting import Pattern, Rewriter, rewrite_greedily
from ttmlir_py.support.shapes import shape_of

SHAPE_ARITHMETIC: Sequence[type[Operation]] = (
    BroadcastInDimOp,
    ConcatenateOp,
    DynamicSliceOp,
    ReshapeOp,
    SetDimensionSizeOp,
    SliceOp,
    binary.AddOp,
    binary.AndOp,
    binary.ClampOp,
    binary.CompareOp,
    binary.DivideOp,
    binary.MaximumOp,
    binary.MinimumOp,
    binary.MultiplyOp,
    binary.OrOp,
    binary.RemainderOp,
    binary.SelectOp,
    binary.SubtractOp,
    unary.ConvertOp,
    unary.SignOp,
)
"""Ops computed where their operands are integer constants, however many elements they have."""


def shape_folds() -> Table:
    """The computations that sizes depend on, without floats."""
    folds = fold_constants(FoldOptions(sys.maxsize, optimize_float=False))
    return {
        **{op: folds[op] for op in SHAPE_ARITHMETIC},
        GetDimensionSizeOp: (known_size,),
    }


SIZES_BY_FLOATS = (unary.CeilOp, unary.FloorOp)
"""Roundings, with which exporters compute sizes."""
_FEW = 1024


def every_fold(functions: Functions) -> Table:
    """Also sizes that floats and ops of other dialects compute."""
    floats = FoldOptions(_FEW)
    roundings: Table = dict.fromkeys(SIZES_BY_FLOATS, (elementwise(floats),))
    folds = joined(shape_folds(), fold_constants(floats), roundings)
    cut: Table = {SetDimensionSizeOp: (partial(cut_to_size, functions=functions),)}
    return joined(folds, cut, index_arithmetic(functions))


def cut_to_size(op: SetDimensionSizeOp, rewriter: Rewriter, functions: Functions) -> bool:
    """A dimension set to less than it has keeps its first elements."""
    size = integers_of(op.size)
    users = (use.operation for use in op.result.uses)
    if size is None or not is_static(op.operand):
        return False
    if not all(takes_refined(user, functions.dialects) for user in users):
        return False
    limits = list(shape_of(op.operand))
    if not 0 <= size[0] < limits[op.dimension]:
        return False
    limits[op.dimension] = size[0]
    starts, steps = (0,) * len(limits), (1,) * len(limits)
    rewriter.replace(
        op, SliceOp(op.operand, start_indices=starts, limit_indices=limits, strides=steps)
    )
    return True


class Refinements(OpTable[Sequence[Pattern]]):
    """Types first, then what becomes computable: for ops of the refinable dialects."""

    def __init__(self, functions: Functions, folds: Mapping[type[Operation], object]) -> None:
        super().__init__(folds)  # pyright: ignore[reportArgumentType]
        self._infer: Pattern = partial(infer_again, functions=functions)
        self._own: OpTable[Pattern] = OpTable(
            {
                CallOp: lambda op, _: refine_call(op, functions),  # pyright: ignore[reportArgumentType]
                CompositeOp: lambda op, _: refine_composite(op, functions),  # pyright: ignore[reportArgumentType]
                ReturnOp: drop_casts,
            }
        )

    def get(self, op: Operation | type[Operation]) -> Sequence[Pattern]:
        """The patterns for an op or op class."""
        folds = super().get(op) or ()
        own = self._own.get(op)
        if own is not None:
            return (own, *folds)
        if op.name.partition(".")[0] in DIALECTS:
            return (self._infer, unwrap, *folds)
        return folds


def infer_again(op: Operation, rewriter: Rewriter, functions: Functions) -> bool:
    """Results have the sizes that the operands, refined by now, tell."""
    if not isinstance(op, Op) or not op.results:
        return False
    try:
        types = told_types(op)
    except VerifyException as error:
        if isinstance(op, CustomCallOp):
            functions.report(op, str(error))
        return False
    return refine_values(op.results, types, functions.dialects)


def unwrap(op: Operation, rewriter: Rewriter) -> bool:
    """An argument's wrapper goes when users may see the argument itself."""
    if not isinstance(op, CustomCallOp) or op.call_target_name != OPERAND_WRAPPER:
        return False
    if op.operands[0].type != op.results[0].type:
        return False
    rewriter.replace(op, [op.operands[0]])
    return True


def drop_casts(op: Operation, rewriter: Rewriter) -> bool:
    """What is returned through a cast to a less specific type is returned itself."""
    changed = False
    for index, value in enumerate(op.operands):
        cast = value.owner
        if not isinstance(cast, UnrealizedConversionCastOp) or len(cast.operands) != 1:
            continue
        source = cast.operands[0]
        if source.type != value.type and more_specific(value.type, source.type) == source.type:
            op.operands[index] = source
            changed = True
    return changed


def refine_body(function: FuncOp, functions: Functions, *, all_dialects: bool) -> None:
    """Refine everything in a function from its arguments on."""
    folds = every_fold(functions) if all_dialects else shape_folds()

    def enter(op: Operation) -> None:
        if isinstance(op, WhileOp):
            for region in op.regions:
                refine_values(region.block.args, op.operand_types, functions.dialects)
        elif isinstance(op, ManualComputationOp | NamedComputationOp):
            refine_arguments_of(op, functions.dialects)

    sweep(function, Refinements(functions, folds), enter)
    rewrite_greedily(function, OpTable())  # what is dead now
    unify_constants(function)
