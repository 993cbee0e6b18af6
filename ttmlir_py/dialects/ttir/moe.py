"""Mixture of experts: routing, dispatch, expert computation and recombination."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.base import require
from ttmlir_py.dialects.ttcore.shared import moe as shared
from ttmlir_py.support.fields import operand, optional_operand


class AllToAllCombineOp(shared.AllToAllCombineOp):
    """Sends expert outputs back to where their tokens came from."""

    name = "ttir.all_to_all_combine"


class AllToAllDispatchOp(shared.AllToAllDispatchOp):
    """Sends tokens to the chips of their experts."""

    name = "ttir.all_to_all_dispatch"


class AllToAllDispatchMetadataOp(shared.AllToAllDispatchMetadataOp):
    """Sends tokens, expert numbers and scores to the chips of their experts."""

    name = "ttir.all_to_all_dispatch_metadata"


class MoeComputeOp(shared.MoeComputeOp):
    """The experts of a layer, from dispatched tokens to combined outputs."""

    name = "ttir.moe_compute"
    w0 = operand()
    w1 = operand()
    w2 = operand()
    bias_0 = optional_operand()
    bias_1 = optional_operand()
    bias_2 = optional_operand()

    def verify_extra(self) -> None:
        super().verify_extra()
        biases = (self.bias_0, self.bias_1, self.bias_2)
        require(
            len({bias is None for bias in biases}) == 1,
            "bias_0, bias_1, and bias_2 must be all present or all absent",
        )


class MoeExpertTokenRemapOp(shared.MoeExpertTokenRemapOp):
    """Routing of all experts to routing of the chip's own experts."""

    name = "ttir.moe_expert_token_remap"


class MoeGptOp(shared.MoeGptOp):
    """The experts of GPT-OSS models, from dispatched tokens to partial outputs."""

    name = "ttir.moe_gpt"


class SelectiveReduceCombineOp(shared.SelectiveReduceCombineOp):
    """Sums expert outputs per token, weighted by scores."""

    name = "ttir.selective_reduce_combine"


class SparseMatmulOp(shared.SparseMatmulOp):
    """Matrix products of the blocks that a mask switches on."""

    name = "ttir.sparse_matmul"


class TopkRouterGptOp(shared.TopkRouterGptOp):
    """A router's linear layer, top-k and softmax in one."""

    name = "ttir.topk_router_gpt"
