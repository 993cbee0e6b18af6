"""Mixture of experts: routing, dispatch, expert computation and recombination."""

from __future__ import annotations

from ttmlir_py.dialects.ttcore.attributes import MoeActivation
from ttmlir_py.dialects.ttcore.base import PureOp
from ttmlir_py.dialects.ttcore.kinds import MOE_ACTIVATION
from ttmlir_py.support.fields import operand, optional_operand, optional_prop, prop, result
from ttmlir_py.support.properties import BOOL, I32_ATTR, I64_ATTR, UI32_ATTR


class AllToAllCombineOp(PureOp):
    """Sends expert outputs back to where their tokens came from."""

    name = "ttir.all_to_all_combine"
    input_tensor = operand()
    expert_metadata = operand()
    expert_mapping = operand()
    num_devices = prop(I64_ATTR)
    cluster_axis = prop(I64_ATTR)
    num_experts_per_tok = prop(I64_ATTR)
    output_shard_dim = prop(I64_ATTR, 2)
    result = result()


class AllToAllDispatchOp(PureOp):
    """Sends tokens to the chips of their experts."""

    name = "ttir.all_to_all_dispatch"
    input_tensor = operand()
    expert_indices = operand()
    expert_mapping = operand()
    num_devices = prop(I64_ATTR)
    cluster_axis = prop(I64_ATTR)
    dispatched = result()
    metadata = result()


class AllToAllDispatchMetadataOp(PureOp):
    """Sends tokens, expert numbers and scores to the chips of their experts."""

    name = "ttir.all_to_all_dispatch_metadata"
    input_tensor = operand()
    expert_indices = operand()
    expert_scores = operand()
    expert_mapping = operand()
    num_devices = prop(I64_ATTR)
    cluster_axis = prop(I64_ATTR)
    dispatched = result()
    indices = result()
    scores = result()


class MoeComputeOp(PureOp):
    """The experts of a layer, from dispatched tokens to combined outputs."""

    name = "ttir.moe_compute"
    tilize_input_tensor = operand()
    tilize_expert_indices_tensor = operand()
    tilize_expert_scores_tensor = operand()
    tilize_expert_mapping_tensor = operand()
    w0 = operand()
    w1 = operand()
    w2 = operand()
    bias_0 = optional_operand()
    bias_1 = optional_operand()
    bias_2 = optional_operand()
    layer_id = prop(UI32_ATTR)
    output_height_shard_dim = prop(UI32_ATTR)
    intermediate_size = prop(UI32_ATTR)
    activation_function = prop(MOE_ACTIVATION, MoeActivation.SILU)
    cluster_axis = prop(UI32_ATTR)
    combine_output = result()


class MoeExpertTokenRemapOp(PureOp):
    """Routing of all experts to routing of the chip's own experts."""

    name = "ttir.moe_expert_token_remap"
    topk_tensor = operand()
    expert_mapping = operand()
    expert_metadata = operand()
    reduction_size = prop(I64_ATTR)
    mapping = result()
    reduced = result()


class MoeGptOp(PureOp):
    """The experts of GPT-OSS models, from dispatched tokens to partial outputs."""

    name = "ttir.moe_gpt"
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


class SelectiveReduceCombineOp(PureOp):
    """Sums expert outputs per token, weighted by scores."""

    name = "ttir.selective_reduce_combine"
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


class SparseMatmulOp(PureOp):
    """Matrix products of the blocks that a mask switches on."""

    name = "ttir.sparse_matmul"
    a = operand()
    b = operand()
    sparsity = operand()
    is_input_a_sparse = prop(BOOL, False)
    is_input_b_sparse = prop(BOOL, True)
    nnz = optional_prop(I64_ATTR)
    result = result()


class TopkRouterGptOp(PureOp):
    """A router's linear layer, top-k and softmax in one."""

    name = "ttir.topk_router_gpt"
    input = operand()
    weight = operand()
    bias = operand()
    k = prop(I32_ATTR)
    num_experts = prop(I32_ATTR)
    expert_indices = result()
    expert_weights = result()
