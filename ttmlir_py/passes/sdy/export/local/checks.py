"""Ops that are the same on shards, as long as certain dimensions are whole."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Operation, SSAValue

from ttmlir_py.dialects.sdy.axes import AxisRef
from ttmlir_py.dialects.sdy.collectives import AllReduceOp, ReduceScatterOp
from ttmlir_py.dialects.sdy.shardings import SHARDING
from ttmlir_py.dialects.stablehlo.contraction import DotGeneralOp, DotOp
from ttmlir_py.dialects.stablehlo.convolution import ConvolutionOp
from ttmlir_py.dialects.stablehlo.linear_algebra import CholeskyOp, FftOp, TriangularSolveOp
from ttmlir_py.dialects.stablehlo.reduction import ReduceWindowOp, SelectAndScatterOp
from ttmlir_py.dialects.stablehlo.sorting import SortOp
from ttmlir_py.passes.sdy.export.local.shards import LocalLowering, Shards, require_whole
from ttmlir_py.support.conversion import Builder
from ttmlir_py.support.shapes import rank_of, shape_of
from ttmlir_py.syntax.diagnostics import fail


def _dot(op: DotOp, shards: Shards, build: Builder) -> None:
    dims = [rank_of(op.lhs) - 1]
    _require_reduction(op, op.lhs, dims, shards)


def _dot_general(op: DotGeneralOp, shards: Shards, build: Builder) -> None:
    _require_reduction(op, op.lhs, op.dot_dimension_numbers.lhs_contracting_dimensions, shards)


def _require_reduction(op: Operation, value: SSAValue, dims: Sequence[int], shards: Shards) -> None:
    """Fail where sums over sharded dimensions are not added up right after."""
    axes = [axis for dim in dims for axis in shards.axes(value)[dim]]
    (result,) = op.results
    sharding = shards.shardings.get(result)
    added: list[AxisRef] = [] if sharding is None else list(sharding.unreduced)
    use = result.first_use if result.has_one_use() else None
    if use is not None and isinstance(use.operation, AllReduceOp):
        added += use.operation.reduction_axes
    elif use is not None and isinstance(use.operation, ReduceScatterOp):
        added += [axis for entry in use.operation.reduce_scatter_axes for axis in entry]
    for axis in axes:
        if not any(axis.overlaps(other) for other in added):
            fail(op, f"contracts dimensions sharded along {axis.text} without adding up the parts")


def _convolution(op: ConvolutionOp, shards: Shards, build: Builder) -> None:
    """Groups are cut as the features, or the batch, that they partition."""
    numbers = op.dimension_numbers
    lhs, kernel = shape_of(op.lhs), shape_of(op.rhs)
    result = shape_of(shards.local_type(op.result))
    if op.feature_group_count > 1:
        features = lhs[numbers.input_feature_dimension]
        op.feature_group_count = features // kernel[numbers.kernel_input_feature_dimension]
    if op.batch_group_count > 1:
        batch = lhs[numbers.input_batch_dimension]
        op.batch_group_count = batch // result[numbers.output_batch_dimension]
    op.attributes.pop(SHARDING, None)


def _fft(op: FftOp, shards: Shards, build: Builder) -> None:
    rank = rank_of(op.operand)
    require_whole(op, op.operand, range(rank - len(op.fft_length), rank), shards)


def _sort(op: SortOp, shards: Shards, build: Builder) -> None:
    require_whole(op, op.inputs[0], [op.dimension % rank_of(op.inputs[0])], shards)


def _cholesky(op: CholeskyOp, shards: Shards, build: Builder) -> None:
    rank = rank_of(op.a)
    require_whole(op, op.a, (rank - 2, rank - 1), shards)


def _triangular_solve(op: TriangularSolveOp, shards: Shards, build: Builder) -> None:
    rank = rank_of(op.a)
    require_whole(op, op.a, (rank - 2, rank - 1), shards)
    require_whole(op, op.b, (rank - 2 if op.left_side else rank - 1,), shards)


def _reduce_window(op: ReduceWindowOp, shards: Shards, build: Builder) -> None:
    for name in ("base_dilations", "window_dilations"):
        steps: Sequence[int] | None = getattr(op, name)
        stretched = [dim for dim, step in enumerate(steps or ()) if step > 1]
        require_whole(op, op.inputs[0], stretched, shards)
    _require_own_windows(op, op.inputs[0], op.window_dimensions, shards)


def _select_and_scatter(op: SelectAndScatterOp, shards: Shards, build: Builder) -> None:
    ones = (1,) * rank_of(op.operands[0])
    _require_own_windows(op, op.operands[0], op.window_dimensions or ones, shards)


def _require_own_windows(
    op: ReduceWindowOp | SelectAndScatterOp,
    value: SSAValue,
    sizes: Sequence[int],
    shards: Shards,
) -> None:
    """Fail where a window of a sharded dimension reaches into the next shard."""
    strides = op.window_strides or (1,) * len(sizes)
    padding = op.padding or ((0, 0),) * len(sizes)
    crossing = [
        dim
        for dim, size in enumerate(sizes)
        if size > strides[dim] or any(padding[dim]) or shape_of(value)[dim] % strides[dim]
    ]
    require_whole(op, value, crossing, shards)


ROWS: dict[type[Operation], LocalLowering] = {
    CholeskyOp: _cholesky,
    ConvolutionOp: _convolution,
    DotGeneralOp: _dot_general,
    DotOp: _dot,
    FftOp: _fft,
    ReduceWindowOp: _reduce_window,
    SelectAndScatterOp: _select_and_scatter,
    SortOp: _sort,
    TriangularSolveOp: _triangular_solve,
}
