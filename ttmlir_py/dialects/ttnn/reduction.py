"""Reductions, scans, sorting and selection along dimensions."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.kinds import SI8_ATTR, SI64_ATTR
from ttmlir_py.dialects.ttnn.kinds import COMPUTE_CONFIG
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, I32_ATTR, I32_INTEGERS, SI32_ATTR, UI32_ATTR


class ReductionOp(PureOp):
    """A reduction over the dimensions `dim_arg`, all of them if it is missing."""

    input = operand()
    keep_dim = prop(BOOL)
    dim_arg = optional_prop(I32_INTEGERS)
    compute_config = optional_prop(COMPUTE_CONFIG)
    result = result()


class ArgmaxOp(PureOp):
    """Position of the largest element along dimensions."""

    name = "ttnn.argmax"
    input = operand()
    dim = optional_prop(SI32_ATTR)
    keep_dim = prop(BOOL, False)
    result = result()


class CumprodOp(PureOp):
    """Running product along one dimension."""

    name = "ttnn.cumprod"
    input = operand()
    dim = prop(SI32_ATTR)
    result = result()


class CumsumOp(PureOp):
    """Running sum along one dimension."""

    name = "ttnn.cumsum"
    input = operand()
    dim = prop(SI32_ATTR)
    result = result()


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


class SamplingOp(PureOp):
    """One token per row, drawn from the top `k` with nucleus `p` and temperature `temp`."""

    name = "ttnn.sampling"
    input_values = operand()
    input_indices = operand()
    k = operand()
    p = operand()
    temp = operand()
    seed = optional_prop(UI32_ATTR)
    result = result()


class SoftmaxOp(PureOp):
    """Exponentials along one dimension, divided by their sum."""

    name = "ttnn.softmax"
    input = operand()
    dimension = prop(SI32_ATTR)
    numeric_stable = prop(BOOL, False, key="numericStable")
    compute_config = optional_prop(COMPUTE_CONFIG)
    result = result()


class SortOp(PureOp):
    """Elements sorted along one dimension, and where they came from."""

    name = "ttnn.sort"
    input = operand()
    dim = prop(SI8_ATTR, -1)
    descending = prop(BOOL, False)
    stable = prop(BOOL, False)
    values = result()
    indices = result()


class SumOp(ReductionOp):
    """Sum over dimensions."""

    name = "ttnn.sum"


class TopkOp(PureOp):
    """The `k` largest or smallest elements along one dimension, and where they stand."""

    name = "ttnn.topk"
    input_tensor = operand()
    k = prop(I32_ATTR)
    dim = prop(SI32_ATTR, -1)
    largest = prop(BOOL, True)
    sorted = prop(BOOL, False)
    values = result()
    indices = result()
