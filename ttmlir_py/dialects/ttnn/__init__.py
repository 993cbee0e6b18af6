"""The ttnn dialect: calls of the TTNN library, on tensors with a layout, a memory and a device."""

from __future__ import annotations

from ttmlir_py.support.dialect import LazyDialect

DIALECT = LazyDialect(
    "ttnn",
    __name__,
    {
        "attention": (
            "chunked_scaled_dot_product_attention concatenate_heads flash_mla_prefill "
            "indexer_score_dsa paged_flash_multi_latent_attention_decode "
            "paged_scaled_dot_product_attention_decode scaled_dot_product_attention "
            "scaled_dot_product_attention_decode split_query_key_value_and_split_heads"
        ),
        "attention_heads": (
            "nlp_concat_heads nlp_concat_heads_decode nlp_create_qkv_heads_decode "
            "rotary_embedding rotary_embedding_llama"
        ),
        "calls": "tt_lang_op",
        "collectives": (
            "aggregate_tensor all_gather all_reduce all_reduce_async "
            "create_global_semaphore distribute_tensor mesh_partition point_to_point "
            "reduce_scatter reset_global_semaphore"
        ),
        "contraction": "linear matmul",
        "convolution": "conv1d conv2d conv3d conv_transpose2d",
        "convolution_weights": (
            "prepare_conv2d_bias prepare_conv2d_weights prepare_conv3d_weights "
            "prepare_conv_transpose2d_bias prepare_conv_transpose2d_weights"
        ),
        "creation": "arange constant dropout empty full ones rand zeros",
        "data_movement": (
            "concat pad permute repeat repeat_interleave reshape slice_dynamic "
            "slice_static transpose"
        ),
        "elementwise_binary": (
            "add atan2 bitwise_and bitwise_or bitwise_xor clamp_scalar clamp_tensor "
            "divide eq ge gelu_bw gt le logical_and logical_left_shift logical_or "
            "logical_right_shift logical_xor lt maximum minimum multiply ne pow_scalar "
            "pow_tensor remainder subtract where"
        ),
        "elementwise_unary": (
            "abs acos asin asinh atan bitwise_not cbrt ceil cos erf erfc exp expm1 floor "
            "gelu hardsigmoid isfinite leaky_relu log log1p logical_not mish neg "
            "reciprocal relu relu6 rsqrt sigmoid sign silu sin sqrt tan tanh"
        ),
        "indexing": "embedding embedding_bw gather scatter",
        "kv_cache": "fill_cache paged_fill_cache paged_update_cache update_cache",
        "memory": (
            "alloc assign bitcast_convert copy deallocate dump_tensor from_device "
            "get_device load_tensor to_device to_layout to_memory_config to_tensor_spec "
            "typecast write_tensor"
        ),
        "moe": (
            "all_to_all_combine all_to_all_dispatch all_to_all_dispatch_metadata "
            "allocate_moe_compute_semaphore moe_compute moe_expert_token_remap moe_gpt "
            "prepare_moe_compute_w0_w1_weights prepare_moe_compute_w2_weights "
            "selective_reduce_combine sparse_matmul topk_router_gpt"
        ),
        "normalization": (
            "batch_norm_inference batch_norm_training dit_rms_norm_unary_fused "
            "distributed_layer_norm distributed_rms_norm group_norm layer_norm "
            "layer_norm_post_all_gather layer_norm_pre_all_gather rms_norm "
            "rms_norm_pre_all_gather"
        ),
        "pooling": "avg_pool2d global_avg_pool2d max_pool2d max_pool2d_with_indices upsample",
        "quantization": "dequantize quantize requantize",
        "reduction": "argmax cumprod cumsum max mean min prod sampling softmax sort sum topk",
        "trace": ("begin_trace_capture capture_or_execute_trace end_trace_capture execute_trace"),
        "training": "adamw sdpa_bw sdpa_fw",
    },
    attributes={
        "attributes": (
            "buffer_type layout mesh_offset mesh_shape shape shard_distribution_strategy "
            "shard_orientation tensor_memory_layout trace_id"
        ),
        "configs": (
            "conv2d_config conv2d_slice_config conv3d_config device_compute_kernel_config "
            "layernorm_sharded_multicore_program_config sdpa_program_config unary_with_param"
        ),
        "cores": "core_coord core_range core_range_set nd_shard_spec shard_spec",
        "layouts": "ttnn_layout ttnn_nd_layout",
        "matmul_configs": (
            "matmul_multi_core_reuse_multi_cast_1d_program_config "
            "matmul_multi_core_reuse_multi_cast_dram_sharded_program_config "
            "matmul_multi_core_reuse_multi_cast_program_config "
            "matmul_multi_core_reuse_program_config"
        ),
        "memory_config": "memory_config",
        "meshes": "mesh_composer_config mesh_mapper_config placement",
    },
    types={"types": "device global_semaphore"},
)
