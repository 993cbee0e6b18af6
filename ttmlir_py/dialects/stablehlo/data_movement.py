"""Ops that move elements and compute none."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod as product

from xdsl.dialects.builtin import ComplexType
from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import (
    Assembly,
    PrettyOp,
    integer,
    integers,
    slice_ranges,
    value,
    values,
)
from ttmlir_py.dialects.stablehlo.bounds import (
    Extent,
    extents_of,
    joined,
    narrowest,
    with_extents,
)
from ttmlir_py.dialects.stablehlo.constraints import (
    QUANTIZABLE_TENSOR,
    SCALAR_TENSOR,
    STATIC_OR_BOUNDED_TENSOR,
    TENSOR,
    is_quantized,
)
from ttmlir_py.dialects.stablehlo.inference import (
    compatible_sizes,
    dims_text,
    require_same_elements,
)
from ttmlir_py.dialects.stablehlo.properties import NON_NEGATIVE_I64
from ttmlir_py.dialects.stablehlo.quantization_rules import (
    storage_width,
    verify_broadcast,
    verify_reshape,
    verify_same_quantization,
    verify_transpose,
)
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.dialects.stablehlo.type_forms import SAME
from ttmlir_py.support import fields
from ttmlir_py.support.fields import operand, prop, result, variadic_operand
from ttmlir_py.support.properties import I64_ARRAY
from ttmlir_py.support.shapes import (
    DYNAMIC,
    element_of,
    is_static,
    rank_of,
    shape_of,
    with_shape,
)


class BitcastConvertOp(PrettyOp):
    """The same bits in another element type; unequal widths trade an innermost dimension."""

    name = "stablehlo.bitcast_convert"
    traits = PURE
    assembly = Assembly(value("operand"))

    operand = operand(QUANTIZABLE_TENSOR)
    result = result(QUANTIZABLE_TENSOR)

    def verify_extra(self) -> None:
        source, target = element_of(self.operand), element_of(self.result)
        # bitcast_convert_c2
        if isinstance(source, ComplexType) != isinstance(target, ComplexType):
            raise VerifyException(
                "cannot convert between real and complex types, but got: "
                f"'{self.operand.type}' and '{self.result.type}'"
            )
        sides = sorted(
            ((storage_width(side), shape_of(side)) for side in (self.operand, self.result)),
            key=lambda side: side[0],
        )
        (narrow, inner), (wide, outer) = sides
        if narrow != wide:
            inner = self._without_innermost(narrow, inner, wide, outer)
        # bitcast_convert_c1
        if len(inner) != len(outer) or not all(map(compatible_sizes, inner, outer)):
            raise VerifyException(
                "operand and result shapes must match except for the innermost dimension of the "
                f"shape with the smaller element type. Got: '{self.operand.type}' and "
                f"'{self.result.type}'."
            )

    def _without_innermost(
        self, narrow: int, inner: Sequence[int], wide: int, outer: Sequence[int]
    ) -> Sequence[int]:
        # bitcast_convert_c1
        if len(inner) != len(outer) + 1:
            raise VerifyException(
                f"rank of smaller element type ({len(inner)}) should be 1 more than rank of larger "
                f"element type ({len(outer)}), but {len(inner)} != {len(outer)} + 1."
            )
        if inner[-1] != DYNAMIC and inner[-1] * narrow != wide:
            raise VerifyException(
                f"requires compatible bit widths. Got: '{self.operand.type}' and "
                f"'{self.result.type}', but {narrow} * {inner[-1]} != {wide}."
            )
        return inner[:-1]


class BroadcastInDimOp(PrettyOp):
    """Repeats the operand, whose dimension i becomes the result's `broadcast_dimensions[i]`."""

    name = "stablehlo.broadcast_in_dim"
    traits = PURE
    assembly = Assembly(value("operand"), ", dims = ", integers("broadcast_dimensions"))

    operand = operand(QUANTIZABLE_TENSOR)
    broadcast_dimensions = prop(I64_ARRAY)
    result = result(STATIC_OR_BOUNDED_TENSOR)

    def verify_extra(self) -> None:
        # broadcast_in_dim_c1
        require_same_elements((self.operand, self.result))
        verify_same_quantization(self.operand, self.result, per_axis=False)
        dims, sizes = self.broadcast_dimensions, shape_of(self.operand)
        result_sizes = shape_of(self.result)
        # broadcast_in_dim_c2
        if len(dims) != len(sizes):
            raise VerifyException(
                f"broadcast_dimensions size ({len(dims)}) does not match operand rank "
                f"({len(sizes)})"
            )
        # broadcast_in_dim_c4
        if len(set(dims)) != len(dims):
            raise VerifyException("broadcast_dimensions should not have duplicates")
        for i, (dim, size) in enumerate(zip(dims, sizes, strict=True)):
            # broadcast_in_dim_c3
            if not 0 <= dim < len(result_sizes):
                raise VerifyException(
                    f"broadcast_dimensions contains invalid value {dim} for result with rank "
                    f"{len(result_sizes)}"
                )
            # broadcast_in_dim_c5
            if size not in (DYNAMIC, 1, result_sizes[dim]):
                raise VerifyException(
                    f"size of operand dimension {i} ({size}) is not equal to 1 or size of result "
                    f"dimension {dim} ({result_sizes[dim]})"
                )
        # broadcast_in_dim_c6
        verify_broadcast(self.operand, self.result, dims)


