"""Ops whose result shape is computed, and the sizes of dimensions as values."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod as product

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, integer, integers, value
from ttmlir_py.dialects.stablehlo.bounds import Extent, extents_of, with_extents
from ttmlir_py.dialects.stablehlo.constants import constant_integers, verify_shape_operand
from ttmlir_py.dialects.stablehlo.constraints import (
    DIMENSION_TENSOR,
    I32_TENSOR,
    INTEGER_TENSOR,
    QUANTIZABLE_TENSOR,
    SCALAR_TENSOR,
    STATIC_DIMENSION_TENSOR,
    STATIC_INTEGER_VECTOR,
    TENSOR,
    is_quantized,
)
from ttmlir_py.dialects.stablehlo.gather_rules import gather_extents, verify_slice_sizes
from ttmlir_py.dialects.stablehlo.indexing import GATHER_DIMENSION_NUMBERS
from ttmlir_py.dialects.stablehlo.inference import compatible_sizes, dims_text
from ttmlir_py.dialects.stablehlo.properties import NON_NEGATIVE_I64, defaulted_prop
from ttmlir_py.dialects.stablehlo.quantization_rules import verify_broadcast, verify_reshape
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.support import fields
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.fields import optional_prop, prop
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL, I64_ARRAY
from ttmlir_py.support.shapes import (
    DYNAMIC,
    element_of,
    is_static,
    rank_of,
    shape_of,
    size_of,
)


def _require_same_element(operand: SSAValue, result: SSAValue) -> None:
    elements = element_of(operand), element_of(result)
    # dynamic_broadcast_in_dim_c1, dynamic_reshape_c1
    if elements[0] != elements[1] and not any(map(is_quantized, elements)):
        raise VerifyException(
            "expects operand and result to have compatible element type. Got: "
            f"'{operand.type}' and '{result.type}'"
        )


class DynamicBroadcastInDimOp(PrettyOp):
    """Repeats the operand to a computed shape."""

    name = "stablehlo.dynamic_broadcast_in_dim"
    traits = PURE
    assembly = Assembly(
        value("operand"),
        ", ",
        value("output_dimensions"),
        ", dims = ",
        integers("broadcast_dimensions"),
    )

    operand = fields.operand(QUANTIZABLE_TENSOR)
    output_dimensions = fields.operand(STATIC_DIMENSION_TENSOR)
    broadcast_dimensions = prop(I64_ARRAY)
    known_expanding_dimensions = optional_prop(I64_ARRAY)
    known_nonexpanding_dimensions = optional_prop(I64_ARRAY)
    result = fields.result(QUANTIZABLE_TENSOR)

    def verify_extra(self) -> None:
        _require_same_element(self.operand, self.result)
        self._verify_dimensions(shape_of(self.operand), shape_of(self.result))
        # dynamic_broadcast_in_dim_c7
        verify_shape_operand(self.output_dimensions, self.result)
        self._verify_hints()
        self._verify_constant_shape()
        # dynamic_broadcast_in_dim_c6
        verify_broadcast(self.operand, self.result, self.broadcast_dimensions)

    def _verify_dimensions(self, sizes: Sequence[int], result_sizes: Sequence[int]) -> None:
        dims = self.broadcast_dimensions
        # dynamic_broadcast_in_dim_c2
        if len(dims) != len(sizes):
            raise VerifyException(
                f"broadcast_dimensions size ({len(dims)}) does not match operand rank "
                f"({len(sizes)})"
            )
        # dynamic_broadcast_in_dim_c3
        if len(result_sizes) < len(sizes):
            raise VerifyException(
                f"result rank ({len(result_sizes)}) is less than operand rank ({len(sizes)})"
            )
        # dynamic_broadcast_in_dim_c4
        if len(set(dims)) != len(dims):
            raise VerifyException("broadcast_dimensions should not have duplicates")
        # dynamic_broadcast_in_dim_c5
        for i, (dim, size) in enumerate(zip(dims, sizes, strict=True)):
            if not 0 <= dim < len(result_sizes):
                raise VerifyException(
                    f"broadcast_dimensions contains invalid value {dim} for result with rank "
                    f"{len(result_sizes)}"
                )
            if size != 1 and not compatible_sizes(size, result_sizes[dim]):
                raise VerifyException(
                    f"size of operand dimension {i} ({size}) is not compatible with size of "
                    f"result dimension {dim} ({result_sizes[dim]})"
                )

    def _verify_hints(self) -> None:
        hints = (
            *(self.known_expanding_dimensions or ()),
            *(self.known_nonexpanding_dimensions or ()),
        )
        # dynamic_broadcast_in_dim_c8
        if len(set(hints)) != len(hints):
            raise VerifyException("duplicate expansion hint for at least one operand dimension")
        # dynamic_broadcast_in_dim_c9, dynamic_broadcast_in_dim_c10
        for dim in hints:
            if not 0 <= dim < rank_of(self.operand):
                raise VerifyException(
                    f"hint for expanding dimension {dim} does not refer to a valid operand "
                    "dimension"
                )

    def _verify_constant_shape(self) -> None:
        shape = constant_integers(self.output_dimensions)
        if shape is None or not is_static(self.operand):
            return
        pairs = zip(self.broadcast_dimensions, shape_of(self.operand), strict=True)
        for i, (dim, size) in enumerate(pairs):
            if size not in (1, shape[dim]):
                raise VerifyException(
                    f"size of operand dimension {i} ({size}) is not equal to 1 or value of shape "
                    f"at index {dim} ({shape[dim]})"
                )


class DynamicGatherOp(Op):
    """A gather whose slice sizes are computed."""

    name = "stablehlo.dynamic_gather"
    reports_inference = True
    traits = PURE

    operand = fields.operand(TENSOR)
    start_indices = fields.operand(INTEGER_TENSOR)
    slice_sizes = fields.operand(STATIC_INTEGER_VECTOR)
    dimension_numbers = prop(GATHER_DIMENSION_NUMBERS)
    indices_are_sorted = defaulted_prop(BOOL, False)
    result = fields.result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        shape, indices = shape_of(self.operand), extents_of(self.start_indices)
        known = constant_integers(self.slice_sizes)
        sizes = [DYNAMIC] * size_of(self.slice_sizes) if known is None else known
        # dynamic_gather_c1, dynamic_gather_c2, dynamic_gather_c3, dynamic_gather_c4,
        # dynamic_gather_c5, dynamic_gather_c6, dynamic_gather_c7, dynamic_gather_c9,
        # dynamic_gather_c10, dynamic_gather_c11
        extents = gather_extents(shape, indices, sizes, self.dimension_numbers)
        # dynamic_gather_c8, dynamic_gather_c12
        if known is not None:
            verify_slice_sizes(shape, known, self.dimension_numbers)
        # dynamic_gather_c13, dynamic_gather_c14
        return [with_extents(self.operand, extents)]


class DynamicIotaOp(PrettyOp):
    """Counts from zero along one dimension of a computed shape."""

    name = "stablehlo.dynamic_iota"
    traits = PURE
    assembly = Assembly(value("output_shape"), ", dim = ", integer("iota_dimension"))

    output_shape = fields.operand(STATIC_DIMENSION_TENSOR)
    iota_dimension = prop(NON_NEGATIVE_I64)
    result = fields.result(TENSOR)

    def verify_extra(self) -> None:
        # dynamic_iota_c1
        if self.iota_dimension >= rank_of(self.result):
            raise VerifyException("iota dimension cannot go beyond the output rank.")
        # dynamic_iota_c2
        verify_shape_operand(self.output_shape, self.result)


class DynamicPadOp(PrettyOp):
    """Padding by computed amounts."""

    name = "stablehlo.dynamic_pad"
    traits = PURE
    assembly = Assembly(
        value("operand"),
        ", ",
        value("padding_value"),
        ", ",
        value("edge_padding_low"),
        ", ",
        value("edge_padding_high"),
        ", ",
        value("interior_padding"),
    )

    operand = fields.operand(TENSOR)
    padding_value = fields.operand(SCALAR_TENSOR)
    edge_padding_low = fields.operand(STATIC_DIMENSION_TENSOR)
    edge_padding_high = fields.operand(STATIC_DIMENSION_TENSOR)
    interior_padding = fields.operand(STATIC_DIMENSION_TENSOR)
    result = fields.result(TENSOR)

    def verify_extra(self) -> None:
        tensors = (self.operand, self.padding_value, self.result)
        # dynamic_pad_c1
        if len({element_of(each) for each in tensors}) > 1:
            raise VerifyException(
                "failed to verify that all of {operand, padding_value, result} have same element "
                "type"
            )
        amounts = (self.edge_padding_low, self.edge_padding_high, self.interior_padding)
        # dynamic_pad_c2
        if len({each.type for each in amounts}) > 1:
            raise VerifyException(
                "failed to verify that all of {edge_padding_low, edge_padding_high, "
                "interior_padding} have same type"
            )
        rank = rank_of(self.operand)
        # dynamic_pad_c4
        if rank != rank_of(self.result):
            raise VerifyException("failed to verify that all of {operand, result} have same rank")
        if shape_of(amounts[0])[0] != rank:
            raise VerifyException(
                f"padding operands size ({shape_of(amounts[0])[0]}) must match operand rank "
                f"({rank})"
            )
        self._verify_constants(*(constant_integers(each) for each in amounts))

    def _verify_constants(
        self,
        low: Sequence[int] | None,
        high: Sequence[int] | None,
        interior: Sequence[int] | None,
    ) -> None:
        if interior is None:
            return
        # dynamic_pad_c3
        if any(amount < 0 for amount in interior):
            raise VerifyException(
                f"interior_padding must be non-negative, but got {dims_text(interior)}"
            )
        if low is None or high is None:
            return
        if not (is_static(self.operand) and is_static(self.result)):
            return
        sizes = zip(shape_of(self.operand), shape_of(self.result), low, high, interior, strict=True)
        # dynamic_pad_c4
        for dim, (size, actual, before, after, between) in enumerate(sizes):
            wanted = size + before + after + max(size - 1, 0) * between
            if actual != wanted:
                raise VerifyException(
                    f"expected output dimension at index {dim} to equal {wanted}, but got {actual}"
                )


class DynamicReshapeOp(PrettyOp):
    """The same elements, in the same order, in a computed shape."""

    name = "stablehlo.dynamic_reshape"
    traits = PURE
    assembly = Assembly(value("operand"), ", ", value("output_shape"))

    operand = fields.operand(QUANTIZABLE_TENSOR)
    output_shape = fields.operand(STATIC_DIMENSION_TENSOR)
    result = fields.result(QUANTIZABLE_TENSOR)

    def verify_extra(self) -> None:
        _require_same_element(self.operand, self.result)
        # dynamic_reshape_c2
        if is_static(self.operand) and is_static(self.result):
            counts = size_of(self.result), size_of(self.operand)
            if counts[0] != counts[1]:
                raise VerifyException(
                    f"number of output elements ({counts[0]}) doesn't match expected number of "
                    f"elements ({counts[1]})"
                )
        # dynamic_reshape_c4
        if shape_of(self.output_shape)[0] != rank_of(self.result):
            raise VerifyException(
                "result should have a rank equal to the number of elements in output_shape"
            )
        verify_shape_operand(self.output_shape, self.result)
        shape = constant_integers(self.output_shape)
        if shape is not None and is_static(self.operand):
            counts = size_of(self.operand), product(shape)
            if counts[0] != counts[1]:
                raise VerifyException(
                    "output_shape is incompatible with input type of operation: input has "
                    f"{counts[0]} elements, but output_shape has {counts[1]}"
                )
        # dynamic_reshape_c1, dynamic_reshape_c3
        verify_reshape(self.operand, self.result)


class RealDynamicSliceOp(PrettyOp):
    """Every stride-th element from a computed start to a computed limit."""

    name = "stablehlo.real_dynamic_slice"
    traits = PURE
    assembly = Assembly(
        value("operand"),
        ", ",
        value("start_indices"),
        ", ",
        value("limit_indices"),
        ", ",
        value("strides"),
    )

    operand = fields.operand(TENSOR)
    start_indices = fields.operand(DIMENSION_TENSOR)
    limit_indices = fields.operand(DIMENSION_TENSOR)
    strides = fields.operand(DIMENSION_TENSOR)
    result = fields.result(TENSOR)

    def verify_extra(self) -> None:
        if element_of(self.operand) != element_of(self.result):
            raise VerifyException(
                "failed to verify that all of {operand, result} have same element type"
            )
        bounds = (self.start_indices, self.limit_indices, self.strides)
        if len({each.type for each in bounds}) > 1:
            raise VerifyException(
                "failed to verify that all of {start_indices, limit_indices, strides} have same "
                "type"
            )
        rank = rank_of(self.operand)
        for name, each in zip(("start_indices", "limit_indices", "strides"), bounds, strict=True):
            if not compatible_sizes(shape_of(each)[0], rank):
                raise VerifyException(
                    f"has mismatched number of operand rank ({rank}) and {name} size "
                    f"({shape_of(each)[0]})"
                )


def _require_dimension(operand: SSAValue, dimension: int) -> None:
    # get_dimension_size_c1
    if dimension >= rank_of(operand):
        raise VerifyException(
            f"requires dimension attribute in range [0, {rank_of(operand)}); found ({dimension})"
        )


class GetDimensionSizeOp(PrettyOp):
    """The size of a dimension."""

    name = "stablehlo.get_dimension_size"
    reports_inference = True
    traits = PURE
    assembly = Assembly(value("operand"), ", dim = ", integer("dimension"))

    operand = fields.operand(QUANTIZABLE_TENSOR)
    dimension = prop(NON_NEGATIVE_I64)
    result = fields.result(I32_TENSOR)

    def infer(self) -> Sequence[Attribute]:
        _require_dimension(self.operand, self.dimension)
        return [TensorType(I32, ())]


class SetDimensionSizeOp(PrettyOp):
    """The operand with a dimension cut to a computed size."""

    name = "stablehlo.set_dimension_size"
    reports_inference = True
    traits = PURE
    assembly = Assembly(value("operand"), ", ", value("size"), ", dim = ", integer("dimension"))

    operand = fields.operand(TENSOR)
    size = fields.operand(I32_TENSOR)
    dimension = prop(NON_NEGATIVE_I64)
    result = fields.result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        if rank_of(self.size) != 0:
            raise VerifyException("size operand should be of rank-0")
        _require_dimension(self.operand, self.dimension)
        extents, known = extents_of(self.operand), constant_integers(self.size)
        limit = extents[self.dimension].limit
        is_whole = known is not None and known[0] == limit
        extents[self.dimension] = Extent(limit) if is_whole else Extent(DYNAMIC, limit)
        return [with_extents(self.operand, extents)]
