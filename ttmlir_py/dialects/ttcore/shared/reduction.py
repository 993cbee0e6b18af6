"""Reductions, scans, sorting and selection along dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, result_tensor
from ttmlir_py.dialects.ttcore.kinds import SI8_ATTR
from ttmlir_py.dialects.ttcore.rules.reduction import (
    reduction_result,
    softmax_result,
    top_shape,
    verify_scan_dim,
    verify_sort,
)
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, I32_ATTR, I32_INTEGERS, SI32_ATTR, UI32_ATTR
from ttmlir_py.support.shapes import shape_of


class ReductionOp(PureOp):
    """A reduction over the dimensions `dim_arg`, all of them if it is missing."""

    input = operand()
    keep_dim = prop(BOOL)
    dim_arg = optional_prop(I32_INTEGERS)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [reduction_result(self, self.input, self.dim_arg, self.keep_dim)]


class ScanOp(PureOp):
    """A running sum or product along one dimension."""

    input = operand()
    dim = prop(SI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        verify_scan_dim(self.input, self.dim)
        return [result_tensor(self, shape_of(self.input), self.input)]


class SamplingOp(PureOp):
    """One token per row, drawn from the top `k` with nucleus `p` and temperature `temp`."""

    input_values = operand()
    input_indices = operand()
    k = operand()
    p = operand()
    temp = operand()
    seed = optional_prop(UI32_ATTR)
    result = result()


class SoftmaxOp(PureOp):
    """Exponentials along one dimension, divided by their sum."""

    input = operand()
    dimension = prop(SI32_ATTR)
    numeric_stable = prop(BOOL, False, key="numericStable")
    result = result()

    def infer(self) -> Sequence[Attribute]:
        return [softmax_result(self, self.input, self.dimension)]


class SortOp(PureOp):
    """Elements sorted along one dimension, and where they came from."""

    input = operand()
    dim = prop(SI8_ATTR, -1)
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


class TopkOp(PureOp):
    """The `k` largest or smallest elements along one dimension, and where they stand."""

    input_tensor = operand()
    k = prop(I32_ATTR)
    dim = prop(SI32_ATTR, -1)
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
