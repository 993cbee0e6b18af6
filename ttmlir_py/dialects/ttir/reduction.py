"""Reductions, scans, sorting and selection along dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import result_tensor
from ttmlir_py.dialects.ttcore.rules.reduction import reduced_shape, sampling_shape
from ttmlir_py.dialects.ttcore.shared import reduction as shared
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.fields import prop
from ttmlir_py.support.properties import I32_ATTR, I64_ATTR, SI32_ATTR
from ttmlir_py.support.shapes import shape_of


class ReductionOp(shared.ReductionOp):
    """A reduction over the dimensions `dim_arg`, all of them if it is missing."""


class ArgmaxOp(ReductionOp):
    """Position of the largest element along dimensions."""

    name = "ttir.argmax"

    def infer(self) -> Sequence[Attribute]:
        if self.results:
            return super().infer()
        return [TensorType(I32, reduced_shape(shape_of(self.input), self.dim_arg, self.keep_dim))]


class CumprodOp(shared.ScanOp):
    """Running product along one dimension."""

    name = "ttir.cumprod"
    dim = prop(I64_ATTR)


class CumsumOp(shared.ScanOp):
    """Running sum along one dimension."""

    name = "ttir.cumsum"
    dim = prop(I64_ATTR)


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


class SamplingOp(shared.SamplingOp):
    """One token per row, drawn from the top `k` with nucleus `p` and temperature `temp`."""

    name = "ttir.sampling"

    def infer(self) -> Sequence[Attribute]:
        parameters = {"k": self.k, "p": self.p, "temp": self.temp}
        shape = sampling_shape(self.input_values, self.input_indices, parameters)
        mismatch = "result must be 1D [batch]"
        return [result_tensor(self, shape, TensorType(I32, shape), mismatch=mismatch)]


class SoftmaxOp(shared.SoftmaxOp):
    """Exponentials along one dimension, divided by their sum."""

    name = "ttir.softmax"


class SortOp(shared.SortOp):
    """Elements sorted along one dimension, and where they came from."""

    name = "ttir.sort"
    dim = prop(SI32_ATTR, -1)


class SumOp(ReductionOp):
    """Sum over dimensions."""

    name = "ttir.sum"


class TopkOp(shared.TopkOp):
    """The `k` largest or smallest elements along one dimension, and where they stand."""

    name = "ttir.topk"
    dim = prop(I32_ATTR, -1)
