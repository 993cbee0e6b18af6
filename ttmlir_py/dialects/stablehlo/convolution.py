"""Convolutions with any layout, stride, dilation and grouping."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute
from xdsl.utils.exceptions import VerifyException

from ttmlir_py.dialects.stablehlo.assembly import Assembly, PrettyOp, value
from ttmlir_py.dialects.stablehlo.constants import constant_integers
from ttmlir_py.dialects.stablehlo.constraints import (
    QUANTIZABLE_TENSOR,
    STATIC_INTEGER_MATRIX,
    TENSOR,
    is_quantized,
)
from ttmlir_py.dialects.stablehlo.contraction import verify_precisions
from ttmlir_py.dialects.stablehlo.convolution_numbers import ConvDimensionNumbersAttr
from ttmlir_py.dialects.stablehlo.inference import compatible_shapes, dims_text
from ttmlir_py.dialects.stablehlo.properties import I64_ROWS, POSITIVE_I64, PRECISIONS, Rows
from ttmlir_py.dialects.stablehlo.quantization_rules import quantized, verify_contraction
from ttmlir_py.dialects.stablehlo.traits import PURE
from ttmlir_py.dialects.stablehlo.window_syntax import convolution_dimensions, window_attributes
from ttmlir_py.dialects.stablehlo.windows import (
    WindowDimension,
    output_shape,
    padding_pairs,
    window_of,
)
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL_ARRAY, I64_ARRAY, instance
from ttmlir_py.support.shapes import DYNAMIC, Shape, element_of, rank_of, shape_of, with_shape

CONV_DIMENSION_NUMBERS = instance(
    ConvDimensionNumbersAttr, "Structure of dimension information for conv op"
)


class WindowedOp(Op):
    """What a convolution is, wherever its padding comes from."""

    traits = PURE

    lhs = operand(TENSOR)
    rhs = operand(QUANTIZABLE_TENSOR)
    window_strides = optional_prop(I64_ARRAY)
    lhs_dilation = optional_prop(I64_ARRAY)
    rhs_dilation = optional_prop(I64_ARRAY)
    window_reversal = optional_prop(BOOL_ARRAY)
    dimension_numbers = prop(CONV_DIMENSION_NUMBERS)
    feature_group_count = prop(POSITIVE_I64)  # convolution_c21
    batch_group_count = prop(POSITIVE_I64)  # convolution_c22
    precision_config = optional_prop(PRECISIONS)
    result = result(QUANTIZABLE_TENSOR)

    def window(self, padding: Rows | None) -> Sequence[WindowDimension]:
        """The window with the kernel's sizes, and the defaults of what is not given."""
        sizes = shape_of(self.rhs)
        return window_of(
            [sizes[dim] for dim in self.dimension_numbers.kernel_spatial_dimensions],
            self.window_strides,
            padding,
            self.lhs_dilation,
            self.rhs_dilation,
            self.window_reversal,
        )

    def output_shape(self, padding: Rows | None) -> Shape:
        """The result's shape."""
        numbers, lhs, rhs = self.dimension_numbers, shape_of(self.lhs), shape_of(self.rhs)
        sizes = [DYNAMIC] * len(lhs)
        spatial = [lhs[dim] for dim in numbers.input_spatial_dimensions]
        places = output_shape(spatial, self.window(padding))
        for dim, size in zip(numbers.output_spatial_dimensions, places, strict=True):
            sizes[dim] = size
        batch = lhs[numbers.input_batch_dimension]
        # convolution_c25, convolution_c26
        sizes[numbers.output_batch_dimension] = (
            DYNAMIC if batch == DYNAMIC else batch // self.batch_group_count
        )
        sizes[numbers.output_feature_dimension] = rhs[numbers.kernel_output_feature_dimension]
        return tuple(sizes)

    def verify_operands(self) -> None:
        """Raise where ranks, dimension numbers or groups break a rule."""
        rank = rank_of(self.lhs)
        types = f"'{self.lhs.type}' and '{self.rhs.type}'"
        # convolution_c13
        if rank < 2:
            raise VerifyException(
                f"expects convolution arguments to have >= 2 dimensions. Got: {types}."
            )
        # convolution_c1
        if rank != rank_of(self.rhs):
            raise VerifyException(
                f"expects convolution arguments to have same number of dimensions. Got: {types}."
            )
        elements = element_of(self.lhs), element_of(self.rhs)
        # convolution_c27
        if elements[0] != elements[1] and not any(map(is_quantized, elements)):
            raise VerifyException(
                "expects lhs and rhs to have compatible element type. Got: "
                f"'{elements[0]}' and '{elements[1]}'"
            )
        _verify_numbers(self.dimension_numbers, rank)
        self._verify_groups()
        verify_precisions(self.precision_config)
        # convolution_c12
        expected = len(self.dimension_numbers.input_spatial_dimensions) + 2
        if rank != expected:
            raise VerifyException(
                f"expects convolution arguments to have {expected} dimensions. Got: {rank}"
            )

    def _verify_groups(self) -> None:
        groups, batches = self.feature_group_count, self.batch_group_count
        # convolution_c23
        if groups > 1 and batches > 1:
            raise VerifyException(
                "expects batch_group_count and feature_group_count not to be both greater than 1. "
                f"Got {batches} and {groups} resp."
            )
        numbers, lhs, rhs = self.dimension_numbers, shape_of(self.lhs), shape_of(self.rhs)
        batch = lhs[numbers.input_batch_dimension]
        features = lhs[numbers.input_feature_dimension]
        # convolution_c10
        if batch != DYNAMIC and batch % batches:
            raise VerifyException(
                f"expects input batch dimension ({batch}) to be divisible by batch_group_count. "
                f"Got batch_group_count = {batches}."
            )
        # convolution_c11
        if features != DYNAMIC and features % groups:
            raise VerifyException(
                f"expects input feature dimension ({features}) to be a multiple of "
                f"feature_group_count. Got feature_group_count = {groups}."
            )
        kernel_features = rhs[numbers.kernel_input_feature_dimension]
        # convolution_c14
        if DYNAMIC not in (features, kernel_features) and features // groups != kernel_features:
            raise VerifyException(
                f"expects input feature dimension ({features}) / feature_group_count = kernel "
                f"input feature dimension ({kernel_features}). Got feature_group_count = {groups}."
            )
        _verify_output_features(
            rhs[numbers.kernel_output_feature_dimension], groups=groups, batches=batches
        )

    def verify_quantization(self) -> None:
        """Raise unless quantized dimensions are the output features."""
        numbers = self.dimension_numbers
        rhs, out = quantized(self.rhs), quantized(self.result)
        # convolution_c29
        kernel_axis = numbers.kernel_output_feature_dimension
        if rhs and rhs.quantized_dimension not in (None, kernel_axis):
            raise VerifyException(
                "quantization dimension of rhs should be same with kernel_output_feature_dimension"
            )
        # convolution_c30
        if out and out.quantized_dimension not in (None, numbers.output_feature_dimension):
            raise VerifyException(
                "quantization dimension of result should be same with output_feature_dimension"
            )
        verify_contraction(self.lhs, self.rhs, self.result)


