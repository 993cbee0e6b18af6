"""Ops that move elements without computing."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, given_shape, require, result_tensor
from ttmlir_py.dialects.ttcore.rules.data_movement import (
    concatenated_shape,
    interleaved_shape,
    padded_shape,
    permuted_shape,
    reshaped_shape,
    sliced_shape,
    transposed_shape,
    verify_dynamic_slice,
    verify_slice_result,
    verify_slice_sizes,
)
from ttmlir_py.support.fields import operand, optional_prop, prop, result, variadic_operand
from ttmlir_py.support.properties import (
    F32_ATTR,
    I32_ARRAY,
    I32_INTEGERS,
    I64_ARRAY,
    SI32_ATTR,
    UI32_ATTR,
)
from ttmlir_py.support.shapes import DYNAMIC, normalize_dim, rank_of, shape_of


class ConcatOp(PureOp):
    """Joins tensors along one dimension."""

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


class PadOp(PureOp):
    """Adds elements before and after every dimension."""

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

    input = operand()
    permutation = prop(I64_ARRAY)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        mismatch = "Expected result shape ({expected}), got ({actual})"
        shape = permuted_shape(shape_of(self.input), self.permutation)
        return [result_tensor(self, shape, self.input, mismatch=mismatch)]


class RepeatInterleaveOp(PureOp):
    """Repeats every slice along one dimension."""

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

    input = operand()
    shape = prop(I32_INTEGERS)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        shape = reshaped_shape(shape_of(self.input), self.shape, given_shape(self))
        return [result_tensor(self, shape, self.input)]


class SliceDynamicOp(PureOp):
    """A strided box of the input, by bounds in tensors."""

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


class TransposeOp(PureOp):
    """Swaps two dimensions."""

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
