"""What of an op's sharding rule can be carried out by running the op on shards.

A rule also has factors along which shards would need data from their neighbours, or partial
results that no collective can combine. Here these must be whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from xdsl.dialects.arith import ConstantOp as ArithConstantOp
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr
from xdsl.ir import Operation, OpResult, Region, SSAValue

from ttmlir_py.dialects.sdy.annotations import ConstantOp as SdyConstantOp
from ttmlir_py.dialects.sdy.sharding import ReductionOp
from ttmlir_py.dialects.stablehlo.calls import CustomCallOp
from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp, DotOp
from ttmlir_py.dialects.stablehlo.control_flow import ReturnOp
from ttmlir_py.dialects.stablehlo.convolution import ConvolutionOp
from ttmlir_py.dialects.stablehlo.creation import ConstantOp
from ttmlir_py.dialects.stablehlo.data_movement import BroadcastInDimOp, ReshapeOp, SliceOp
from ttmlir_py.dialects.stablehlo.elementwise_binary import (
    AddOp,
    AndOp,
    MaximumOp,
    MinimumOp,
    OrOp,
)
from ttmlir_py.dialects.stablehlo.indexing import DynamicUpdateSliceOp, GatherOp, ScatterOp
from ttmlir_py.dialects.stablehlo.reduction import ReduceOp
from ttmlir_py.support.element_types import is_boolean
from ttmlir_py.support.op_table import OpTable
from ttmlir_py.support.shapes import element_of, shape_of
from ttmlir_py.support.sharding_rule import FactorKind, ShardingRule

Parts = Sequence[Sequence[int]]
"""Into how many parts the dimensions of operands and results are cut now."""


def executable(op: Operation, rule: ShardingRule, parts: Parts) -> ShardingRule:
    """The rule in which every factor that shards cannot handle alone must be whole."""
    whole = set(rule.of_kind(FactorKind.PERMUTATION))
    if rule.custom:
        whole |= _factors_of_one_side(rule)
    if reduction_of(op) is None:
        whole |= set(rule.of_kind(FactorKind.REDUCTION))
    restrict = _RESTRICTIONS.get(op)
    if restrict is not None:
        whole = restrict(op, rule, parts, whole)
    kinds = [
        FactorKind.NEED_REPLICATION if factor in whole else kind
        for factor, kind in enumerate(rule.kinds)
    ]
    # What is gathered only to be sliced is not worth dividing anew.
    blocked = rule.blocked | whole if isinstance(op, SliceOp) else rule.blocked
    return replace(rule, kinds=tuple(kinds), blocked=frozenset(blocked))


def reduction_of(op: Operation) -> ReductionOp | None:
    """How partial results along a reduced factor combine; None where they do not."""
    row = _REDUCTIONS.get(op)
    return None if row is None else row(op)


def _sum(op: Operation) -> ReductionOp:
    return ReductionOp.SUM


def _reduce(op: ReduceOp) -> ReductionOp | None:
    reduction = _body_reduction(op.body, op.results)
    if reduction is ReductionOp.SUM and not all(map(is_zero, op.init_values)):
        return None
    return reduction


def _scatter(op: ScatterOp) -> ReductionOp | None:
    """Only additions into zeros: what was there before would be added once per chip."""
    reduction = _body_reduction(op.update_computation, op.results)
    if reduction is ReductionOp.SUM and not all(map(is_zero, op.inputs)):
        return None
    return reduction


def prepared_reduction_of(op: Operation) -> ReductionOp | None:
    """The same for ops that `sdy-convert-global-to-local` prepares.

    It lets shards gather zeros in place of others' rows, and scatter into one start only.
    """
    if isinstance(op, GatherOp):
        return ReductionOp.SUM
    if isinstance(op, ScatterOp):
        return _body_reduction(op.update_computation, op.results)
    return reduction_of(op)


def _custom_call_reduction(op: CustomCallOp) -> ReductionOp | None:
    return ReductionOp.SUM if op.call_target_name in _SUMMING_CALLS else None


_SUMMING_CALLS = frozenset({"tt.indexer_score_dsa", "tt.sparse_matmul"})


def _body_reduction(body: Region, results: Sequence[SSAValue]) -> ReductionOp | None:
    """The reduction that a body computes for every result, on its two arguments for that."""
    *ops, ending = body.block.ops
    if not isinstance(ending, ReturnOp) or len(ops) != len(results):
        return None
    found: set[ReductionOp | None] = set()
    for index, result in enumerate(results):
        op, args = ending.operands[index].owner, body.block.args
        own = {args[index], args[index + len(results)]}
        if not isinstance(op, Operation) or set(op.operands) != own:
            return None
        found.add(_combination(op, is_boolean(element_of(result))))
    return found.pop() if len(found) == 1 else None


def _combination(op: Operation, boolean: bool) -> ReductionOp | None:
    match op:
        case AddOp():
            return ReductionOp.MAX if boolean else ReductionOp.SUM
        case MaximumOp():
            return ReductionOp.MAX
        case MinimumOp():
            return ReductionOp.MIN
        case OrOp() if boolean:
            return ReductionOp.MAX
        case AndOp() if boolean:
            return ReductionOp.MIN
        case _:
            return None


def is_zero(value: SSAValue) -> bool:
    """Whether a value is a constant of zeros, or a broadcast of one."""
    while isinstance(value, OpResult) and isinstance(value.op, BroadcastInDimOp):
        value = value.op.operand
    if not isinstance(value.owner, ConstantOp | ArithConstantOp | SdyConstantOp):
        return False
    elements = value.owner.value
    return isinstance(elements, DenseIntOrFPElementsAttr) and not any(elements.data.data)


_REDUCTIONS: OpTable[Callable[[Any], ReductionOp | None]] = OpTable(
    {
        ConvolutionOp: _sum,
        CustomCallOp: _custom_call_reduction,
        DotGeneralOp: _sum,
        DotOp: _sum,
        ReduceOp: _reduce,
        ScatterOp: _scatter,
    }
)


def _slice(op: SliceOp, rule: ShardingRule, parts: Parts, whole: set[int]) -> set[int]:
    """A dimension of which every n-th element is taken may be cut where n divides the parts."""
    kept = set(whole)
    for dim, (factor, *_) in enumerate(rule.operands[0]):
        counts = {tensor[dim] for tensor in parts} - {1}
        if counts and all(slice_keeps_shards(op, dim, count) for count in counts):
            kept.discard(factor)
    return kept


def slice_keeps_shards(op: SliceOp, dim: int, parts: int) -> bool:
    """Whether slicing the parts of a dimension one by one gives the parts of the slice.

    So it is for the whole dimension, and for every n-th element where n divides a part.
    """
    size = shape_of(op.operand)[dim]
    start, limit, stride = op.start_indices[dim], op.limit_indices[dim], op.strides[dim]
    if parts == 1:
        return True
    if size % parts or limit != size:
        return False
    return start == 0 if stride == 1 else start < stride and (size // parts) % stride == 0


def _reshape(op: ReshapeOp, rule: ShardingRule, parts: Parts, whole: set[int]) -> set[int]:
    """Factors of one side only, if they are divided: the other side's shards would be larger."""
    divided = {
        factor
        for dims, counts in zip(rule.tensors, parts, strict=True)
        for dim, count in zip(dims, counts, strict=True)
        for factor in dim
        if count > 1
    }
    return whole | _factors_of_one_side(rule) & divided


