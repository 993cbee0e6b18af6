"""`sdy-explicit-gather-scatter-batching`: batching dimensions that indices spell out.

Where one component of the indices counts along the first dimension of the indices, as
`x[arange(n), columns]` does, each row looks up its own row of the operand. Said as a batching
dimension, rows can be sharded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xdsl.context import Context
from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, ModuleOp
from xdsl.ir import Operation, OpResult, SSAValue

from ttmlir_py.dialects.stablehlo.attributes import ComparisonDirection
from ttmlir_py.dialects.stablehlo.creation import ConstantOp, IotaOp
from ttmlir_py.dialects.stablehlo.data_movement import (
    BroadcastInDimOp,
    ConcatenateOp,
    ReshapeOp,
)
from ttmlir_py.dialects.stablehlo.elementwise_binary import ClampOp, CompareOp, SelectOp
from ttmlir_py.dialects.stablehlo.indexing import GatherOp, ScatterOp
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.passes import Pass
from ttmlir_py.support.shapes import rank_of, shape_of


@dataclass(frozen=True)
class ExplicitGatherScatterBatchingPass(Pass):
    """No gather or scatter has indices that count along their own first dimension."""

    name = "sdy-explicit-gather-scatter-batching"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for inner in list(op.walk()):
            if isinstance(inner, GatherOp):
                _batch_gather(inner)
            elif isinstance(inner, ScatterOp):
                _batch_scatter(inner)


def _batch_gather(op: GatherOp) -> None:
    numbers = op.dimension_numbers
    if numbers.operand_batching_dims or 0 not in numbers.collapsed_slice_dims:
        return
    component = _batch_component(
        op.operand, op.start_indices, numbers.start_index_map, numbers.index_vector_dim
    )
    if component is None:
        return
    dim = numbers.index_vector_dim
    op.operands[1] = _without(op.start_indices, dim, component, Builder(op))
    op.dimension_numbers = replace(
        numbers,
        collapsed_slice_dims=tuple(d for d in numbers.collapsed_slice_dims if d),
        operand_batching_dims=(0,),
        start_indices_batching_dims=(0,),
        start_index_map=tuple(d for d in numbers.start_index_map if d),
    )


def _batch_scatter(op: ScatterOp) -> None:
    numbers = op.scatter_dimension_numbers
    if numbers.input_batching_dims or 0 not in numbers.inserted_window_dims:
        return
    map_ = numbers.scatter_dims_to_operand_dims
    dim = numbers.index_vector_dim
    component = _batch_component(op.inputs[0], op.scatter_indices, map_, dim)
    if component is None:
        return
    indices = _without(op.scatter_indices, dim, component, Builder(op))
    op.operands[len(op.inputs)] = indices
    op.scatter_dimension_numbers = replace(
        numbers,
        inserted_window_dims=tuple(d for d in numbers.inserted_window_dims if d),
        input_batching_dims=(0,),
        scatter_indices_batching_dims=(0,),
        scatter_dims_to_operand_dims=tuple(d for d in map_ if d),
    )


def _batch_component(
    tensor: SSAValue, indices: SSAValue, map_: Sequence[int], dim: int
) -> int | None:
    """The component of the index vectors that is the number of their row, for dimension 0."""
    shape = shape_of(indices)
    if 0 not in map_ or not 0 < dim < len(shape) or shape[dim] <= 1 or not rank_of(tensor):
        return None
    if shape[0] != shape_of(tensor)[0]:
        return None
    component = map_.index(0)
    op = _defining(indices)
    if not isinstance(op, ConcatenateOp) or op.dimension != dim:
        return None
    if len(op.operands) != shape[dim]:
        return None
    return component if _counts_along(op.operands[component], 0) else None


def _counts_along(value: SSAValue, dim: int) -> bool:
    """Whether every element of a value is its own place along a dimension."""
    match _defining(value):
        case IotaOp() as op:
            return op.iota_dimension == dim
        case BroadcastInDimOp() as op if dim in op.broadcast_dimensions:
            source = op.broadcast_dimensions.index(dim)
            same = shape_of(op.operand)[source] == shape_of(value)[dim]
            return same and _counts_along(op.operand, source)
        case ReshapeOp() as op:
            source = _same_dim(op, dim)
            return source is not None and _counts_along(op.operand, source)
        case ClampOp() as op:
            return _is_wide(op, shape_of(value)[dim]) and _counts_along(op.operand, dim)
        case SelectOp() as op:
            return _is_never(op.pred, dim) and _counts_along(op.on_false, dim)
        case _:
            return False


def _is_wide(op: ClampOp, count: int) -> bool:
    """Whether a clamp leaves the numbers below a count as they are."""
    low, high = _number(op.min), _number(op.max)
    return low is not None and high is not None and low <= 0 and high >= count - 1


def _same_dim(op: ReshapeOp, dim: int) -> int | None:
    """The operand's dimension that a reshape by ones leaves at `dim`."""
    before, after = shape_of(op.operand), shape_of(op.result)
    large = [index for index, size in enumerate(after) if size != 1]
    source = [index for index, size in enumerate(before) if size != 1]
    if dim not in large or [before[i] for i in source] != [after[i] for i in large]:
        return None
    return source[large.index(dim)]


def _is_never(pred: SSAValue, dim: int) -> bool:
    """Whether a predicate asks for numbers below zero among counted ones."""
    op = _defining(pred)
    if not isinstance(op, CompareOp) or op.comparison_direction is not ComparisonDirection.LT:
        return False
    return _number(op.rhs) == 0 and _counts_along(op.lhs, dim)


def _number(value: SSAValue) -> float | None:
    """The number that all elements of a constant are."""
    op = _defining(value)
    while isinstance(op, BroadcastInDimOp | ReshapeOp):
        op = _defining(op.operand)
    if not isinstance(op, ConstantOp):
        return None
    elements: DenseIntOrFPElementsAttr = op.value
    numbers = {number for number in elements.get_values() if isinstance(number, int | float)}
    return numbers.pop() if len(numbers) == 1 else None


def _without(indices: SSAValue, dim: int, component: int, build: Builder) -> SSAValue:
    """Index vectors without one of their components."""
    op = _defining(indices)
    assert isinstance(op, ConcatenateOp), f"{indices}"
    kept = [value for index, value in enumerate(op.operands) if index != component]
    return kept[0] if len(kept) == 1 else build(ConcatenateOp(kept, dimension=dim))


def _defining(value: SSAValue) -> Operation | None:
    return value.op if isinstance(value, OpResult) else None