class ConcatenateOp(PrettyOp):
    """The inputs one after the other along a dimension."""

    name = "stablehlo.concatenate"
    reports_inference = True
    traits = PURE
    assembly = Assembly(values("inputs", closing=True), " dim = ", integer("dimension"))

    inputs = variadic_operand(TENSOR)
    dimension = prop(NON_NEGATIVE_I64)
    result = result(TENSOR)

    def verify_first(self) -> None:
        # concatenate_c3
        if not self.inputs:
            raise VerifyException("expected 1 or more operands, but found 0")

    def infer(self) -> Sequence[Attribute]:
        self._verify_shapes([shape_of(each) for each in self.inputs])
        # concatenate_c1
        if len({element_of(each) for each in self.inputs}) > 1:
            raise VerifyException("requires the same element type for all operands and results")
        # concatenate_c5, concatenate_c6
        dims = enumerate(zip(*map(extents_of, self.inputs), strict=True))
        extents = [
            joined(each) if dim == self.dimension else narrowest(dim, each) for dim, each in dims
        ]
        return [with_extents(self.inputs[0], extents)]

    def _verify_shapes(self, shapes: Sequence[Sequence[int]]) -> None:
        first = shapes[0]
        # concatenate_c4
        if not first:
            raise VerifyException("rank-0 values cannot be concatenated")
        if self.dimension >= len(first):
            raise VerifyException(
                f"dimension {self.dimension} is out-of-bounds for input rank {len(first)}"
            )
        # concatenate_c2
        for index, shape in enumerate(shapes):
            if len(shape) != len(first):
                raise VerifyException(f"operands (0) and ({index}) do not match rank")
            for dim, sizes in enumerate(zip(first, shape, strict=True)):
                if dim != self.dimension and not compatible_sizes(*sizes):
                    raise VerifyException(
                        f"shapes of operand (0) and ({index}) are not compatible at non-concat "
                        f"index {dim}: ({dims_text(first)}) != ({dims_text(shape)})"
                    )


class PadOp(PrettyOp):
    """Padding around the operand and between its elements; negative edges cut elements off."""

    name = "stablehlo.pad"
    reports_inference = True
    traits = PURE
    assembly = Assembly(
        value("operand"),
        ", ",
        value("padding_value"),
        ", low = ",
        integers("edge_padding_low"),
        ", high = ",
        integers("edge_padding_high"),
        ", interior = ",
        integers("interior_padding"),
    )

    operand = fields.operand(TENSOR)
    padding_value = fields.operand(SCALAR_TENSOR)
    edge_padding_low = prop(I64_ARRAY)
    edge_padding_high = prop(I64_ARRAY)
    interior_padding = prop(I64_ARRAY)
    result = result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        # pad_c1
        if element_of(self.operand) != element_of(self.padding_value):
            raise VerifyException("requires the same element type for all operands and results")
        low, high, interior = self.edge_padding_low, self.edge_padding_high, self.interior_padding
        # pad_c2
        if not len(low) == len(high) == len(interior):
            raise VerifyException(
                "failed to verify that all of {edge_padding_low, edge_padding_high, "
                "interior_padding} have same size"
            )
        if len(low) != rank_of(self.operand):
            raise VerifyException(
                f"edge_padding_low length ({len(low)}) must match operand rank "
                f"({rank_of(self.operand)})"
            )
        # pad_c3
        for amount in interior:
            if amount < 0:
                raise VerifyException(f"Interior padding cannot be negative: {amount}")
        extents = zip(extents_of(self.operand), low, high, interior, strict=True)
        return [with_extents(self.operand, [_padded(i, *each) for i, each in enumerate(extents)])]


def _padded(dim: int, extent: Extent, low: int, high: int, interior: int) -> Extent:
    if extent.limit == DYNAMIC:
        return extent
    padded = extent.limit + low + high + max(extent.limit - 1, 0) * interior
    # pad_c4
    if padded < 0:
        raise VerifyException(f"Padding result in negative {extent.word} for dimension {dim}")
    return Extent(DYNAMIC, padded) if extent.size == DYNAMIC else Extent(padded)