def _factors_of_one_side(rule: ShardingRule) -> set[int]:
    """Factors of operands that are in no result, and the other way round."""
    sources, targets = (
        {factor for dims in side for dim in dims for factor in dim}
        for side in (rule.operands, rule.results)
    )
    return sources ^ targets


def _dynamic_update_slice(
    op: DynamicUpdateSliceOp, rule: ShardingRule, parts: Parts, whole: set[int]
) -> set[int]:
    """Dimensions that are updated in part: the update belongs to some of the shards only."""
    operand, update = rule.operands[0], rule.operands[1]
    pairs = zip(operand, update, strict=True)
    partial = [dim for pair in pairs if pair[0] != pair[1] for dim in pair]
    return whole | {factor for dim in partial for factor in dim}


def _scatter_whole(op: ScatterOp, rule: ShardingRule, parts: Parts, whole: set[int]) -> set[int]:
    """Dimensions that are scattered to: an index would have to be that of the right shard."""
    indexed = op.scatter_dimension_numbers.scatter_dims_to_operand_dims
    inputs = rule.operands[: len(op.inputs)]
    return whole | {factor for dims in inputs for dim in indexed for factor in dims[dim]}


def _custom_call(op: CustomCallOp, rule: ShardingRule, parts: Parts, whole: set[int]) -> set[int]:
    """Calls that look at whole dimensions although shardings may spread along them."""
    if op.call_target_name in ("Eigh", "ApproxTopK", "PartialReduce"):
        batch = {f for dim in rule.operands[0][:-2] for f in dim}
        return whole | (set(range(len(rule.sizes))) - batch)
    if op.call_target_name.startswith("_SPMDInternalOp_"):
        return set(range(len(rule.sizes)))
    return whole


_RESTRICTIONS: OpTable[Callable[[Any, ShardingRule, Parts, set[int]], set[int]]] = OpTable(
    {
        CustomCallOp: _custom_call,
        DynamicUpdateSliceOp: _dynamic_update_slice,
        ReshapeOp: _reshape,
        ScatterOp: _scatter_whole,
        SliceOp: _slice,
    }
)
