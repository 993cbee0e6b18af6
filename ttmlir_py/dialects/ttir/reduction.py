"""Reductions, scans, sorting and selection along dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, result_tensor
from ttmlir_py.dialects.ttcore.rules.reduction import (
    reduced_shape,
    reduction_result,
    sampling_shape,
    softmax_result,
    top_shape,
    verify_scan_dim,
    verify_sort,
)
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.properties import (
    BOOL,
    I32_ATTR,
    I32_INTEGERS,
    I64_ATTR,
    SI32_ATTR,
    UI32_ATTR,
)
from ttmlir_py.support.shapes import shape_of


class ReductionOp(PureOp):
    """A reduction over the dimensions `dim_arg`, all of them if it is missing."""

    input = operand()
    keep_dim = prop(BOOL)
    dim_arg = optional_prop(I32_INTEGERS)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [reduction_result(self, self.input, self.dim_arg, self.keep_dim)]


class ArgmaxOp(ReductionOp):
    """Position of the largest element along dimensions."""

    name = "ttir.argmax"

    def infer(self) -> Sequence[Attribute]:
        if self.results:
            return super().infer()
        return [TensorType(I32, reduced_shape(shape_of(self.input), self.dim_arg, self.keep_dim))]


class CumprodOp(PureOp):
    """Running product along one dimension."""

    name = "ttir.cumprod"
    input = operand()
    dim = prop(I64_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        verify_scan_dim(self.input, self.dim)
        return [result_tensor(self, shape_of(self.input), self.input)]


class CumsumOp(PureOp):
    """Running sum along one dimension."""

    name = "ttir.cumsum"
    input = operand()
    dim = prop(I64_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        verify_scan_dim(self.input, self.dim)
        return [result_tensor(self, shape_of(self.input), self.input)]


class MaxOp(ReductionOp):
    """Maximum over dimensions."""

    name = "ttir.max"


class MeanOp(ReductionOp):
    """Mean over dimensions."""

    name = "ttir.mean"


class MinOp(ReductionOp):
    """Minimum over dimensions."""

    name = "ttir.min"


class ProdOp(ReductionOp):
    """Product over dimensions."""

    name = "ttir.prod"


class ReduceAndOp(ReductionOp):
    """1 where all elements along dimensions are not zero, else 0."""

    name = "ttir.reduce_and"


class ReduceOrOp(ReductionOp):
    """1 where any element along dimensions is not zero, else 0."""

    name = "ttir.reduce_or"


class SamplingOp(PureOp):
    """One token per row, drawn from the top `k` with nucleus `p` and temperature `temp`."""

    name = "ttir.sampling"
    input_values = operand()
    input_indices = operand()
    k = operand()
    p = operand()
    temp = operand()
    seed = optional_prop(UI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        parameters = {"k": self.k, "p": self.p, "temp": self.temp}
        shape = sampling_shape(self.input_values, self.input_indices, parameters)
        mismatch = "result must be 1D [batch]"
        return [result_tensor(self, shape, TensorType(I32, shape), mismatch=mismatch)]


class SoftmaxOp(PureOp):
    """Exponentials along one dimension, divided by their sum."""

    name = "ttir.softmax"
    input = operand()
    dimension = prop(SI32_ATTR)
    numeric_stable = prop(BOOL, False, key="numericStable")
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [softmax_result(self, self.input, self.dimension)]


class SortOp(PureOp):
    """Elements sorted along one dimension, and where they came from."""

    name = "ttir.sort"
    input = operand()
    dim = prop(SI32_ATTR, -1)
    descending = prop(BOOL, False)
    stable = prop(BOOL, False)
    values = result()
    indices = result()

    def infer(self) -> Sequence[Attribute]:
        verify_sort(self, self.input, self.dim)
        shape = shape_of(self.input)
        return [
            result_tensor(self, shape, self.input),
            result_tensor(self, shape, TensorType(I32, shape), index=1),
        ]


class SumOp(ReductionOp):
    """Sum over dimensions."""

    name = "ttir.sum"


class TopkOp(PureOp):
    """The `k` largest or smallest elements along one dimension, and where they stand."""

    name = "ttir.topk"
    input_tensor = operand()
    k = prop(I32_ATTR)
    dim = prop(I32_ATTR, -1)
    largest = prop(BOOL, True)
    sorted = prop(BOOL, False)
    values = result()
    indices = result()

    def infer(self) -> Sequence[Attribute]:
        shape = top_shape(self.input_tensor, self.k, self.dim)
        return [
            result_tensor(self, shape, self.input_tensor),
            result_tensor(self, shape, TensorType(I32, shape), index=1),
        ]
