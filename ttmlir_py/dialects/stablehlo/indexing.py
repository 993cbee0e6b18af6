"""Reading and writing slices at computed places."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute, SSAValue
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, integers, value, values
from ttmlir_py.dialects.stablehlo.attributes import (
    GatherDimensionNumbersAttr,
    ScatterDimensionNumbersAttr,
)
from ttmlir_py.dialects.stablehlo.bounds import extents_of, with_extents
from ttmlir_py.dialects.stablehlo.constraints import (
    INTEGER_OR_INDEX_TENSOR,
    INTEGER_TENSOR,
    SCALAR_INTEGER_TENSOR,
    TENSOR,
)
from ttmlir_py.dialects.stablehlo.equal_groups import EqualGroupsOp
from ttmlir_py.dialects.stablehlo.gather_rules import gather_extents, verify_slice_sizes
from ttmlir_py.dialects.stablehlo.inference import retyped
from ttmlir_py.dialects.stablehlo.properties import defaulted_prop
from ttmlir_py.dialects.stablehlo.regions import returned_elements
from ttmlir_py.dialects.stablehlo.scatter_rules import verify_scatter
from ttmlir_py.dialects.stablehlo.traits import PURE, RECURSIVE
from ttmlir_py.support import fields
from ttmlir_py.support.fields import prop, region, variadic_operand, variadic_result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL, I64_ARRAY, instance
from ttmlir_py.support.shapes import DYNAMIC, element_of, rank_of, shape_of, with_shape

GATHER_DIMENSION_NUMBERS = instance(
    GatherDimensionNumbersAttr, "Attribute that models the dimension information for gather"
)
SCATTER_DIMENSION_NUMBERS = instance(
    ScatterDimensionNumbersAttr, "Attribute that models the dimension information for scatter"
)


class DynamicSliceOp(PrettyOp):
    """A slice of fixed size at a computed place, moved so that it lies inside."""

    name = "stablehlo.dynamic_slice"
    reports_inference = True
    traits = PURE
    assembly = Assembly(
        value("operand"),
        ", ",
        values("start_indices", closing=True),
        " sizes = ",
        integers("slice_sizes"),
    )

    operand = fields.operand(TENSOR)
    start_indices = variadic_operand(SCALAR_INTEGER_TENSOR)
    slice_sizes = prop(I64_ARRAY)
    result = fields.result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        sizes, count = self.slice_sizes, len(self.start_indices)
        # dynamic_slice_c2
        if count != len(sizes):
            raise VerifyException(
                f"has mismatched number of slice sizes ({len(sizes)}) and number of start indices "
                f"({count})"
            )
        if count != rank_of(self.operand):
            raise VerifyException(
                f"has mismatched number of start indices ({count}) and the rank of operand "
                f"({rank_of(self.operand)})"
            )
        _verify_same_indices(self.start_indices)
        # dynamic_slice_c4
        for dim, (size, bound) in enumerate(zip(sizes, shape_of(self.operand), strict=True)):
            if size < 0:
                raise VerifyException(f"has negative size index to dynamic slice: {size}")
            if bound != DYNAMIC and size > bound:
                raise VerifyException(
                    f"has slice size {size} greater than dimension size {bound} in dimension "
                    f"{dim} of operand"
                )
        # dynamic_slice_c1, dynamic_slice_c5
        return [with_shape(self.operand, sizes)]


def _verify_same_indices(indices: Sequence[SSAValue]) -> None:
    # dynamic_slice_c3, dynamic_update_slice_c5
    if len({element_of(index) for index in indices}) > 1:
        raise VerifyException("start indices must have same element type")


class DynamicUpdateSliceOp(PrettyOp):
    """The operand with a slice at a computed place replaced."""

    name = "stablehlo.dynamic_update_slice"
    reports_inference = True
    traits = PURE
    assembly = Assembly(value("operand"), ", ", value("update"), ", ", values("start_indices"))

    operand = fields.operand(TENSOR)
    update = fields.operand(TENSOR)
    start_indices = variadic_operand(SCALAR_INTEGER_TENSOR)
    result = fields.result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        shapes = shape_of(self.operand), shape_of(self.update)
        # dynamic_update_slice_c2
        if element_of(self.operand) != element_of(self.update):
            raise VerifyException(
                "failed to verify that all of {operand, update, result} have same element type"
            )
        # dynamic_update_slice_c3
        if len(shapes[0]) != len(shapes[1]):
            raise VerifyException(
                f"update rank does not match operand rank: {len(shapes[1])} vs {len(shapes[0])}."
            )
        # dynamic_update_slice_c4
        if len(self.start_indices) != len(shapes[0]):
            raise VerifyException(
                "expects number of start_indices to match operand rank: "
                f"{len(self.start_indices)} vs {len(shapes[0])}."
            )
        _verify_same_indices(self.start_indices)
        # dynamic_update_slice_c6
        for dim, (bound, size) in enumerate(zip(*shapes, strict=True)):
            if DYNAMIC not in (bound, size) and size > bound:
                raise VerifyException(
                    f"expects size at dimension {dim} of update to be in range [0, {bound}]. "
                    f"Got: {size}."
                )
        # dynamic_update_slice_c1
        return [self.operand.type]


class GatherOp(Op):
    """Slices of the operand at many computed places, laid out by the dimension numbers."""

    name = "stablehlo.gather"
    reports_inference = True
    traits = PURE

    operand = fields.operand(TENSOR)
    start_indices = fields.operand(INTEGER_TENSOR)
    dimension_numbers = prop(GATHER_DIMENSION_NUMBERS)
    slice_sizes = prop(I64_ARRAY)
    indices_are_sorted = defaulted_prop(BOOL, False)
    result = fields.result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        shape, indices = shape_of(self.operand), extents_of(self.start_indices)
        extents = gather_extents(shape, indices, self.slice_sizes, self.dimension_numbers)
        # gather_c9, gather_c12, gather_c21
        verify_slice_sizes(shape, self.slice_sizes, self.dimension_numbers)
        # gather_c22, gather_c23
        return [with_extents(self.operand, extents)]


class ScatterOp(EqualGroupsOp):
    """The inputs with updates combined into them at many computed places."""

    name = "stablehlo.scatter"
    traits = RECURSIVE

    inputs = variadic_operand(TENSOR)
    scatter_indices = fields.operand(INTEGER_OR_INDEX_TENSOR)
    updates = variadic_operand(TENSOR)
    scatter_dimension_numbers = prop(SCATTER_DIMENSION_NUMBERS)
    indices_are_sorted = defaulted_prop(BOOL, False)
    unique_indices = defaulted_prop(BOOL, False)
    update_computation = region()
    results_ = variadic_result(TENSOR)

    def infer(self) -> Sequence[Attribute]:
        self._verify_rules()
        # scatter_c24, scatter_c25
        elements = returned_elements(self.update_computation, self.inputs)
        return [
            retyped(value.type, element)
            for value, element in zip(self.inputs, elements, strict=False)
        ]

    def _verify_rules(self) -> None:
        verify_scatter(
            self.inputs,
            self.scatter_indices,
            self.updates,
            self.scatter_dimension_numbers,
            self.update_computation,
        )
