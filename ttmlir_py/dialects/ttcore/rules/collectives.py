"""Rules of communication between chips."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr
from xdsl.ir import Attribute, SSAValue

from ttmlir_py.dialects.ttcore.attributes import ReduceType
from ttmlir_py.dialects.ttcore.base import Sizes, require
from ttmlir_py.support.op import Op
from ttmlir_py.support.shapes import Shape, normalize_dim, rank_of, shape_of

SCATTERED = (ReduceType.SUM, ReduceType.MAX, ReduceType.MIN)


def rows_of(elements: DenseIntOrFPElementsAttr) -> list[list[int]]:
    """A two-dimensional elements attribute as rows of integers."""
    count, width = elements.get_shape()
    values = [int(value) for value in elements.get_values()]  # pyright: ignore[reportArgumentType]
    return [values[i * width : (i + 1) * width] for i in range(count)]


def verify_pairs(pairs: DenseIntOrFPElementsAttr) -> None:
    """No chip sends or receives twice."""
    rank = len(pairs.get_shape())
    require(rank == 2, f"The rank of source target pairs must be 2, got rank = {rank}")
    rows = rows_of(pairs)
    for chips in zip(*rows, strict=True):
        require(
            len(set(chips)) == len(chips),
            "There are duplicate 'src' or 'dest' devices in source target pairs",
        )


def verify_groups(groups: DenseIntOrFPElementsAttr) -> None:
    """Groups are rows of distinct chips, numbered from 0."""
    require(len(groups.get_shape()) == 2, "replica_groups must be a 2D array")
    chips = [chip for row in rows_of(groups) for chip in row]
    for chip in chips:
        require(chip >= 0, "replica_groups values must be positive")
        require(
            chip < len(chips),
            f"replica_groups values must be in the range [0, {len(chips) - 1}], got {chip}",
        )
    require(len(set(chips)) == len(chips), "replica_groups must not contain duplicate values")


def exchanged_shape(shape: Shape, split_dim: int, concat_dim: int, count: int) -> Shape:
    """One dimension divided by the number of chips, another multiplied by it."""
    top = len(shape) - 1
    require(0 <= split_dim <= top, f"splitDim must be in the range [0, {top}], got {split_dim}")
    require(count > 0, "splitCount must be a positive integer")
    require(shape[split_dim] % count == 0, "splitDim size must be divisible by splitCount")
    require(0 <= concat_dim <= top, f"concatDim must be in the range [0, {top}], got {concat_dim}")
    sizes = list(shape)
    sizes[split_dim] //= count
    sizes[concat_dim] *= count
    return tuple(sizes)


def partitioned(shape: Shape, factors: Sequence[int], *, join: bool) -> Shape:
    """Sizes divided by the parts of every dimension, or multiplied by them."""
    return tuple(
        size * parts if join else size // parts for size, parts in zip(shape, factors, strict=True)
    )


def resized_result(op: Op, source: SSAValue, dim: int, message: str) -> Sequence[Attribute]:
    """A result that differs from the input along one dimension, by a number of chips.

    How many chips there are is not in the op: the result type is given by the caller.
    """
    rank = rank_of(source)
    require(-rank <= dim < rank, f"{message}{dim}")
    assert op.results, f"{op.name} is built with its result type"
    where = normalize_dim(dim, rank)
    given = shape_of(op.results[0])
    sizes = shape_of(source)
    same_elsewhere = len(given) == rank and all(
        one == other or i == where for i, (one, other) in enumerate(zip(sizes, given, strict=True))
    )
    require(
        same_elsewhere,
        f"input and output must have the same shape except for dimension {where}, "
        f"got ({Sizes(sizes)}) and ({Sizes(given)})",
    )
    return op.result_types
