"""Mixture of experts: routing, dispatch, expert computation and recombination."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.ir import Attribute, OpTraits
from xdsl.traits import MemoryAllocEffect

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.dialects.ttcore.kinds import TOPOLOGY
from ttmlir_py.dialects.ttcore.shared import moe as shared
from ttmlir_py.dialects.ttnn.base import PureOp
from ttmlir_py.dialects.ttnn.kinds import COMPUTE_CONFIG, CORE_RANGE_SET, MATMUL_1D_PROGRAM_CONFIG
from ttmlir_py.dialects.ttnn.types import DEVICE, GLOBAL_SEMAPHORE, GlobalSemaphoreType
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.op import Op
from ttmlir_py.support.properties import BOOL, UI32_ATTR


class AllToAllCombineOp(shared.AllToAllCombineOp, PureOp):
    """Sends expert outputs back to where their tokens came from."""

    name = "ttnn.all_to_all_combine"

    def verify_extra(self) -> None:
        super().verify_extra()
        require(
            self.output_shard_dim in (1, 2),
            f"output_shard_dim must be 1 or 2, got {self.output_shard_dim}",
        )


class AllToAllDispatchOp(shared.AllToAllDispatchOp, PureOp):
    """Sends tokens to the chips of their experts."""

    name = "ttnn.all_to_all_dispatch"


class AllToAllDispatchMetadataOp(shared.AllToAllDispatchMetadataOp, PureOp):
    """Sends tokens, expert numbers and scores to the chips of their experts."""

    name = "ttnn.all_to_all_dispatch_metadata"
    mapping_rank = 2
    dispatched_buffer = optional_operand()
    indices_buffer = optional_operand()
    scores_buffer = optional_operand()
    cross_device_semaphore = optional_operand(GLOBAL_SEMAPHORE)


class AllocateMoeComputeSemaphoreOp(Op):
    """Makes the semaphore that `moe_compute` waits on."""

    name = "ttnn.allocate_moe_compute_semaphore"
    traits = OpTraits(lambda: (MemoryAllocEffect(),))
    device = operand(DEVICE)
    output_height_shard_dim = prop(UI32_ATTR)
    hidden_size = prop(UI32_ATTR)
    initial_value = optional_prop(UI32_ATTR)
    mux_core_range_set = prop(CORE_RANGE_SET)
    result = result(GLOBAL_SEMAPHORE)

    def infer(self) -> Sequence[Attribute]:
        return [GlobalSemaphoreType()]


class MoeComputeOp(shared.MoeComputeOp, PureOp):
    """The experts of a layer, from dispatched tokens to combined outputs."""

    name = "ttnn.moe_compute"
    matmul_w0_w1_tensor = operand()
    matmul_w2_tensor = operand()
    optional_output_tensor = optional_operand()
    cross_device_semaphore = optional_operand(GLOBAL_SEMAPHORE)
    device = operand(DEVICE)
    has_bias = prop(BOOL)
    num_links = optional_prop(UI32_ATTR)
    topology = optional_prop(TOPOLOGY)
    mux_core_range_set = prop(CORE_RANGE_SET)


class MoeExpertTokenRemapOp(shared.MoeExpertTokenRemapOp, PureOp):
    """Routing of all experts to routing of the chip's own experts."""

    name = "ttnn.moe_expert_token_remap"


class MoeGptOp(shared.MoeGptOp, PureOp):
    """The experts of GPT-OSS models, from dispatched tokens to partial outputs."""

    name = "ttnn.moe_gpt"


class PrepareMoeComputeW0W1WeightsOp(PureOp):
    """Gate and up weights in the order `moe_compute` wants them."""

    name = "ttnn.prepare_moe_compute_w0_w1_weights"
    w0 = operand()
    w1 = operand()
    bias_0 = optional_operand()
    bias_1 = optional_operand()
    device = operand(DEVICE)
    hidden_size = prop(UI32_ATTR)
    intermediate_size = prop(UI32_ATTR)
    result = result()

    def verify_extra(self) -> None:
        require(
            (self.bias_0 is None) == (self.bias_1 is None),
            "bias_0 and bias_1 must be both present or both absent",
        )


class PrepareMoeComputeW2WeightsOp(PureOp):
    """Down weights in the order `moe_compute` wants them."""

    name = "ttnn.prepare_moe_compute_w2_weights"
    w2 = operand()
    bias_2 = optional_operand()
    device = operand(DEVICE)
    hidden_size = prop(UI32_ATTR)
    intermediate_size = prop(UI32_ATTR)
    result = result()


class SelectiveReduceCombineOp(shared.SelectiveReduceCombineOp, PureOp):
    """Sums expert outputs per token, weighted by scores."""

    name = "ttnn.selective_reduce_combine"


class SparseMatmulOp(shared.SparseMatmulOp, PureOp):
    """Matrix products of the blocks that a mask switches on."""

    name = "ttnn.sparse_matmul"
    program_config = optional_prop(MATMUL_1D_PROGRAM_CONFIG)
    compute_config = optional_prop(COMPUTE_CONFIG)


class TopkRouterGptOp(shared.TopkRouterGptOp, PureOp):
    """A router's linear layer, top-k and softmax in one."""

    name = "ttnn.topk_router_gpt"