class ReshapeOp(PrettyOp):
    """The same elements, in the same order, in another shape."""

    name = "stablehlo.reshape"
    traits = PURE
    assembly = Assembly(value("operand"))

    operand = operand(QUANTIZABLE_TENSOR)
    result = result(STATIC_OR_BOUNDED_TENSOR)

    def verify_extra(self) -> None:
        # reshape_c1
        require_same_elements((self.operand, self.result))
        if not (is_static(self.operand) and is_static(self.result)):
            return
        counts = product(shape_of(self.result)), product(shape_of(self.operand))
        # reshape_c2
        if counts[0] != counts[1]:
            raise VerifyException(
                f"number of output elements ({counts[0]}) doesn't match expected number of "
                f"elements ({counts[1]})"
            )
        # reshape_c3
        verify_reshape(self.operand, self.result)


class ReverseOp(PrettyOp):
    """The elements in reverse order along some dimensions."""

    name = "stablehlo.reverse"
    traits = PURE
    assembly = Assembly(value("operand"), ", dims = ", integers("dimensions"), types=SAME)

    operand = operand(TENSOR)
    dimensions = prop(I64_ARRAY)
    result = result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        dims, rank = self.dimensions, rank_of(self.operand)
        # reverse_c2
        if len(set(dims)) != len(dims):
            raise VerifyException(f"dimensions should be unique. Got: {dims_text(dims)}")
        # reverse_c3
        for dim in dims:
            if dim < 0:
                raise VerifyException(
                    f"all dimensions should be non-negative. Got dimension: {dim}."
                )
            if dim >= rank:
                raise VerifyException(
                    f"all dimensions should be between [0, {rank}). Got dimension: {dim}."
                )
        # reverse_c1
        return [self.operand.type]


class SliceOp(PrettyOp):
    """Every `strides`-th element from start to limit, in every dimension."""

    name = "stablehlo.slice"
    reports_inference = True
    traits = PURE
    assembly = Assembly(value("operand"), " ", slice_ranges())

    operand = operand(TENSOR)
    start_indices = prop(I64_ARRAY)
    limit_indices = prop(I64_ARRAY)
    strides = prop(I64_ARRAY)
    result = result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        starts, limits, strides = self.start_indices, self.limit_indices, self.strides
        # slice_c2
        if not len(starts) == len(limits) == len(strides):
            raise VerifyException(
                "failed to verify that all of {start_indices, limit_indices, strides} "
                "have same size"
            )
        if len(starts) != rank_of(self.operand):
            raise VerifyException(
                f"the number of elements in start_indices ({len(starts)}) does not match the rank "
                f"of the operand ({rank_of(self.operand)})"
            )
        ranges = zip(extents_of(self.operand), starts, limits, strides, strict=True)
        # slice_c1
        return [with_shape(self.operand, [_sliced(i, *each) for i, each in enumerate(ranges)])]


def _sliced(dim: int, extent: Extent, start: int, limit: int, stride: int) -> int:
    # slice_c3
    if start < 0:
        raise VerifyException(f"negative start index {start} in dimension {dim}")
    if extent.limit != DYNAMIC and limit > extent.limit:
        raise VerifyException(
            f"limit index {limit} is larger than dimension {extent.word} {extent.limit} in "
            f"dimension {dim}"
        )
    if start > limit:
        raise VerifyException(
            f"start index {start} is larger than limit index {limit} in dimension {dim}"
        )
    # slice_c4
    if stride <= 0:
        raise VerifyException(f"stride must be positive but got {stride} in dimension {dim}")
    # slice_c5
    return -((start - limit) // stride)


class TransposeOp(PrettyOp):
    """The operand's dimensions in another order: dimension i was `permutation[i]`."""

    name = "stablehlo.transpose"
    reports_inference = True
    traits = PURE
    assembly = Assembly(value("operand"), ", dims = ", integers("permutation"))

    operand = operand(QUANTIZABLE_TENSOR)
    permutation = prop(I64_ARRAY)
    result = result(QUANTIZABLE_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        order, extents = self.permutation, extents_of(self.operand)
        # transpose_c2
        if len(order) != len(extents):
            raise VerifyException(
                f"TransposeOp operand rank {len(extents)} does not match permutation size "
                f"{len(order)}"
            )
        if sorted(order) != list(range(len(order))):
            raise VerifyException(
                f"attribute permutation must be a permutation of [{dims_text(range(len(order)))}] "
                f"but got {dims_text(order)}"
            )
        # transpose_c3
        element = element_of(self.operand)
        # transpose_c1
        if is_quantized(element) and self.results:
            element = element_of(self.result)
        return [with_extents(self.operand, [extents[dim] for dim in order], element)]

    def verify_extra(self) -> None:
        # transpose_c4
        verify_transpose(self.operand, self.result, self.permutation)
        # transpose_c1
        verify_same_quantization(self.operand, self.result, per_axis=True)
