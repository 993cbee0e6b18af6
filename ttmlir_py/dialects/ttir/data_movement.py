"""Ops that move elements without computing."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import PureOp
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


class BroadcastOp(PureOp):
    """Repeats dimensions of size one: `broadcast_dimensions` are the factors."""

    name = "ttir.broadcast"
    input = operand()
    broadcast_dimensions = prop(I64_ARRAY)
    result = result()


class ConcatOp(PureOp):
    """Joins tensors along one dimension."""

    name = "ttir.concat"
    inputs = variadic_operand()
    dim = prop(SI32_ATTR)
    result = result()


class GetDimensionSizeOp(PureOp):
    """The size of one dimension as a tensor."""

    name = "ttir.get_dimension_size"
    operand = operand()
    dimension = prop(I32_ATTR)
    result = result()


class PadOp(PureOp):
    """Adds elements before and after every dimension."""

    name = "ttir.pad"
    input = operand()
    padding = prop(I32_ARRAY)
    value = prop(F32_ATTR)
    result = result()


class PermuteOp(PureOp):
    """Reorders dimensions: result dimension `i` is input dimension `permutation[i]`."""

    name = "ttir.permute"
    input = operand()
    permutation = prop(I64_ARRAY)
    result = result()


class RearrangeOp(PureOp):
    """Splits, joins and reorders dimensions as an einops pattern says."""

    name = "ttir.rearrange"
    input = operand()
    pattern = prop(STRING)
    result = result()


class RepeatOp(PureOp):
    """Tiles the tensor along every dimension."""

    name = "ttir.repeat"
    input = operand()
    repeat_dimensions = prop(I64_ARRAY)
    result = result()


class RepeatInterleaveOp(PureOp):
    """Repeats every slice along one dimension."""

    name = "ttir.repeat_interleave"
    input = operand()
    repeats = prop(UI32_ATTR)
    dim = prop(SI32_ATTR)
    result = result()


class ReshapeOp(PureOp):
    """The same elements in the same order, in another shape."""

    name = "ttir.reshape"
    input = operand()
    shape = prop(I32_INTEGERS)
    result = result()


class ReverseOp(PureOp):
    """Reverses the order along dimensions."""

    name = "ttir.reverse"
    input = operand()
    dimensions = prop(I64_ARRAY)
    result = result()


class SliceDynamicOp(PureOp):
    """A strided box of the input, by bounds in tensors."""

    name = "ttir.slice_dynamic"
    input = operand()
    begins = operand()
    ends = operand()
    step = optional_prop(I32_INTEGERS)
    result = result()


class SliceStaticOp(PureOp):
    """A strided box of the input, by constant bounds."""

    name = "ttir.slice_static"
    input = operand()
    begins = prop(I32_INTEGERS)
    ends = prop(I32_INTEGERS)
    step = prop(I32_INTEGERS)
    result = result()


class SqueezeOp(PureOp):
    """Removes a dimension of size one."""

    name = "ttir.squeeze"
    input = operand()
    dim = prop(SI32_ATTR)
    result = result()


class TransposeOp(PureOp):
    """Swaps two dimensions."""

    name = "ttir.transpose"
    input = operand()
    dim0 = prop(SI32_ATTR)
    dim1 = prop(SI32_ATTR)
    result = result()


class UnsqueezeOp(PureOp):
    """Inserts a dimension of size one."""

    name = "ttir.unsqueeze"
    input = operand()
    dim = prop(SI32_ATTR)
    result = result()
