"""Communication between the chips of a mesh."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.attributes import ReduceType
from ttmlir_py.dialects.ttcore.base import PureOp, require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import REDUCE_TYPE
from ttmlir_py.dialects.ttcore.rules.collectives import resized_result
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.properties import SI32_ATTR, UI32_ATTR
from ttmlir_py.support.shapes import shape_of


class AllGatherOp(PureOp):
    """Concatenates the parts of all chips along a mesh axis."""

    input = operand()
    all_gather_dim = prop(SI32_ATTR)
    cluster_axis = prop(UI32_ATTR)
    result = result()


class AllReduceOp(PureOp):
    """Reduces over the chips along a mesh axis; every chip gets the result."""

    input = operand()
    reduce_type = prop(REDUCE_TYPE)
    cluster_axis = prop(UI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require(self.reduce_type is ReduceType.SUM, "Invalid reduction type for all reduce op.")
        return [result_tensor(self, shape_of(self.input), self.input)]


class AllReduceAsyncOp(PureOp):
    """`all_reduce` that need not wait."""

    input = operand()
    reduce_type = prop(REDUCE_TYPE)
    cluster_axis = prop(UI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        require(
            self.reduce_type is ReduceType.SUM, "Invalid reduction type for all reduce async op."
        )
        return [result_tensor(self, shape_of(self.input), self.input)]


class MeshPartitionOp(PureOp):
    """Keeps the chip's own part of a dimension along a mesh axis."""

    input = operand()
    dim = prop(SI32_ATTR)
    cluster_axis = optional_prop(UI32_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        message = (
            "Invalid tensor dimension for mesh partition op. Dimension must be >= to input "
            "tensor rank or < -input tensor rank, got dim = "
        )
        return resized_result(self, self.input, self.dim, message)


class ReduceScatterOp(PureOp):
    """Reduces over the chips along a mesh axis; every chip gets its part."""

    input = operand()
    reduce_type = prop(REDUCE_TYPE)
    scatter_dim = prop(SI32_ATTR)
    cluster_axis = prop(UI32_ATTR)
    result = result()
