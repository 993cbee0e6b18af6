"""Shapes of reductions, scans and selections."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import DYNAMIC, Shape, normalize_dim, rank_of, shape_of


def reduced_shape(shape: Shape, dims: Sequence[int] | None, keep_dim: bool) -> Shape:
    """A shape without some dimensions (all of them if None), or with ones in their places."""
    rank = len(shape)
    if dims is not None:
        for dim in dims:
            require(
                -rank <= dim < rank,
                f"Reduce dimension {dim} is out of range for input tensor of rank {rank}",
            )
        require(len(set(dims)) == len(dims), "Reduce dimensions are not unique")
    gone = {normalize_dim(d, rank) for d in dims} if dims is not None else set(range(rank))
    if keep_dim:
        return tuple(1 if i in gone else size for i, size in enumerate(shape))
    return tuple(size for i, size in enumerate(shape) if i not in gone)


def reduction_result(
    op: Op, value: SSAValue, dims: Sequence[int] | None, keep_dim: bool, *, word: str = "Expected"
) -> TensorType[Attribute]:
    """The reduced shape; `word` starts the message about another."""
    mismatch = f"{word} output shape ({{expected}}), got ({{actual}})"
    shape = reduced_shape(shape_of(value), dims, keep_dim)
    return result_tensor(op, shape, value, mismatch=mismatch)


def verify_scan_dim(value: SSAValue, dim: int) -> None:
    """A dimension, counted from either end."""
    rank = rank_of(value)
    require(
        -rank <= dim < rank,
        f"specified dimension should be between {-rank} and {rank - 1}, but got: {dim}",
    )


def softmax_result(op: Op, value: SSAValue, dim: int) -> TensorType[Attribute]:
    """The input's shape."""
    mismatch = "Input and output shapes must be the same"
    result = result_tensor(op, shape_of(value), value, mismatch=mismatch)
    rank = rank_of(value)
    require(
        -rank <= dim < rank, "Dimension attribute must be within the bounds of the input tensor"
    )
    return result


def verify_sort(op: Op, value: SSAValue, dim: int) -> None:
    """Values and indices have the input's shape."""
    rank = rank_of(value)
    require(
        -rank <= dim < rank,
        f"Dimension out of range (expected to be in range of [{-rank}, {rank - 1}], but got {dim})",
    )
    if not op.results:
        return
    values, indices = op.results
    require(value.type == values.type, "Sorted tensor type does not match with input tensor.")
    require(
        shape_of(value) == shape_of(indices),
        "Indices shape does not match with input tensor shape.",
    )


def top_shape(value: SSAValue, k: int, dim: int) -> Shape:
    """The input's shape with `k` along one dimension."""
    verify_scan_dim(value, dim)
    shape = shape_of(value)
    where = normalize_dim(dim, len(shape))
    size = shape[where]
    require(
        k > 0 and (k <= size or size == DYNAMIC),
        f"K should be between 1 and the size of the specified dimension ({where}), but got: {k}",
    )
    return (*shape[:where], k, *shape[where + 1 :])


def sampling_shape(values: SSAValue, indices: SSAValue, parameters: dict[str, SSAValue]) -> Shape:
    """One number per row of candidates."""
    require(rank_of(values) == 2, "input_values must be 2D [batch, candidates]")
    require(rank_of(indices) == 2, "input_indices must be 2D [batch, candidates]")
    require(
        shape_of(values) == shape_of(indices),
        "input_values and input_indices must have the same shape",
    )
    batch = shape_of(values)[0]
    for name, parameter in parameters.items():
        shape = shape_of(parameter)
        require(len(shape) == 1, f"{name} must be 1D [batch]")
        require(
            shape[0] == batch,
            f"{name} batch dimension ({shape[0]}) must match input_values batch ({batch})",
        )
    return (batch,)