def _verify_output_features(features: int, *, groups: int, batches: int) -> None:
    if features == DYNAMIC:
        return
    # convolution_c15
    if features % batches:
        raise VerifyException(
            f"expects output feature dimension size ({features}) to be a multiple of "
            f"batch_group_count. Got batch_group_count = {batches}."
        )
    # convolution_c16
    if features % groups:
        raise VerifyException(
            f"expects kernel output feature dimension ({features}) to be divisible by "
            f"feature_group_count. For feature_group_count = {groups}."
        )


def _verify_numbers(numbers: ConvDimensionNumbersAttr, rank: int) -> None:
    spatial = (
        numbers.input_spatial_dimensions,
        numbers.kernel_spatial_dimensions,
        numbers.output_spatial_dimensions,
    )
    counts = [len(dims) for dims in spatial]
    # convolution_c17, convolution_c19
    if len(set(counts)) > 1:
        raise VerifyException(
            "expects the same size for input, kernel and output spatial-dimensions, but got "
            f"{counts[0]}, {counts[1]}, and {counts[2]} resp."
        )
    named = (
        (numbers.input_batch_dimension, numbers.input_feature_dimension),
        (numbers.kernel_input_feature_dimension, numbers.kernel_output_feature_dimension),
        (numbers.output_batch_dimension, numbers.output_feature_dimension),
    )
    layouts = [(*pair, *dims) for pair, dims in zip(named, spatial, strict=True)]
    # convolution_c13, convolution_c18, convolution_c20
    if not all(0 <= dim < rank for layout in layouts for dim in layout):
        raise VerifyException(
            f"expects input, kernel, and output dimension-numbers to be in-range [0, {rank})."
        )
    for name, layout in zip(("input", "kernel", "output"), layouts, strict=True):
        if len(set(layout)) != len(layout):
            raise VerifyException(
                f"expects {name} dimension-numbers to be unique, got {{{dims_text(layout)}}}."
            )


