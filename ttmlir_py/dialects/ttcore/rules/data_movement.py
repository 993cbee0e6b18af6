"""Shapes of ops that move elements."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from xdsl.ir import SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.ttcore.base import Sizes, require
from ttmlir_py.support.element_types import is_integer
from ttmlir_py.support.shapes import (
    DYNAMIC,
    Shape,
    broadcast_shapes,
    element_of,
    normalize_dim,
    rank_of,
    shape_of,
)

SLICE_MISMATCH = (
    "Mismatch in dimension {i} of the output tensor: expected size {want}, but got {got}"
)


def reshaped_shape(source: Shape, wanted: Sequence[int], given: Shape | None) -> Shape:
    """The wanted shape, in which one size may be -1: what is left over."""
    actual = given if given is not None else _filled(source, wanted)
    require(
        len(wanted) == len(actual),
        f"Shape attribute size {len(wanted)} must match output tensor rank {len(actual)}",
    )
    if DYNAMIC not in source and DYNAMIC not in actual:
        require(
            prod(source) == prod(actual),
            f"Input tensor number of elements {prod(source)} and output tensor number of "
            f"elements {prod(actual)} must be the same",
        )
    require(wanted.count(-1) <= 1, "Shape attribute must have at most one -1 element")
    for i, size in enumerate(wanted):
        if size == -1:
            continue
        require(size >= 0, "All dimensions must be >= 0 except the one with -1")
        require(
            size == actual[i] or actual[i] == DYNAMIC,
            f"Shape attribute {size} must match the output tensor shape {actual[i]} at index {i} "
            "for dimension that is not -1",
        )
    return actual


def _filled(source: Shape, wanted: Sequence[int]) -> Shape:
    rest = prod(size for size in wanted if size != -1)
    left = DYNAMIC if DYNAMIC in source or rest == 0 else prod(source) // rest
    return tuple(left if size == -1 else size for size in wanted)


def permuted_shape(shape: Shape, permutation: Sequence[int]) -> Shape:
    """Result dimension `i` is input dimension `permutation[i]`."""
    dims = tuple(range(len(shape)))
    if sorted(permutation) != list(dims):
        raise VerifyException(
            f"Expected a permutation of ({Sizes(dims)}), got ({Sizes(permutation)})"
        )
    return tuple(shape[i] for i in permutation)


def transposed_shape(shape: Shape, dim0: int, dim1: int) -> Shape:
    """Two dimensions swapped."""
    rank = len(shape)
    require(rank >= 2, "Input must be at least a 2D tensor")
    for name, dim in (("0", dim0), ("1", dim1)):
        require(
            -rank <= dim < rank,
            f"Dimension {name} attribute must be within the bounds of the input tensor",
        )
    sizes = list(shape)
    sizes[dim0], sizes[dim1] = sizes[dim1], sizes[dim0]
    return tuple(sizes)


def concatenated_shape(shapes: Sequence[Shape], dim: int) -> Shape:
    """Sizes add up along one dimension."""
    require(bool(shapes), "expected at least one operand")
    first = shapes[0]
    rank = len(first)
    where = normalize_dim(dim, rank)
    require(0 <= where < rank, f"Invalid dimension {dim} for concatenation.")
    for shape in shapes[1:]:
        require(len(shape) == rank, "All input tensors must have the same rank.")
        require(
            all(shape[i] == first[i] or i == where for i in range(rank)),
            f"All input tensors must have the same dimensions, except for dimension {where}.",
        )
    sizes = [shape[where] for shape in shapes]
    total = DYNAMIC if DYNAMIC in sizes else sum(sizes)
    return (*first[:where], total, *first[where + 1 :])


def padded_shape(shape: Shape, padding: Sequence[int]) -> Shape:
    """Sizes plus what is added before and after."""
    require(
        len(padding) == 2 * len(shape),
        "Padding must have the same number of elements as twice the rank of the input tensor",
    )
    return tuple(
        size if size == DYNAMIC else size + padding[2 * i] + padding[2 * i + 1]
        for i, size in enumerate(shape)
    )


def repeated_shape(shape: Shape, repeats: Sequence[int]) -> Shape:
    """Sizes times how often each dimension is repeated."""
    require(
        len(shape) == len(repeats),
        f"Input tensor rank {len(shape)} doesn't match the number of repeat dimensions "
        f"{len(repeats)}.",
    )
    for i, count in enumerate(repeats):
        require(count > 0, f"Repeat dimension at index {i} must be greater than 0.")
    return _scaled(shape, repeats)


def _scaled(shape: Shape, factors: Sequence[int]) -> Shape:
    return tuple(
        size if size == DYNAMIC else size * factor
        for size, factor in zip(shape, factors, strict=True)
    )


def verify_repeated(shape: Shape, repeats: Sequence[int], actual: Shape) -> None:
    """What upstream says about a result of another shape."""
    require(
        len(shape) == len(actual),
        f"Input tensor rank {len(shape)} doesn't match the output tensor rank {len(actual)}.",
    )
    for i, (size, got) in enumerate(zip(_scaled(shape, repeats), actual, strict=True)):
        require(
            size == got or DYNAMIC in (size, got),
            f"Input tensor shape ({Sizes(shape):,}) at index {i} does not repeat to output "
            f"({Sizes(actual):,}) using repeat value {repeats[i]}.",
        )


def interleaved_shape(shape: Shape, repeats: int, dim: int) -> Shape:
    """One size times the number of repeats."""
    rank = len(shape)
    require(rank >= 1, "Input must be at least a 1D tensor")
    require(repeats != 0, "Repeats attribute must be non-zero")
    require(
        -rank <= dim < rank,
        f"Dimension attribute must be within the bounds[{-rank}, {rank}), got {rank}",
    )
    where = normalize_dim(dim, rank)
    return _scaled(shape, [repeats if i == where else 1 for i in range(rank)])


def verify_broadcast(shape: Shape, factors: Sequence[int], actual: Shape) -> None:
    """Every dimension of size one is repeated by its factor."""
    require(
        len(shape) == len(actual),
        f"Input tensor rank of {len(shape)} does not match output tensor rank of {len(actual)}",
    )
    try:
        broadcast_shapes(shape, actual)
    except VerifyException:
        raise VerifyException(
            f"Input tensor shape ({Sizes(shape):,}) is not broadcastable to output shape "
            f"({Sizes(actual):,})"
        ) from None
    require(len(factors) == len(shape), "Input tensor rank should match output tensor rank.")
    for i, (size, factor, got) in enumerate(zip(shape, factors, actual, strict=True)):
        require(
            size * factor == got or DYNAMIC in (size, got),
            f"Input tensor shape ({Sizes(shape):,}) index {i} does not broadcast to output "
            f"({Sizes(actual):,}) using broadcast value {factor}",
        )


def broadcast_by(shape: Shape, factors: Sequence[int]) -> Shape:
    """Sizes times broadcast factors."""
    require(len(factors) == len(shape), "Input tensor rank should match output tensor rank.")
    return _scaled(shape, factors)


def sliced_shape(
    shape: Shape, begins: Sequence[int], ends: Sequence[int], steps: Sequence[int]
) -> Shape:
    """The shape of a strided box; bounds may be counted from the end."""
    rank = len(shape)
    require(rank >= 1, "Input must be at least a 1D tensor")
    require(
        len(begins) == len(ends) == len(steps) == rank,
        "Begins, ends, and step attributes must have the same number of elements as the input "
        "tensor rank",
    )
    bounds = zip(begins, ends, steps, strict=True)
    return tuple(slice_size(shape, i, *bound) for i, bound in enumerate(bounds))


def slice_size(
    shape: Shape, i: int, begin: int, end: int, step: int, *, may_be_empty: bool = True
) -> int:
    """How many elements a strided range of one dimension has."""
    size = shape[i]
    where = f"Input shape: ({Sizes(shape)})"
    start = begin + size if begin < 0 else begin
    stop = end + size if end < 0 else end
    if not (may_be_empty and start == stop):
        require(
            0 <= start < size,
            f"Invalid begin index for dimension {i}. Expected value in range "
            f"[{-size}, {size}), got {begin}. {where}",
        )
        require(
            0 <= stop <= size,
            f"Invalid end index for dimension {i}. Expected value in range "
            f"[{-size}, {size}], got {end}. {where}",
        )
    require(step != 0, f"Step value for dimension {i} cannot be zero")
    _verify_direction(shape, i, (begin, start), (end, stop), step)
    return (abs(stop - start) + abs(step) - 1) // abs(step)


def _verify_direction(
    shape: Shape, i: int, begin: tuple[int, int], end: tuple[int, int], step: int
) -> None:
    start, stop = begin[1], end[1]
    if (stop - start) * step >= 0:
        return
    sign, order = ("positive", "less") if step > 0 else ("negative", "greater")
    raise VerifyException(
        f"For {sign} step, begin index must be {order} than or equal to end index for dimension "
        f"{i}. Got begin: {_bound(begin)}, end: {_bound(end)}, step: {step}, "
        f"input shape: ({Sizes(shape)})"
    )


def _bound(bound: tuple[int, int]) -> str:
    written, counted = bound
    return f"{counted} ({written})" if written < 0 else str(written)


def verify_slice_result(source: SSAValue, target: SSAValue) -> None:
    """Slices keep element type and rank."""
    require(
        element_of(source) == element_of(target),
        "Output tensor must have the same element type as the input tensor",
    )
    require(
        rank_of(source) == rank_of(target),
        "Output tensor must have the same rank as the input tensor",
    )


def verify_slice_sizes(expected: Shape, actual: Shape) -> None:
    """What upstream says about a slice of another size."""
    for i, (want, got) in enumerate(zip(expected, actual, strict=True)):
        require(
            want == got or DYNAMIC in (want, got), SLICE_MISMATCH.format(i=i, want=want, got=got)
        )


def verify_dynamic_slice(
    source: SSAValue, begins: SSAValue, ends: SSAValue, steps: Sequence[int] | None
) -> None:
    """Bounds are vectors with an element for every dimension."""
    rank = rank_of(source)
    require(rank >= 1, "Input must be at least a 1D tensor")
    require(rank_of(begins) == rank_of(ends) == 1, "Begins and ends must be 1D tensors")
    counts = {*shape_of(begins), *shape_of(ends), rank if steps is None else len(steps)}
    require(
        counts == {rank},
        "Begins, ends, and step must have the same number of elements as the input tensor rank",
    )
    for i, step in enumerate(steps or ()):
        require(step != 0, f"Step value for dimension {i} cannot be zero")


def squeezed_shape(shape: Shape, dim: int) -> Shape:
    """One dimension of size one removed."""
    where = normalize_dim(dim, len(shape))
    require(0 <= where < len(shape), f"Invalid dimension {where} for squeezing.")
    require(shape[where] in (1, DYNAMIC), f"Dimension {where} in the input tensor must be 1.")
    result = (*shape[:where], *shape[where + 1 :])
    require(bool(result), "Output tensor must have at least one dimension.")
    return result


def unsqueezed_shape(shape: Shape, dim: int) -> Shape:
    """One dimension of size one inserted."""
    where = normalize_dim(dim, len(shape) + 1)
    require(
        0 <= where <= len(shape),
        "Dimension attribute must be within the bounds of the input tensor",
    )
    return (*shape[:where], 1, *shape[where:])


def verify_reversed_dims(shape: Shape, dims: Sequence[int]) -> None:
    """Distinct dimensions of the input."""
    require(len(set(dims)) == len(dims), f"dimensions should be unique. Got: {Sizes(dims)}")
    for dim in dims:
        require(dim >= 0, f"all dimensions should be non-negative. Got dimension: {dim}")
        require(
            dim < len(shape),
            f"all dimensions should be in interval [0, {len(shape)}). Got dimension: {dim}",
        )


def verify_index_type(index: SSAValue) -> None:
    """Positions are integers."""
    element = element_of(index)
    require(is_integer(element), f"Index tensor must have an integer type, got '{element}'")
