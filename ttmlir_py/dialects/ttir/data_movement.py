"""Ops that move elements without computing."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import PureOp, given_shape, require, result_tensor
from ttmlir_py.dialects.ttcore.rules.data_movement import (
    broadcast_by,
    repeated_shape,
    squeezed_shape,
    unsqueezed_shape,
    verify_broadcast,
    verify_repeated,
    verify_reversed_dims,
)
from ttmlir_py.dialects.ttcore.rules.rearrange import Pattern
from ttmlir_py.dialects.ttcore.shared import data_movement as shared
from ttmlir_py.support.element_types import I32
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.properties import I32_ATTR, I64_ARRAY, SI32_ATTR, STRING
from ttmlir_py.support.shapes import normalize_dim, rank_of, shape_of


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


class ConcatOp(shared.ConcatOp):
    """Joins tensors along one dimension."""

    name = "ttir.concat"


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


class PadOp(shared.PadOp):
    """Adds elements before and after every dimension."""

    name = "ttir.pad"


class PermuteOp(shared.PermuteOp):
    """Reorders dimensions: result dimension `i` is input dimension `permutation[i]`."""

    name = "ttir.permute"


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


class RepeatInterleaveOp(shared.RepeatInterleaveOp):
    """Repeats every slice along one dimension."""

    name = "ttir.repeat_interleave"


class ReshapeOp(shared.ReshapeOp):
    """The same elements in the same order, in another shape."""

    name = "ttir.reshape"


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


class SliceDynamicOp(shared.SliceDynamicOp):
    """A strided box of the input, by bounds in tensors."""

    name = "ttir.slice_dynamic"


class SliceStaticOp(shared.SliceStaticOp):
    """A strided box of the input, by constant bounds."""

    name = "ttir.slice_static"


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


class TransposeOp(shared.TransposeOp):
    """Swaps two dimensions."""

    name = "ttir.transpose"


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
