"""The ttir dialect: tensor programs, before layouts and devices are chosen."""

from __future__ import annotations

from ttmlir_py.support.dialect import LazyDialect

DIALECT = LazyDialect(
    "ttir",
    __name__,
    {
        "attention": (
            "chunked_scaled_dot_product_attention concatenate_heads "
            "paged_flash_multi_latent_attention_decode "
            "paged_scaled_dot_product_attention_decode scaled_dot_product_attention "
            "scaled_dot_product_attention_decode split_query_key_value_and_split_heads"
        ),
        "calls": "tt_lang_op",
        "collectives": (
            "all_gather all_reduce all_reduce_async all_to_all collective_broadcast "
            "collective_permute mesh_partition mesh_shard reduce_scatter"
        ),
        "contraction": "dot_general linear matmul",
        "convolution": "conv1d conv2d conv3d conv_transpose2d",
        "creation": "arange constant dropout empty full ones rand zeros",
        "data_movement": (
            "broadcast concat get_dimension_size pad permute rearrange repeat "
            "repeat_interleave reshape reverse slice_dynamic slice_static squeeze "
            "transpose unsqueeze"
        ),
        "elementwise_binary": (
            "add atan2 bitwise_and bitwise_or bitwise_xor clamp_scalar clamp_tensor div "
            "eq ge gelu_bw gt le logical_and logical_left_shift logical_or "
            "logical_right_shift logical_xor lt maximum minimum multiply ne pow remainder "
            "right_shift subtract where"
        ),
        "elementwise_unary": (
            "abs acos asin asinh atan bitcast_convert bitwise_not cbrt ceil cos erf erfc "
            "exp exp2 expm1 floor frac gelu hardsigmoid isfinite leaky_relu log log1p "
            "logical_not mish neg reciprocal relu relu6 rsqrt selu sigmoid sign signbit "
            "silu sin softsign sqrt square tan tanh trunc typecast"
        ),
        "indexing": "embedding embedding_backward gather index index_select scatter",
        "kv_cache": "fill_cache paged_fill_cache paged_update_cache update_cache",
        "memory": "alloc dealloc to_layout",
        "moe": (
            "all_to_all_combine all_to_all_dispatch all_to_all_dispatch_metadata "
            "moe_compute moe_expert_token_remap moe_gpt selective_reduce_combine "
            "sparse_matmul topk_router_gpt"
        ),
        "normalization": (
            "batch_norm_inference batch_norm_training distributed_layer_norm "
            "distributed_rms_norm group_norm layer_norm rms_norm"
        ),
        "pooling": ("avg_pool2d global_avg_pool2d max_pool2d max_pool2d_with_indices upsample2d"),
        "quantization": (
            "dequantize dequantize_unrolled quantize quantize_unrolled requantize "
            "requantize_unrolled"
        ),
        "reduction": (
            "argmax cumprod cumsum max mean min prod reduce_and reduce_or sampling "
            "softmax sort sum topk"
        ),
        "training": "adamw sdpa_bw sdpa_fw",
    },
    attributes={"attributes": "convolution_layout cpu_hoisted_call flattened_compat should_hoist"},
    types={"types": "mem_tx semaphore"},
)
