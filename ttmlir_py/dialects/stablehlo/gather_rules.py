"""The shape of a gather, and what its dimension numbers must satisfy."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.attributes import GatherDimensionNumbersAttr
from ttmlir_py.dialects.stablehlo.bounds import Extent
from ttmlir_py.dialects.stablehlo.inference import (
    compatible_sizes,
    dims_text,
    require_distinct,
    require_in_range,
)
from ttmlir_py.support.shapes import DYNAMIC, Shape


def gather_extents(
    operand: Shape,
    indices: Sequence[Extent],
    slice_sizes: Sequence[int],
    numbers: GatherDimensionNumbersAttr,
) -> Sequence[Extent]:
    """The result's dimensions: offset dimensions from the slices, the others from the indices.

    Raises where the dimension numbers break a rule; `slice_sizes` may be unknown.
    """
    index_shape = tuple(extent.size for extent in indices)
    _verify_ranks(operand, index_shape, slice_sizes, numbers)
    _verify_dims(operand, index_shape, numbers)
    batch = [extent for dim, extent in enumerate(indices) if dim != numbers.index_vector_dim]
    rank = len(numbers.offset_dims) + len(batch)
    # gather_c5
    require_in_range(numbers.offset_dims, rank, "offset_dims", "implied-result-rank")
    dropped = {*numbers.collapsed_slice_dims, *numbers.operand_batching_dims}
    offsets = iter([Extent(size) for dim, size in enumerate(slice_sizes) if dim not in dropped])
    batches = iter(batch)
    return [next(offsets if dim in numbers.offset_dims else batches) for dim in range(rank)]


def _verify_ranks(
    operand: Shape,
    indices: Shape,
    slice_sizes: Sequence[int],
    numbers: GatherDimensionNumbersAttr,
) -> None:
    parts = (numbers.offset_dims, numbers.collapsed_slice_dims, numbers.operand_batching_dims)
    # gather_c1
    if sum(map(len, parts)) != len(operand):
        raise VerifyException(
            f"offset_dims size ({len(parts[0])}) plus collapse_slice_dims size ({len(parts[1])}) "
            f"plus operand_batching_dims size ({len(parts[2])}) is not equal to operand rank "
            f"({len(operand)})"
        )
    # gather_c2
    position = numbers.index_vector_dim
    if not 0 <= position <= len(indices):
        raise VerifyException(
            "Expects index_vector_dim to be in range [0, rank-of('start_indices')] i.e. "
            f"[0, {len(indices)}]. got: {position}."
        )
    # gather_c3
    width = 1 if position == len(indices) else indices[position]
    if width not in (DYNAMIC, len(numbers.start_index_map)):
        raise VerifyException(
            f"start_index_map size ({len(numbers.start_index_map)}) is not equal to size of index "
            f"dimension ({position}) of start_indices ({width})"
        )
    # gather_c20
    if len(slice_sizes) != len(operand):
        raise VerifyException(
            f"slice_sizes size ({len(slice_sizes)}) not equal to operand rank ({len(operand)})"
        )


def _verify_dims(operand: Shape, indices: Shape, numbers: GatherDimensionNumbersAttr) -> None:
    batching = numbers.operand_batching_dims
    index_batching = numbers.start_indices_batching_dims
    rank_words = "rank-of('operand')"
    # gather_c4
    _require_sorted("offset_dims", numbers.offset_dims)
    _require_unique("offset_dims", numbers.offset_dims)
    # gather_c6
    names = "collapsed_slice_dims", "operand_batching_dims"
    require_distinct(numbers.collapsed_slice_dims, batching, names)
    # gather_c7
    _require_sorted("collapsed_slice_dims", numbers.collapsed_slice_dims)
    # gather_c8
    require_in_range(numbers.collapsed_slice_dims, len(operand), "collapsed_slice_dims", rank_words)
    # gather_c10
    _require_sorted("operand_batching_dims", batching)
    # gather_c11
    require_in_range(batching, len(operand), "operand_batching_dims", rank_words)
    # gather_c13
    _require_unique("start_indices_batching_dims", index_batching)
    # gather_c14
    require_in_range(
        index_batching, len(indices), "start_indices_batching_dims", "rank-of('start_indices')"
    )
    # gather_c15
    if numbers.index_vector_dim in index_batching:
        raise VerifyException(
            "expects start_indices_batching_dims not to include index_vector_dim "
            f"{numbers.index_vector_dim}"
        )
    # gather_c16
    if len(batching) != len(index_batching):
        raise VerifyException(
            "operand_batching_dims and start_indices_batching_dims should have the same size"
        )
    # gather_c17
    for position, (dim, index_dim) in enumerate(zip(batching, index_batching, strict=True)):
        sizes = operand[dim], indices[index_dim]
        if not compatible_sizes(*sizes):
            raise VerifyException(
                f"operand_batching_dims[{position}] and start_indices_batching_dims[{position}] "
                f"must have compatible sizes, but got {sizes[0]} and {sizes[1]}"
            )
    # gather_c18
    names = "start_index_map", "operand_batching_dims"
    require_distinct(numbers.start_index_map, batching, names)
    # gather_c19
    require_in_range(numbers.start_index_map, len(operand), "start_index_map", rank_words)


def verify_slice_sizes(
    operand: Shape, sizes: Sequence[int], numbers: GatherDimensionNumbersAttr
) -> None:
    """Raise where a slice is larger than the operand, or than one in a dropped dimension."""
    for name, dims in (
        ("collapsed_slice_dims", numbers.collapsed_slice_dims),
        ("operand_batching_dims", numbers.operand_batching_dims),
    ):
        for dim in dims:
            if sizes[dim] > 1:
                raise VerifyException(
                    f"Expects that for each dim in {name}, slice_sizes[dim] should be <= 1, but "
                    f"got {sizes[dim]}"
                )
    for dim, (size, bound) in enumerate(zip(sizes, operand, strict=True)):
        if size < 0 or (bound != DYNAMIC and size > bound):
            raise VerifyException(
                f"slice size ({size}) is out of bounds for operand dimension ({bound}) at index "
                f"{dim}"
            )


def _require_sorted(name: str, dims: Sequence[int]) -> None:
    if list(dims) != sorted(dims):
        raise VerifyException(f"expects {name} to be sorted, got: [{dims_text(dims)}]")


def _require_unique(name: str, dims: Sequence[int]) -> None:
    if len(set(dims)) != len(dims):
        raise VerifyException(f"expects {name} to not repeat, got: [{dims_text(dims)}]")
