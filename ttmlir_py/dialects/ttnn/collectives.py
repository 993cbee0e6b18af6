"""Communication between the chips of a mesh."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute, OpTraits
from xdsl.traits import MemoryAllocEffect

from ttmlir_py.dialects.ttcore.attributes import ReduceType
from ttmlir_py.dialects.ttcore.base import require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import TOPOLOGY
from ttmlir_py.dialects.ttcore.rules.collectives import resized_result
from ttmlir_py.dialects.ttcore.shared import collectives as shared
from ttmlir_py.dialects.ttnn.base import PureOp, WritingOp
from ttmlir_py.dialects.ttnn.kinds import (
    COMPUTE_CONFIG,
    CORE_RANGE_SET,
    MESH_COMPOSER_CONFIG,
    MESH_MAPPER_CONFIG,
)
from ttmlir_py.dialects.ttnn.types import DEVICE, GLOBAL_SEMAPHORE, GlobalSemaphoreType
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import I64_ARRAY, UI32_ATTR
from ttmlir_py.support.shapes import element_of, shape_of


class LinkedOp(PureOp):
    """A collective along a mesh axis, and the links between chips that it runs over."""

    sub_device_id = optional_prop(UI32_ATTR)
    num_links = optional_prop(UI32_ATTR)
    topology = optional_prop(TOPOLOGY)


class AggregateTensorOp(PureOp):
    """Joins the parts of all chips into one host tensor."""

    name = "ttnn.aggregate_tensor"
    input = operand()
    composer_config = prop(MESH_COMPOSER_CONFIG)
    mesh_device = operand(DEVICE)
    result = result()


class AllGatherOp(shared.AllGatherOp, LinkedOp):
    """Concatenates the parts of all chips along a mesh axis."""

    name = "ttnn.all_gather"

    def infer(self) -> Sequence[Attribute]:
        message = (
            "Invalid gather dimension for all reduce op. Gather dimension must be >= to "
            "input tensor rank or < -input tensor rank, got gather_dim = "
        )
        return resized_result(self, self.input, self.all_gather_dim, message)


class AllReduceOp(shared.AllReduceOp, LinkedOp):
    """Reduces over the chips along a mesh axis; every chip gets the result."""

    name = "ttnn.all_reduce"


class AllReduceAsyncOp(shared.AllReduceAsyncOp, LinkedOp):
    """`all_reduce` that need not wait."""

    name = "ttnn.all_reduce_async"


class CreateGlobalSemaphoreOp(Op):
    """Makes a semaphore that all chips see."""

    name = "ttnn.create_global_semaphore"
    traits = OpTraits(lambda: (MemoryAllocEffect(),))
    device = operand(DEVICE)
    initial_value = optional_prop(UI32_ATTR)
    core_range_set = prop(CORE_RANGE_SET)
    result = result(GLOBAL_SEMAPHORE)

    def infer(self) -> Sequence[Attribute]:
        return [GlobalSemaphoreType()]


class DistributeTensorOp(PureOp):
    """Splits one host tensor over the chips of a mesh."""

    name = "ttnn.distribute_tensor"
    input = operand()
    mapper_config = prop(MESH_MAPPER_CONFIG)
    mesh_device = operand(DEVICE)
    cq_id = optional_prop(UI32_ATTR)
    result = result()


class MeshPartitionOp(shared.MeshPartitionOp, PureOp):
    """Keeps the chip's own part of a dimension along a mesh axis."""

    name = "ttnn.mesh_partition"


class PointToPointOp(PureOp):
    """Sends a tensor from one chip to another."""

    name = "ttnn.point_to_point"
    input = operand()
    sender_coord = prop(I64_ARRAY)
    receiver_coord = prop(I64_ARRAY)
    optional_output_tensor = optional_operand()
    result = result()

    def infer(self) -> Sequence[Attribute]:
        target, source = self.optional_output_tensor, self.input
        if target is not None:
            require(
                shape_of(target) == shape_of(source) and element_of(target) == element_of(source),
                "Optional output tensor must match input tensor in shape and element type.",
            )
            require(
                self.receiver_coord != self.sender_coord,
                "Can't send/receive to the same device",
            )
        return [result_tensor(self, shape_of(source), source)]


class ReduceScatterOp(shared.ReduceScatterOp, LinkedOp):
    """Reduces over the chips along a mesh axis; every chip gets its part."""

    name = "ttnn.reduce_scatter"
    compute_config = optional_prop(COMPUTE_CONFIG)

    def infer(self) -> Sequence[Attribute]:
        require(self.reduce_type is ReduceType.SUM, "Invalid reduction type for reduce scatter op.")
        message = (
            "Invalid scatter dimension for reduce scatter op. Scatter dimension must be >= "
            "to input tensor rank or < -input tensor rank, got scatter_dim = "
        )
        return resized_result(self, self.input, self.scatter_dim, message)


class ResetGlobalSemaphoreOp(WritingOp):
    """Sets a semaphore's value."""

    name = "ttnn.reset_global_semaphore"
    semaphore = operand(GLOBAL_SEMAPHORE)
    value = prop(UI32_ATTR)
