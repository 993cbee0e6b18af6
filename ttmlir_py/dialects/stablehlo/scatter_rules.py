"""What the shapes, dimension numbers and region of a scatter must satisfy."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Region, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.attributes import ScatterDimensionNumbersAttr
from ttmlir_py.dialects.stablehlo.inference import (
    compatible_shapes,
    compatible_sizes,
    dims_text,
    require_distinct,
    require_in_range,
)
from ttmlir_py.dialects.stablehlo.regions import verify_reducer
from ttmlir_py.support.shapes import DYNAMIC, Shape, element_of, shape_of


def verify_scatter(
    inputs: Sequence[SSAValue],
    indices: SSAValue,
    updates: Sequence[SSAValue],
    numbers: ScatterDimensionNumbersAttr,
    computation: Region,
) -> None:
    """Raise where a scatter breaks a rule of the specification."""
    # scatter_c1, scatter_c3
    for name, group in (("inputs", inputs), ("updates", updates)):
        if not all(compatible_shapes(shape_of(group[0]), shape_of(each)) for each in group):
            raise VerifyException(f"Not all {name} have compatible shapes.")
    sizes = shape_of(indices)
    # scatter_c22
    if not 0 <= numbers.index_vector_dim <= len(sizes):
        raise VerifyException(
            "Expects index_vector_dim to be in range [0, rank-of('scatter_indices')] i.e. "
            f"[0, {len(sizes)}]. got: {numbers.index_vector_dim}."
        )
    # scatter_c6, scatter_c23
    verify_reducer(computation, inputs, [TensorType(element_of(each), ()) for each in updates])
    if numbers.index_vector_dim == len(sizes):
        sizes = (*sizes, 1)
    _verify_shapes(shape_of(inputs[0]), sizes, shape_of(updates[0]), numbers)


def _verify_shapes(
    operand: Shape, indices: Shape, update: Shape, numbers: ScatterDimensionNumbersAttr
) -> None:
    # scatter_c4
    rank = len(indices) - 1 + len(numbers.update_window_dims)
    if len(update) != rank:
        raise VerifyException(
            f"expects updates tensor must be of rank {rank} ( == rank-of('scatter_indices') - 1 + "
            "size-of('update_window_dims'), where 'scatter_indices' is expanded by a trailing 1 "
            "dimension if 'index_vector_dim' == rank-of('scatter_indices')), but got "
            f"{len(update)}."
        )
    _verify_windows(operand, update, numbers)
    _verify_batching(operand, indices, numbers)
    _verify_index_map(operand, indices, numbers)
    _verify_window_sizes(operand, update, numbers)
    _verify_scatter_sizes(indices, update, numbers)


def _verify_windows(operand: Shape, update: Shape, numbers: ScatterDimensionNumbersAttr) -> None:
    window, inserted = numbers.update_window_dims, numbers.inserted_window_dims
    batching = numbers.input_batching_dims
    # scatter_c2
    total = len(window) + len(inserted) + len(batching)
    if len(operand) != total:
        raise VerifyException(
            "Expects rank-of operand to match size-of('update_window_dims') + "
            "size-of('inserted_window_dims') + size-of('input_batching_dims') i.e. "
            f"{total} but got {len(operand)}."
        )
    # scatter_c7
    _require_sorted("update_window_dims", window)
    _require_unique("update_window_dims", window)
    # scatter_c8
    require_in_range(window, len(update), "update_window_dims", "rank-of('updates')")
    # scatter_c9
    require_distinct(inserted, batching, ("inserted_window_dims", "input_batching_dims"))
    # scatter_c10
    _require_sorted("inserted_window_dims", inserted)
    # scatter_c11
    require_in_range(inserted, len(operand), "inserted_window_dims", "rank-of('operand')")


def _verify_batching(operand: Shape, indices: Shape, numbers: ScatterDimensionNumbersAttr) -> None:
    batching, index_batching = numbers.input_batching_dims, numbers.scatter_indices_batching_dims
    # scatter_c12
    _require_sorted("input_batching_dims", batching)
    # scatter_c13
    require_in_range(batching, len(operand), "input_batching_dims", "rank-of('operand')")
    # scatter_c14
    _require_unique("scatter_indices_batching_dims", index_batching)
    # scatter_c15
    require_in_range(
        index_batching,
        len(indices),
        "scatter_indices_batching_dims",
        "rank-of('scatter_indices')",
    )
    # scatter_c16
    if numbers.index_vector_dim in index_batching:
        raise VerifyException(
            "expects scatter_indices_batching_dims not to include index_vector_dim "
            f"{numbers.index_vector_dim}."
        )
    # scatter_c17
    if len(batching) != len(index_batching):
        raise VerifyException(
            "input_batching_dims and scatter_indices_batching_dims should have the same size."
        )
    # scatter_c18
    for position, (dim, index_dim) in enumerate(zip(batching, index_batching, strict=True)):
        sizes = operand[dim], indices[index_dim]
        if not compatible_sizes(*sizes):
            raise VerifyException(
                f"input_batching_dims[{position}] and scatter_indices_batching_dims[{position}] "
                f"must have compatible sizes, but got {sizes[0]} and {sizes[1]}."
            )


def _verify_index_map(operand: Shape, indices: Shape, numbers: ScatterDimensionNumbersAttr) -> None:
    targets = numbers.scatter_dims_to_operand_dims
    width = indices[numbers.index_vector_dim]
    # scatter_c19
    if width not in (DYNAMIC, len(targets)):
        raise VerifyException(
            f"Scatter op has {len(targets)} elements in scatter_dims_to_operand_dims and the bound "
            f"of dimension index_vector_dim={numbers.index_vector_dim} of scatter_indices is "
            f"{width}. These two numbers must be equal."
        )
    # scatter_c20
    names = "scatter_dims_to_operand_dims", "input_batching_dims"
    require_distinct(targets, numbers.input_batching_dims, names)
    # scatter_c21
    require_in_range(targets, len(operand), "scatter_dims_to_operand_dims", "rank-of('operand')")


def _verify_window_sizes(
    operand: Shape, update: Shape, numbers: ScatterDimensionNumbersAttr
) -> None:
    dropped = {*numbers.inserted_window_dims, *numbers.input_batching_dims}
    bounds = [size for dim, size in enumerate(operand) if dim not in dropped]
    # scatter_c4
    for dim, bound in zip(numbers.update_window_dims, bounds, strict=True):
        if DYNAMIC not in (update[dim], bound) and update[dim] > bound:
            raise VerifyException(
                "expects bounds of the window dimensions of updates to not exceed the bounds of "
                f"the corresponding dimensions of operand. For dimension {dim}, updates bound is "
                f"{update[dim]}, operand bound is {bound}."
            )


def _verify_scatter_sizes(
    indices: Shape, update: Shape, numbers: ScatterDimensionNumbersAttr
) -> None:
    bounds = [size for dim, size in enumerate(indices) if dim != numbers.index_vector_dim]
    dims = [dim for dim in range(len(update)) if dim not in numbers.update_window_dims]
    # scatter_c4
    for dim, bound in zip(dims, bounds, strict=True):
        if not compatible_sizes(update[dim], bound):
            raise VerifyException(
                "expects bounds of the scatter dimensions of updates to be same as the bounds of "
                f"the corresponding dimensions of scatter indices. For scatter dimension {dim}, "
                f"updates bound is {update[dim]} , scatter_indices bound is {bound}."
            )


def _require_sorted(name: str, dims: Sequence[int]) -> None:
    if list(dims) != sorted(dims):
        raise VerifyException(f"Expects {name} to be sorted; got: [{dims_text(dims)}].")


def _require_unique(name: str, dims: Sequence[int]) -> None:
    if len(set(dims)) != len(dims):
        raise VerifyException(f"Expects {name} to not repeat; got: [{dims_text(dims)}].")
