"""Reductions, scans, sorting and selection along dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import SI64_ATTR
from ttmlir_py.dialects.ttcore.rules.reduction import reduced_shape, reduction_result
from ttmlir_py.dialects.ttcore.shared import reduction as shared
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import COMPUTE_CONFIG
from ttmlir_py.support.element_types import I32, is_integer
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, SI32_ATTR
from ttmlir_py.support.shapes import element_of, rank_of, shape_of


class ReductionOp(shared.ReductionOp, PureOp):
    """A reduction over the dimensions `dim_arg`, all of them if it is missing."""

    compute_config = optional_prop(COMPUTE_CONFIG)


class ArgmaxOp(PureOp):
    """Position of the largest element along dimensions."""

    name = "ttnn.argmax"
    input = operand()
    dim = optional_prop(SI32_ATTR)
    keep_dim = prop(BOOL, False)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        rank = rank_of(self.input)
        dim = self.dim
        require(
            dim is None or -rank <= dim < rank,
            f"dim attribute value {dim} is out of range for input tensor of rank {rank}, expected "
            f"value in range [{-rank}, {rank - 1}]",
        )
        dims = None if dim is None else (dim,)
        shape = reduced_shape(shape_of(self.input), dims, self.keep_dim)
        mismatch = "expected output shape ({expected}), got ({actual})"
        return [result_tensor(self, shape, TensorType(I32, shape), mismatch=mismatch)]


class CumprodOp(shared.ScanOp, PureOp):
    """Running product along one dimension."""

    name = "ttnn.cumprod"


class CumsumOp(shared.ScanOp, PureOp):
    """Running sum along one dimension."""

    name = "ttnn.cumsum"


class MaxOp(ReductionOp):
    """Maximum over dimensions."""

    name = "ttnn.max"


class MeanOp(ReductionOp):
    """Mean over dimensions."""

    name = "ttnn.mean"


class MinOp(ReductionOp):
    """Minimum over dimensions."""

    name = "ttnn.min"


class ProdOp(PureOp):
    """Product over dimensions."""

    name = "ttnn.prod"
    input = operand()
    dim_arg = optional_prop(SI64_ATTR)
    keep_dim = prop(BOOL)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require(
            rank_of(self.input) <= 4, "Input tensor rank is greater than 4 for reduce(product)."
        )
        dims = None if self.dim_arg is None else (self.dim_arg,)
        return [reduction_result(self, self.input, dims, self.keep_dim)]


class SamplingOp(shared.SamplingOp, PureOp):
    """One token per row, drawn from the top `k` with nucleus `p` and temperature `temp`."""

    name = "ttnn.sampling"

    def infer(self) -> Sequence[Attribute]:
        rank = rank_of(self.input_values)
        require(
            rank in (2, 4),
            "input_values must be 2D [batch, candidates] or 4D [1, 1, batch, candidates]",
        )
        require(
            rank_of(self.input_indices) == rank, "input_indices rank must match input_values rank"
        )
        sizes = shape_of(self.input_values)
        require(
            sizes == shape_of(self.input_indices),
            "input_values and input_indices must have the same shape",
        )
        require(
            set(sizes[:-2]) <= {1},
            "rank-4 input_values leading dims must be [1, 1, batch, candidates]",
        )
        batch = sizes[-2]
        require(1 <= batch <= 32, f"batch ({batch}) must be in [1, 32] (kernel limit)")
        for name, value in (("k", self.k), ("p", self.p), ("temp", self.temp)):
            require(rank_of(value) == 1, f"{name} must be 1D [batch]")
            require(
                shape_of(value)[0] == batch,
                f"{name} batch dimension ({shape_of(value)[0]}) must match input_values batch "
                f"({batch})",
            )
        shape = (batch,) if rank == 2 else (1, 1, 1, batch)
        form = "1D [batch]" if rank == 2 else "4D [1, 1, 1, batch]"
        result = TensorType(I32, shape)
        return [result_tensor(self, shape, result, mismatch=f"result must be {form}")]


class SoftmaxOp(shared.SoftmaxOp, PureOp):
    """Exponentials along one dimension, divided by their sum."""

    name = "ttnn.softmax"
    compute_config = optional_prop(COMPUTE_CONFIG)


class SortOp(shared.SortOp, PureOp):
    """Elements sorted along one dimension, and where they came from."""

    name = "ttnn.sort"

    def verify_extra(self) -> None:
        element = element_of(self.indices)
        require(is_integer(element), f"Expected integer data type for indices but got '{element}'")


class SumOp(ReductionOp):
    """Sum over dimensions."""

    name = "ttnn.sum"


class TopkOp(shared.TopkOp, PureOp):
    """The `k` largest or smallest elements along one dimension, and where they stand."""

    name = "ttnn.topk"
