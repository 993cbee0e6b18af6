"""Mixture of experts: routing, dispatch, expert computation and recombination."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute

from ttmlir_py.dialects.ttcore.attributes import MoeActivation
from ttmlir_py.dialects.ttcore.base import PureOp, require, result_tensor
from ttmlir_py.dialects.ttcore.kinds import MOE_ACTIVATION
from ttmlir_py.dialects.ttcore.rules.moe import (
    sparse_product_result,
    verify_expert_sizes,
    verify_mesh,
    verify_packed_weights,
    verify_ranks,
    verify_routed,
    verify_router,
)
from ttmlir_py.support.element_types import UI16
from ttmlir_py.support.fields import operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, I32_ATTR, I64_ATTR, UI32_ATTR


class AllToAllCombineOp(PureOp):
    """Sends expert outputs back to where their tokens came from."""

    input_tensor = operand()
    expert_metadata = operand()
    expert_mapping = operand()
    num_devices = prop(I64_ATTR)
    cluster_axis = prop(I64_ATTR)
    num_experts_per_tok = prop(I64_ATTR)
    output_shard_dim = prop(I64_ATTR, 2)
    result = result()

    def verify_extra(self) -> None:
        verify_ranks(
            4,
            {
                "input_tensor": self.input_tensor,
                "expert_metadata": self.expert_metadata,
                "expert_mapping": self.expert_mapping,
                "result": self.result,
            },
        )
        verify_mesh(self.num_devices, self.cluster_axis)
        require(self.num_experts_per_tok > 0, "num_experts_per_tok must be positive")


class AllToAllDispatchOp(PureOp):
    """Sends tokens to the chips of their experts."""

    input_tensor = operand()
    expert_indices = operand()
    expert_mapping = operand()
    num_devices = prop(I64_ATTR)
    cluster_axis = prop(I64_ATTR)
    dispatched = result()
    metadata = result()

    def verify_extra(self) -> None:
        verify_ranks(
            4,
            {
                "input_tensor": self.input_tensor,
                "expert_indices": self.expert_indices,
                "expert_mapping": self.expert_mapping,
                "dispatched output": self.dispatched,
                "metadata output": self.metadata,
            },
        )
        verify_mesh(self.num_devices, self.cluster_axis)


class AllToAllDispatchMetadataOp(PureOp):
    """Sends tokens, expert numbers and scores to the chips of their experts."""

    mapping_rank: ClassVar[int] = 4
    input_tensor = operand()
    expert_indices = operand()
    expert_scores = operand()
    expert_mapping = operand()
    num_devices = prop(I64_ATTR)
    cluster_axis = prop(I64_ATTR)
    dispatched = result()
    indices = result()
    scores = result()

    def verify_extra(self) -> None:
        verify_ranks(
            4,
            {
                "input_tensor": self.input_tensor,
                "expert_indices": self.expert_indices,
                "expert_scores": self.expert_scores,
            },
        )
        verify_ranks(self.mapping_rank, {"expert_mapping": self.expert_mapping})
        outputs = (self.dispatched, self.indices, self.scores)
        names = ("dispatched output", "indices output", "scores output")
        verify_ranks(3, dict(zip(names, outputs, strict=True)))
        verify_mesh(self.num_devices, self.cluster_axis)


class MoeComputeOp(PureOp):
    """The experts of a layer, from dispatched tokens to combined outputs."""

    tilize_input_tensor = operand()
    tilize_expert_indices_tensor = operand()
    tilize_expert_scores_tensor = operand()
    tilize_expert_mapping_tensor = operand()
    layer_id = prop(UI32_ATTR)
    output_height_shard_dim = prop(UI32_ATTR)
    intermediate_size = prop(UI32_ATTR)
    activation_function = prop(MOE_ACTIVATION, MoeActivation.SILU)
    cluster_axis = prop(UI32_ATTR)
    combine_output = result()

    def verify_extra(self) -> None:
        verify_expert_sizes(
            self.tilize_input_tensor, self.intermediate_size, self.output_height_shard_dim
        )


class MoeExpertTokenRemapOp(PureOp):
    """Routing of all experts to routing of the chip's own experts."""

    topk_tensor = operand()
    expert_mapping = operand()
    expert_metadata = operand()
    reduction_size = prop(I64_ATTR)
    mapping = result()
    reduced = result()

    def verify_extra(self) -> None:
        verify_ranks(
            4,
            {
                "topk_tensor": self.topk_tensor,
                "expert_mapping": self.expert_mapping,
                "expert_metadata": self.expert_metadata,
                "mapping output": self.mapping,
                "reduced output": self.reduced,
            },
        )
        require(self.reduction_size > 0, "reduction_size must be positive")


class MoeGptOp(PureOp):
    """The experts of GPT-OSS models, from dispatched tokens to partial outputs."""

    input_tensor = operand()
    expert_indices = operand()
    expert_scores = operand()
    expert_mapping = operand()
    w0_w1_tensor = operand()
    w2_tensor = operand()
    output_height_shard_dim = prop(UI32_ATTR, 4)
    output_width_shard_dim = prop(UI32_ATTR, 3)
    hidden_size = prop(UI32_ATTR, 2880)
    cluster_axis = optional_prop(UI32_ATTR)
    token_counts = result()
    activation_records = result()
    token_indices = result()
    tilize_out = result()
    tilize_out_rm = result()

    def verify_extra(self) -> None:
        verify_packed_weights(self.w0_w1_tensor, self.w2_tensor)


class SelectiveReduceCombineOp(PureOp):
    """Sums expert outputs per token, weighted by scores."""

    dense_input_tensor = operand()
    dense_activations_tensor = operand()
    dense_token_maps_tensor = operand()
    dense_token_counts_tensor = operand()
    hidden_size = prop(UI32_ATTR)
    batch_size = prop(UI32_ATTR)
    seq_size = prop(UI32_ATTR)
    select_experts_k = prop(UI32_ATTR)
    experts = prop(UI32_ATTR)
    result = result()

    def verify_extra(self) -> None:
        sizes = (
            ("select_experts_k", self.select_experts_k),
            ("experts", self.experts),
            ("hidden_size", self.hidden_size),
        )
        for name, size in sizes:
            require(size != 0, f"{name} must be non-zero")


class SparseMatmulOp(PureOp):
    """Matrix products of the blocks that a mask switches on."""

    a = operand()
    b = operand()
    sparsity = operand()
    is_input_a_sparse = prop(BOOL, False)
    is_input_b_sparse = prop(BOOL, True)
    nnz = optional_prop(I64_ATTR)
    result = result()

    def infer(self) -> Sequence[Attribute]:
        sparse = (self.is_input_a_sparse, self.is_input_b_sparse)
        return [sparse_product_result(self, self.a, self.b, self.sparsity, sparse, self.nnz)]


class TopkRouterGptOp(PureOp):
    """A router's linear layer, top-k and softmax in one."""

    input = operand()
    weight = operand()
    bias = operand()
    k = prop(I32_ATTR)
    num_experts = prop(I32_ATTR)
    expert_indices = result()
    expert_weights = result()

    def infer(self) -> Sequence[Attribute]:
        batch = verify_router(self.input, self.weight, self.bias, self.k, self.num_experts)
        if self.results:
            routed = {
                "expert_indices": self.expert_indices,
                "expert_weights": self.expert_weights,
            }
            verify_routed(routed, batch, self.k)
        shape = (batch, self.k)
        return [
            result_tensor(self, shape, TensorType(UI16, shape)),
            result_tensor(self, shape, self.input, index=1),
        ]
