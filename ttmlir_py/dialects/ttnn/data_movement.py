"""Ops that move elements without computing."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import SHAPE
from ttmlir_py.support.fields import operand, optional_prop, prop, result, variadic_operand
from ttmlir_py.support.properties import (
    BOOL,
    F32_ATTR,
    I32_ARRAY,
    I32_INTEGERS,
    I64_ARRAY,
    SI32_ATTR,
    UI32_ATTR,
)


class ConcatOp(PureOp):
    """Joins tensors along one dimension."""

    name = "ttnn.concat"
    inputs = variadic_operand()
    dim = prop(SI32_ATTR)
    result = result()


class PadOp(PureOp):
    """Adds elements before and after every dimension."""

    name = "ttnn.pad"
    input = operand()
    padding = prop(I32_ARRAY)
    value = prop(F32_ATTR)
    use_multicore = prop(BOOL)
    result = result()


class PermuteOp(PureOp):
    """Reorders dimensions: result dimension `i` is input dimension `permutation[i]`."""

    name = "ttnn.permute"
    input = operand()
    permutation = prop(I64_ARRAY)
    pad_value = prop(F32_ATTR, 0.0)
    result = result()


class RepeatOp(PureOp):
    """Tiles the tensor along every dimension."""

    name = "ttnn.repeat"
    input = operand()
    repeat_dims = prop(SHAPE)
    result = result()


class RepeatInterleaveOp(PureOp):
    """Repeats every slice along one dimension."""

    name = "ttnn.repeat_interleave"
    input = operand()
    repeats = prop(UI32_ATTR)
    dim = prop(SI32_ATTR)
    result = result()


class ReshapeOp(PureOp):
    """The same elements in the same order, in another shape."""

    name = "ttnn.reshape"
    input = operand()
    shape = prop(I32_INTEGERS)
    result = result()


class SliceDynamicOp(PureOp):
    """A strided box of the input, by bounds in tensors."""

    name = "ttnn.slice_dynamic"
    input = operand()
    begins = operand()
    ends = operand()
    step = optional_prop(I32_INTEGERS)
    result = result()


class SliceStaticOp(PureOp):
    """A strided box of the input, by constant bounds."""

    name = "ttnn.slice_static"
    input = operand()
    begins = prop(I32_INTEGERS)
    ends = prop(I32_INTEGERS)
    step = prop(I32_INTEGERS)
    result = result()


class TransposeOp(PureOp):
    """Swaps two dimensions."""

    name = "ttnn.transpose"
    input = operand()
    dim0 = prop(SI32_ATTR)
    dim1 = prop(SI32_ATTR)
    result = result()
