"""Control flow decided by constants: loops that never run, branches that are known."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import ComplexType, TensorType
from xdsl.ir import Attribute, Operation
from xdsl.traits import RecursiveMemoryEffect, get_effects  # pyright: ignore[reportPrivateImportUsage]

from ttmlir_py.dialects.stablehlo.control_flow import CaseOp, ReturnOp, WhileOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import AndOp, OrOp
from ttmlir_py.dialects.stablehlo.memory import AfterAllOp
from ttmlir_py.dialects.stablehlo.reduction import ReduceOp
from ttmlir_py.dialects.stablehlo.types import TokenType
from ttmlir_py.passes.stablehlo.simplify.constants import FoldOptions, Table
from ttmlir_py.passes.stablehlo.simplify.evaluation import Elements, spread
from ttmlir_py.passes.stablehlo.simplify.matching import elements_of, is_static, splat_of
from ttmlir_py.passes.ttir.dense_values import is_splat
from ttmlir_py.support.rewriting import Pattern, Rewriter, is_trivially_dead
from ttmlir_py.support.shapes import DYNAMIC


def known_branch(op: CaseOp, rewriter: Rewriter) -> bool:
    """The branch that a constant selects, the last one by default, takes the op's place.

    An op whose other branches have effects stays, its results unused.
    """
    index = splat_of(op.index)
    placeholders = [_placeholder(type_) for type_ in op.result_types]
    if index is None or not any(result.first_use for result in op.results) or op.parent is None:
        return False
    kept = [each for each in placeholders if each is not None]
    if len(kept) != len(placeholders):
        return False
    number = int(index)
    branch = op.regions[number if 0 <= number < len(op.regions) else -1].block
    ending = branch.last_op
    assert ending is not None
    returned = list(ending.operands)
    rewriter.erase(ending)
    for inner in list(branch.ops):
        inner.detach()
        op.parent.insert_op_before(inner, op)
        rewriter.modified(inner)
    for old, new in zip(op.results, returned, strict=True):
        rewriter.touched.extend(use.operation for use in old.uses)
        old.replace_all_uses_with(new)
    branch.add_ops([*kept, ReturnOp([each.results[0] for each in kept])])
    rewriter.modified(op)
    return True


def _placeholder(type_: Attribute) -> Operation | None:
    """An op that makes any value of a type."""
    if isinstance(type_, TokenType):
        return AfterAllOp([])
    if not isinstance(type_, TensorType) or DYNAMIC in type_.get_shape():
        return None
    zero = (0.0, 0.0) if isinstance(type_.element_type, ComplexType) else 0
    return ConstantOp(value=Elements.from_list(type_, [zero]))  # pyright: ignore[reportArgumentType, reportCallIssue]


def _never_runs(op: WhileOp) -> bool:
    ending = op.cond.block.last_op
    assert ending is not None
    return splat_of(ending.operands[0]) == 0


def loop_that_never_runs(op: WhileOp, rewriter: Rewriter) -> bool:
    """Results are the operands; the op stays while it may have effects."""
    if not any(result.first_use for result in op.results) and not is_trivially_dead(op):
        return False
    if not _never_runs(op):
        return False
    for old, new in zip(op.results, op.operands, strict=True):
        rewriter.touched.extend(use.operation for use in old.uses)
        old.replace_all_uses_with(new)
    rewriter.modified(op)
    return True


def unused_loop(op: WhileOp, rewriter: Rewriter) -> bool:
    """Without uses and runs, and without effects that an op declares."""
    if any(result.first_use for result in op.results) or not _never_runs(op):
        return False
    if any(_declares_effects(inner) for inner in op.walk() if inner is not op):
        return False
    rewriter.erase(op)
    return True


def _declares_effects(op: Operation) -> bool:
    """Effects that are said; an op that says nothing is presumed to have none."""
    if op.has_trait(RecursiveMemoryEffect):
        return False
    return bool(get_effects(op))


def reduce_of_splats(op: ReduceOp, rewriter: Rewriter) -> bool:
    """A conjunction or disjunction of single numbers has constant operands."""
    body = op.body.block
    first = body.first_op
    if not isinstance(first, AndOp | OrOp) or first.next_op is not body.last_op:
        return False
    given = [elements_of(value) for value in op.operands]
    if any(each is None or not len(each) or not is_splat(each) for each in given):
        return False
    if not any(arg.first_use for arg in body.args):
        return False
    for arg, elements in zip(body.args, given, strict=True):
        assert elements is not None
        (value,) = rewriter.insert_before(first, ConstantOp(value=spread(elements, arg.type)))
        arg.replace_all_uses_with(value)
    rewriter.modified(first)
    rewriter.modified(op)
    return True


def reduce_to_constants(op: ReduceOp, rewriter: Rewriter) -> bool:
    """A reducer that returns constants of its own."""
    ending = op.body.block.last_op
    assert ending is not None
    given = [elements_of(value) for value in ending.operands]
    known = [each for each in given if each is not None and len(each)]
    if len(known) != len(given) or not all(map(is_static, op.results)):
        return False
    values = [
        rewriter.insert_before(op, ConstantOp(value=spread(elements, result.type)))[0]
        for elements, result in zip(known, op.results, strict=True)
    ]
    rewriter.replace(op, values)
    return True


def patterns(options: FoldOptions) -> Table:
    """Control flow and reductions that constants decide."""
    loops: Sequence[Pattern] = (loop_that_never_runs,)  # pyright: ignore[reportAssignmentType]
    if options.assume_no_undeclared_side_effects:
        loops = (*loops, unused_loop)  # pyright: ignore[reportAssignmentType]
    return {
        CaseOp: (known_branch,),
        ReduceOp: (reduce_to_constants, reduce_of_splats),
        WhileOp: loops,
    }
