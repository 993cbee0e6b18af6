"""Ops that move elements without computing."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, given_shape, require, result_tensor
from ttmlir_py.dialects.ttcore.rules.data_movement import (
    broadcast_by,
    concatenated_shape,
    interleaved_shape,
    padded_shape,
    permuted_shape,
    repeated_shape,
    reshaped_shape,
    sliced_shape,
    squeezed_shape,
    transposed_shape,
    unsqueezed_shape,
    verify_broadcast,
    verify_dynamic_slice,
    verify_repeated,
    verify_reversed_dims,
    verify_slice_result,
    verify_slice_sizes,
)
from ttmlir_py.dialects.ttcore.rules.rearrange import Pattern
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.fields import operand, optional_prop, prop, result, variadic_operand
from ttmlir_py.support.properties import (
    F32_ATTR,
    I32_ARRAY,
    I32_ATTR,
    I32_INTEGERS,
    I64_ARRAY,
    SI32_ATTR,
    STRING,
    UI32_ATTR,
)
from ttmlir_py.support.shapes import DYNAMIC, normalize_dim, rank_of, shape_of


class BroadcastOp(PureOp):
    """Repeats dimensions of size one: `broadcast_dimensions` are the factors."""

    name = "ttir.broadcast"
    input = operand()
    broadcast_dimensions = prop(I64_ARRAY)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        source = shape_of(self.input)
        given = given_shape(self)
        if given is not None:
            verify_broadcast(source, self.broadcast_dimensions, given)
        shape = broadcast_by(source, self.broadcast_dimensions)
        return [result_tensor(self, shape, self.input)]


class ConcatOp(PureOp):
    """Joins tensors along one dimension."""

    name = "ttir.concat"
    inputs = variadic_operand()
    dim = prop(SI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = concatenated_shape([shape_of(value) for value in self.inputs], self.dim)
        given = given_shape(self)
        where = normalize_dim(self.dim, len(shape))
        if given is not None and len(given) == len(shape):
            require(
                given[where] == shape[where] or DYNAMIC in (given[where], shape[where]),
                f"Output tensor dimension {where} does not match the sum of input tensor "
                f"dimensions: {given[where]} vs. {shape[where]}.",
            )
        return [result_tensor(self, shape, self.inputs[0])]


class GetDimensionSizeOp(PureOp):
    """The size of one dimension as a tensor."""

    name = "ttir.get_dimension_size"
    operand = operand()
    dimension = prop(I32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        rank = rank_of(self.operand)
        require(
            0 <= self.dimension < rank,
            f"dimension must be in the range [0, {rank}), got {self.dimension}",
        )
        return (
            [result_tensor(self, (1,), TensorType(I32, (1,)))]
            if not self.results
            else (self.result_types)
        )


class PadOp(PureOp):
    """Adds elements before and after every dimension."""

    name = "ttir.pad"
    input = operand()
    padding = prop(I32_ARRAY)
    value = prop(F32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        mismatch = "Output tensor shape ({actual:,}) must match the inferred shape: ({expected:,})"
        shape = padded_shape(shape_of(self.input), self.padding)
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]


class PermuteOp(PureOp):
    """Reorders dimensions: result dimension `i` is input dimension `permutation[i]`."""

    name = "ttir.permute"
    input = operand()
    permutation = prop(I64_ARRAY)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        mismatch = "Expected result shape ({expected}), got ({actual})"
        shape = permuted_shape(shape_of(self.input), self.permutation)
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]


class RearrangeOp(PureOp):
    """Splits, joins and reorders dimensions as an einops pattern says."""

    name = "ttir.rearrange"
    input = operand()
    pattern = prop(STRING)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        pattern = Pattern.parse(self.pattern)
        shape = pattern.result_shape(shape_of(self.input), given_shape(self))
        return [result_tensor(self, shape, self.input)]


class RepeatOp(PureOp):
    """Tiles the tensor along every dimension."""

    name = "ttir.repeat"
    input = operand()
    repeat_dimensions = prop(I64_ARRAY)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        source = shape_of(self.input)
        shape = repeated_shape(source, self.repeat_dimensions)
        given = given_shape(self)
        if given is not None:
            verify_repeated(source, self.repeat_dimensions, given)
        return [result_tensor(self, shape, self.input)]


class RepeatInterleaveOp(PureOp):
    """Repeats every slice along one dimension."""

    name = "ttir.repeat_interleave"
    input = operand()
    repeats = prop(UI32_ATTR)
    dim = prop(SI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        mismatch = "Output shape [{actual:,}] does not match the expected shape [{expected:,}]"
        shape = interleaved_shape(shape_of(self.input), self.repeats, self.dim)
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]


class ReshapeOp(PureOp):
    """The same elements in the same order, in another shape."""

    name = "ttir.reshape"
    input = operand()
    shape = prop(I32_INTEGERS)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = reshaped_shape(shape_of(self.input), self.shape, given_shape(self))
        return [result_tensor(self, shape, self.input)]


class ReverseOp(PureOp):
    """Reverses the order along dimensions."""

    name = "ttir.reverse"
    input = operand()
    dimensions = prop(I64_ARRAY)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = shape_of(self.input)
        verify_reversed_dims(shape, self.dimensions)
        return [result_tensor(self, shape, self.input)]


class SliceDynamicOp(PureOp):
    """A strided box of the input, by bounds in tensors."""

    name = "ttir.slice_dynamic"
    input = operand()
    begins = operand()
    ends = operand()
    step = optional_prop(I32_INTEGERS)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        verify_dynamic_slice(self.input, self.begins, self.ends, self.step)
        if self.results:
            verify_slice_result(self.input, self.result)
            return self.result_types
        return [result_tensor(self, [DYNAMIC] * rank_of(self.input), self.input)]


class SliceStaticOp(PureOp):
    """A strided box of the input, by constant bounds."""

    name = "ttir.slice_static"
    input = operand()
    begins = prop(I32_INTEGERS)
    ends = prop(I32_INTEGERS)
    step = prop(I32_INTEGERS)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = sliced_shape(shape_of(self.input), self.begins, self.ends, self.step)
        if self.results:
            verify_slice_result(self.input, self.result)
            verify_slice_sizes(shape, shape_of(self.result))
        return [result_tensor(self, shape, self.input)]


class SqueezeOp(PureOp):
    """Removes a dimension of size one."""

    name = "ttir.squeeze"
    input = operand()
    dim = prop(SI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = squeezed_shape(shape_of(self.input), self.dim)
        given = given_shape(self)
        if given is not None:
            require(
                len(given) == len(shape),
                "Output tensor rank must be one less than the input tensor rank.",
            )
        dim = normalize_dim(self.dim, rank_of(self.input))
        mismatch = (
            "Dimensions of the output tensor must be the same as the input tensor except for "
            f"dimension {dim}."
        )
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]


class TransposeOp(PureOp):
    """Swaps two dimensions."""

    name = "ttir.transpose"
    input = operand()
    dim0 = prop(SI32_ATTR)
    dim1 = prop(SI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        mismatch = "Input-output transpose dimension mismatch."
        shape = transposed_shape(shape_of(self.input), self.dim0, self.dim1)
        require(
            not self.results or rank_of(self.result) == len(shape),
            "Input must have the same rank as output",
        )
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]


class UnsqueezeOp(PureOp):
    """Inserts a dimension of size one."""

    name = "ttir.unsqueeze"
    input = operand()
    dim = prop(SI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = unsqueezed_shape(shape_of(self.input), self.dim)
        given = given_shape(self)
        if given is not None:
            require(
                len(given) == len(shape),
                "Output tensor must have one more dimension than the input tensor",
            )
            where = normalize_dim(self.dim, len(shape))
            require(given[where] == 1, "Dimension added must be of size 1")
        mismatch = (
            "All dimensions of the input tensor must be the same as the output tensor except for "
            "the dimension added"
        )
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]
