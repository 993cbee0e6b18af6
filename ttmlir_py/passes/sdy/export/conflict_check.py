"""That every op can run on the shards it is given, before types become those of shards.

A conflict that is left would give wrong numbers where shards happen to have equal shapes.
"""

from __future__ import annotations

from typing import Any

from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.axes import Axes, AxisRef, difference, merged
from ttmlir_py.dialects.sdy.collectives import AllReduceOp, CollectiveOp, ReduceScatterOp
from ttmlir_py.dialects.sdy.data_flow import data_flow
from ttmlir_py.dialects.sdy.shardings import func_result_sharding, sharding_of
from ttmlir_py.dialects.stablehlo.convolution import ConvolutionOp
from ttmlir_py.passes.sdy.export.conflict_reshards import ShardedOpView, runnable_rule
from ttmlir_py.passes.sdy.export.reshard_inserter import are_equivalent, as_sources_see_it
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.sharding_rule import FactorKind
from ttmlir_py.syntax.diagnostics import fail

_FIRST = "sdy-insert-explicit-reshards with enable-full-version has to come first"


def require_no_conflicts(module: ModuleOp, own: OpTable[Any]) -> None:
    """Fail at the first op whose operands and results are not sharded as one op can have them.

    Ops with a row of their `own` judge by themselves which dimensions they need all of.
    """
    for op in module.walk():
        if isinstance(op, ReturnOp):
            _check_return(op)
        elif data_flow(op) is not None:
            _check_data_flow(op)
        elif not isinstance(op, CollectiveOp):
            _check_op(op, own.get(op) is not None)


def _check_return(op: ReturnOp) -> None:
    function = op.parent_op()
    assert isinstance(function, FuncOp), f"{function}"
    for index, value in enumerate(op.operands):
        if not are_equivalent(sharding_of(value), func_result_sharding(function, index)):
            fail(op, f"returns value {index} in another sharding than its function: {_FIRST}")


def _check_data_flow(op: Operation) -> None:
    flow = data_flow(op)
    assert flow is not None, f"{op}"
    for owner in flow.owners(op):
        target = as_sources_see_it(op, owner)
        for source in flow.sources(op, owner):
            if not are_equivalent(sharding_of(source.value), target):
                fail(op, f"is fed values of another sharding than it has: {_FIRST}")


def _check_op(op: Operation, knows_what_must_be_whole: bool) -> None:
    view = ShardedOpView.of(op) if op.operands and op.results else None
    if view is None:
        return
    rule = runnable_rule(view)
    seen: list[AxisRef] = []
    for factor, kind in enumerate(rule.kinds):
        tensors = [t for t in view.projection.tensors if factor in t.factors]
        choices = {merged(tensor.factors[factor].axes, view.mesh) for tensor in tensors}
        axes = next(iter(choices), ())
        given = view.rule.kinds[factor]
        if kind is FactorKind.PERMUTATION or _splits_window(view, given, choices):
            continue
        if len(choices) > 1 or any(a.overlaps(b) for a in axes for b in seen):
            fail(op, f"has operands and results whose shardings conflict: {_FIRST}")
        is_left_to_op = given is FactorKind.NEED_REPLICATION and knows_what_must_be_whole
        if axes and kind is FactorKind.NEED_REPLICATION and not is_left_to_op:
            fail(op, f"needs all of a dimension that is sharded: {_FIRST}")
        if kind is FactorKind.REDUCTION and difference(axes, _combined(op.results[0]), view.mesh):
            fail(op, f"has partial results that nothing combines: {_FIRST}")
        seen += axes


def _splits_window(view: ShardedOpView, kind: FactorKind, choices: set[Axes]) -> bool:
    """Whether a convolution's kernel alone is divided, and its partial results are combined."""
    if not isinstance(view.op, ConvolutionOp) or kind is not FactorKind.REDUCTION:
        return False
    combined = _combined(view.op.results[0])
    return not any(difference(axes, combined, view.mesh) for axes in choices)


def _combined(result: SSAValue) -> list[AxisRef]:
    """The axes along which a result stays partial, or its parts are combined at once."""
    sharding = sharding_of(result)
    axes = list(sharding.unreduced) if sharding else []
    use = result.first_use if result.has_one_use() else None
    if use is not None and isinstance(use.operation, AllReduceOp):
        axes += use.operation.reduction_axes
    elif use is not None and isinstance(use.operation, ReduceScatterOp):
        axes += [axis for entry in use.operation.reduce_scatter_axes for axis in entry]
    return axes
