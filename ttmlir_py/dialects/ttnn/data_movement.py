"""Ops that move elements without computing."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.base import given_shape, result_tensor
from ttmlir_py.dialects.ttcore.rules.data_movement import repeated_shape, verify_repeated
from ttmlir_py.dialects.ttcore.shared import data_movement as shared
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import SHAPE
from ttmlir_py.support.fields import operand, prop, result
from ttmlir_py.support.properties import BOOL, F32_ATTR
from ttmlir_py.support.shapes import shape_of


class ConcatOp(shared.ConcatOp, PureOp):
    """Joins tensors along one dimension."""

    name = "ttnn.concat"


class PadOp(shared.PadOp, PureOp):
    """Adds elements before and after every dimension."""

    name = "ttnn.pad"
    use_multicore = prop(BOOL)


class PermuteOp(shared.PermuteOp, PureOp):
    """Reorders dimensions: result dimension `i` is input dimension `permutation[i]`."""

    name = "ttnn.permute"
    pad_value = prop(F32_ATTR, 0.0)


class RepeatOp(PureOp):
    """Tiles the tensor along every dimension."""

    name = "ttnn.repeat"
    input = operand()
    repeat_dims = prop(SHAPE)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        source = shape_of(self.input)
        shape = repeated_shape(source, self.repeat_dims)
        given = given_shape(self)
        if given is not None:
            verify_repeated(source, self.repeat_dims, given)
        return [result_tensor(self, shape, self.input)]


class RepeatInterleaveOp(shared.RepeatInterleaveOp, PureOp):
    """Repeats every slice along one dimension."""

    name = "ttnn.repeat_interleave"


class ReshapeOp(shared.ReshapeOp, PureOp):
    """The same elements in the same order, in another shape."""

    name = "ttnn.reshape"


class SliceDynamicOp(shared.SliceDynamicOp, PureOp):
    """A strided box of the input, by bounds in tensors."""

    name = "ttnn.slice_dynamic"


class SliceStaticOp(shared.SliceStaticOp, PureOp):
    """A strided box of the input, by constant bounds."""

    name = "ttnn.slice_static"


class TransposeOp(shared.TransposeOp, PureOp):
    """Swaps two dimensions."""

    name = "ttnn.transpose"
