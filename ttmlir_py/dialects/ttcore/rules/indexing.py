"""Shapes of lookups and writes at computed positions."""

from __future__ import annotations

from xdsl.ir import SSAValue

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.dialects.ttcore.rules.data_movement import verify_index_type
from ttmlir_py.support.shapes import Shape, normalize_dim, rank_of, shape_of

EMBEDDING_MISMATCH = "expected output shape of ({expected}) but got ({actual})"


def embedded_shape(indices: SSAValue, weight: SSAValue) -> Shape:
    """A row of the weight for every index."""
    rank = rank_of(indices)
    require(rank <= 2, f"input must be at most a 2D tensor, got {rank}D ranked tensor")
    sizes = shape_of(weight)
    require(len(sizes) >= 2, f"weight must be at least 2D tensor, got {len(sizes)}D ranked tensor")
    require(all(size == 1 for size in sizes[:-2]), "weight must be effectively 2D tensor")
    return (*shape_of(indices), sizes[-1])


def gathered_shape(source: SSAValue, index: SSAValue, dim: int) -> Shape:
    """The shape of the index."""
    verify_index_type(index)
    rank = rank_of(source)
    require(
        rank == rank_of(index),
        "Input tensor and index tensor must have the same rank. Got input rank = "
        f"{rank}, index rank = {rank_of(index)}",
    )
    require(
        rank >= 1,
        f"Input tensor and index tensor must have rank >= 1. Got rank = {rank}",
    )
    require(
        -rank <= dim < rank,
        f"Dimension must be in the range [-{rank}, {rank}), got dim = {dim}",
    )
    return shape_of(index)


def scattered_shape(target: SSAValue, index: SSAValue, source: SSAValue) -> Shape:
    """The shape of the input."""
    ranks = rank_of(target), rank_of(index), rank_of(source)
    require(
        len(set(ranks)) == 1,
        "Input tensor, index tensor, and source tensor must have the same rank. "
        f"Got input rank = {ranks[0]}, index rank = {ranks[1]}, source rank = {ranks[2]}",
    )
    require(
        shape_of(index) == shape_of(source),
        "Index tensor must have the same shape as source tensor.",
    )
    return shape_of(target)


def selected_size(shape: Shape, dim: int, begin: int, length: int, stride: int) -> int:
    """Elements of ranges `length` long and `stride` (0: the whole dimension) apart."""
    where = normalize_dim(dim, len(shape))
    require(
        0 <= where < len(shape),
        f"Invalid dimension {dim} for select op with input tensor rank {len(shape)}",
    )
    size = shape[where]
    stride = stride or size
    at = f"for dimension {where}"
    require(stride >= 0, f"Invalid stride {stride} {at}, stride must be non-negative")
    require(
        stride <= size,
        f"Invalid stride {stride} {at} with size {size}. stride must be less than or equal to "
        "the dimension size",
    )
    require(
        0 <= begin < size,
        f"Invalid begin index {begin} {at} with size {size}. begin must be in the range "
        "[0, dimSize)",
    )
    require(
        1 <= length <= stride,
        f"Invalid length {length} for begin index {begin} and stride {stride} {at} with size "
        f"{size}. stride must be greater than or equal to length",
    )
    require(
        begin + length <= size,
        f"Invalid length {length} for begin index {begin} and dimension {where} with size "
        f"{size}. begin + length must be less than or equal to the dimension size",
    )
    return sum(min(start + length, size) - start for start in range(begin, size, stride))