class ConvolutionOp(WindowedOp, PrettyOp):
    """Sums products of the kernel with every place of a window in the input."""

    name = "stablehlo.convolution"
    assembly = Assembly(
        "(",
        value("lhs"),
        ", ",
        value("rhs"),
        ") dim_numbers = ",
        convolution_dimensions(),
        ", window = {",
        window_attributes(),
        "}",
    )

    padding = optional_prop(I64_ROWS)

    def infer(self) -> Sequence[Attribute]:
        return self.result_types or [with_shape(self.lhs, self._shape())]

    def verify_extra(self) -> None:
        shape = self._shape()
        if not compatible_shapes(shape, shape_of(self.result)):
            raise VerifyException(
                f"inferred shape '[{dims_text(shape)}]' is incompatible with return type of "
                f"operation '{self.result.type}'"
            )
        self.verify_quantization()

    def _shape(self) -> Shape:
        self.verify_operands()
        return self.output_shape(padding_pairs(self.properties.get("padding")))


class DynamicConvOp(WindowedOp):
    """A convolution whose padding is computed."""

    name = "stablehlo.dynamic_conv"

    padding = operand(STATIC_INTEGER_MATRIX)

    def infer(self) -> Sequence[Attribute]:
        # by convolution's rules of the same numbers: dynamic_conv_c1, dynamic_conv_c2,
        # dynamic_conv_c3, dynamic_conv_c5, dynamic_conv_c6, dynamic_conv_c7,
        # dynamic_conv_c8, dynamic_conv_c9, dynamic_conv_c10, dynamic_conv_c11,
        # dynamic_conv_c12, dynamic_conv_c13, dynamic_conv_c14, dynamic_conv_c15,
        # dynamic_conv_c16, dynamic_conv_c17, dynamic_conv_c18, dynamic_conv_c19,
        # dynamic_conv_c20, dynamic_conv_c21, dynamic_conv_c22, dynamic_conv_c23,
        # dynamic_conv_c24, dynamic_conv_c27, dynamic_conv_c28, dynamic_conv_c29,
        # dynamic_conv_c30, dynamic_conv_c31, dynamic_conv_c32, dynamic_conv_c33,
        # dynamic_conv_c34
        self.verify_operands()
        expected, actual = (rank_of(self.lhs) - 2, 2), shape_of(self.padding)
        # dynamic_conv_c4
        if expected != actual:
            raise VerifyException(
                f"expects padding to be of shape [{dims_text(expected)}], but got "
                f"[{dims_text(actual)}]"
            )
        of = self.result if self.results else self.lhs
        # dynamic_conv_c25, dynamic_conv_c26
        return [with_shape(of, self._shape(constant_integers(self.padding)))]

    def _shape(self, pads: Sequence[int] | None) -> Sequence[int]:
        if pads is not None:
            return self.output_shape(tuple(zip(pads[::2], pads[1::2], strict=True)))
        sizes = list(self.output_shape(None))
        for dim in self.dimension_numbers.output_spatial_dimensions:
            sizes[dim] = DYNAMIC
        return sizes

    def verify_extra(self) -> None:
        self.verify_quantization()
