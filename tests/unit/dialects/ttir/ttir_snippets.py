"""One legal use of every ttir op in generic form, in the text that printing gives."""

# ruff: noqa: E501 - a row is an op

from op_text import Snippet

_ROWS = """
ttir.arange | arange_dimension = 1 : i64, end = 12 : si64, start = 2 : si64, step = 2 : si64 | -> 3x5xsi32
ttir.constant | value = dense<[1, 2]> : tensor<2xi32> | -> 2xi32
ttir.dropout | prob = 5.000000e-01 : f32, scale = 2.000000e+00 : f32, seed = 7 : ui32, use_per_device_seed = true | 2x3xf32 -> 2x3xf32
ttir.full | fill_value = 1.000000e+00 : f32, shape = array<i32: 2, 3> | -> 2x3xf32
ttir.ones | shape = array<i32: 2, 3> | -> 2x3xbf16
ttir.rand | high = 1.000000e+00 : f32, low = 0.000000e+00 : f32, seed = 0 : ui32, size = [2 : i32, 3 : i32] | -> 2x3xf32
ttir.zeros | shape = array<i32: 2, 3> | -> 2x3xi32
ttir.dot_general | batch_dims_lhs = array<i64: 0>, batch_dims_rhs = array<i64: 0>, contract_dims_lhs = array<i64: 2>, contract_dims_rhs = array<i64: 1> | 7x2x3xf32 7x3x5xf32 -> 7x2x5xf32
ttir.linear | transpose_a = false, transpose_b = true | 2x3xf32 5x3xf32 5xf32 -> 2x5xf32
ttir.matmul | transpose_a = false, transpose_b = false | 7x2x3xbf16 3x5xbf16 -> 7x2x5xbf16
ttir.conv1d | batch_dim = 0 : i64, channel_dim = 2 : i64, dilation = 1 : i32, groups = 1 : i32, length_dim = 1 : i64, padding = 0 : i32, stride = 1 : i32 | 1x7x3xf32 5x3x2xf32 -> 1x6x5xf32
ttir.conv2d | batch_dim = 0 : i64, channel_dim = 3 : i64, dilation = 1 : i32, groups = 1 : i32, height_dim = 1 : i64, padding = array<i32: 1, 1>, stride = array<i32: 2, 1>, width_dim = 2 : i64 | 1x8x7x3xf32 5x3x3x3xf32 1x1x1x5xf32 -> 1x4x7x5xf32
ttir.conv3d | batch_dim = 0 : i64, channel_dim = 4 : i64, depth_dim = 1 : i64, groups = 1 : i32, height_dim = 2 : i64, padding = 0 : i32, padding_mode = "zeros", stride = 1 : i32, width_dim = 3 : i64 | 1x4x5x6x3xf32 7x3x2x2x2xf32 -> 1x3x4x5x7xf32
ttir.conv_transpose2d | batch_dim = 0 : i64, channel_dim = 3 : i64, dilation = 1 : i32, groups = 1 : i32, height_dim = 1 : i64, output_padding = 0 : i32, padding = 0 : i32, stride = 2 : i32, width_dim = 2 : i64 | 1x3x4x2xf32 2x5x3x3xf32 -> 1x7x9x5xf32
ttir.avg_pool2d | ceil_mode = false, count_include_pad = true, dilation = 1 : i32, kernel = array<i32: 2, 3>, padding = 0 : i32, stride = 1 : i32 | 1x7x8x3xf32 -> 1x6x6x3xf32
ttir.global_avg_pool2d | | 2x7x8x3xf32 -> 2x1x1x3xf32
ttir.max_pool2d | ceil_mode = true, dilation = 1 : i32, flattened_compat_info = #ttir<flattened_compat batch_size = 1, input_height = 5, input_width = 5>, kernel = 2 : i32, padding = 0 : i32, stride = 2 : i32 | 1x1x25x3xf32 -> 1x1x9x3xf32
ttir.max_pool2d_with_indices | ceil_mode = false, dilation = 1 : i32, kernel = 2 : i32, padding = 0 : i32, stride = 2 : i32 | 1x4x4x3xf32 -> 1x2x2x3xf32 1x2x2x3xi32
ttir.upsample2d | mode = "nearest", scale_factor = array<i32: 2, 3> | 1x2x3x5xf32 -> 1x4x9x5xf32
ttir.argmax | dim_arg = [1 : i32], keep_dim = false | 2x3xf32 -> 2xi32
ttir.cumprod | dim = 1 : i64 | 2x3xf32 -> 2x3xf32
ttir.cumsum | dim = -1 : i64 | 2x3xf32 -> 2x3xf32
ttir.max | dim_arg = [0 : i32], keep_dim = true | 2x3xf32 -> 1x3xf32
ttir.mean | dim_arg = [-1 : i32], keep_dim = false | 2x3xf32 -> 2xf32
ttir.min | keep_dim = false | 2x3xf32 -> f32
ttir.prod | dim_arg = [0 : i32, 1 : i32], keep_dim = true | 2x3xf32 -> 1x1xf32
ttir.reduce_and | dim_arg = [1 : i32], keep_dim = false | 2x3xi1 -> 2xi1
ttir.reduce_or | dim_arg = [1 : i32], keep_dim = false | 2x3xi1 -> 2xi1
ttir.sampling | seed = 3 : ui32 | 2x5xbf16 2x5xi32 2xui32 2xbf16 2xbf16 -> 2xi32
ttir.softmax | dimension = 1 : si32, numericStable = true | 2x3xf32 -> 2x3xf32
ttir.sort | descending = true, dim = 0 : si32, stable = false | 2x3xf32 -> 2x3xf32 2x3xi32
ttir.sum | dim_arg = [1 : i32], keep_dim = false | 2x3xf32 -> 2xf32
ttir.topk | dim = -1 : i32, k = 2 : i32, largest = true, sorted = false | 3x5xf32 -> 3x2xf32 3x2xi32
ttir.broadcast | broadcast_dimensions = array<i64: 1, 4> | 2x1xf32 -> 2x4xf32
ttir.concat | dim = 1 : si32 | 2x3xf32 2x5xf32 -> 2x8xf32
ttir.get_dimension_size | dimension = 1 : i32 | 2x3xf32 -> 1xi32
ttir.pad | padding = array<i32: 0, 1, 2, 0>, value = 0.000000e+00 : f32 | 2x3xf32 -> 3x5xf32
ttir.permute | permutation = array<i64: 2, 0, 1> | 2x3x5xf32 -> 5x2x3xf32
ttir.rearrange | pattern = "b s h d -> b (s h d)" | 2x3x5x7xf32 -> 2x105xf32
ttir.repeat | repeat_dimensions = array<i64: 2, 3> | 2x3xf32 -> 4x9xf32
ttir.repeat_interleave | dim = 1 : si32, repeats = 2 : ui32 | 2x3xf32 -> 2x6xf32
ttir.reshape | shape = [3 : i32, 2 : i32] | 2x3xf32 -> 3x2xf32
ttir.reverse | dimensions = array<i64: 1> | 2x3xf32 -> 2x3xf32
ttir.slice_dynamic | step = [1 : i32, 2 : i32] | 4x6xf32 2xi32 2xi32 -> 2x3xf32
ttir.slice_static | begins = [0 : i32, 1 : i32], ends = [2 : i32, -1 : i32], step = [1 : i32, 2 : i32] | 2x7xf32 -> 2x3xf32
ttir.squeeze | dim = 1 : si32 | 2x1x3xf32 -> 2x3xf32
ttir.transpose | dim0 = 0 : si32, dim1 = -1 : si32 | 2x3x5xf32 -> 5x3x2xf32
ttir.unsqueeze | dim = 0 : si32 | 2x3xf32 -> 1x2x3xf32
ttir.embedding | | 2x3xi32 7x5xf32 -> 2x3x5xf32
ttir.embedding_backward | | 2x3xi32 7x5xf32 2x3x5xf32 -> 7x5xf32
ttir.gather | dim = 1 : i32 | 2x7xf32 2x3xi32 -> 2x3xf32
ttir.index | begin = 1 : i32, dim = 1 : i32, end = 6 : i32, step = 2 : i32 | 2x7xf32 -> 2x3xf32
ttir.index_select | begin = 0 : si32, dim = 1 : si32, length = 2 : si32, stride = 3 : si32 | 2x6xf32 -> 2x4xf32
ttir.scatter | dim = 1 : i32, scatter_reduce_type = #ttcore.reduce_type<invalid> | 2x7xf32 2x3xi32 2x3xf32 -> 2x7xf32
ttir.batch_norm_inference | dimension = 1 : i32, epsilon = 9.99999974E-6 : f32 | 2x3x5x7xf32 3xf32 3xf32 3xf32 3xf32 -> 2x3x5x7xf32
ttir.batch_norm_training | dimension = 1 : i32, epsilon = 9.99999974E-6 : f32, momentum = 1.000000e-01 : f32 | 2x3x5x7xf32 3xf32 3xf32 3xf32 3xf32 -> 2x3x5x7xf32 3xf32 3xf32
ttir.distributed_layer_norm | cluster_axis = 1 : ui32, epsilon = 9.99999974E-6 : f32, operandSegmentSizes = array<i32: 1, 1, 0, 0> | 2x3xf32 3xf32 -> 2x3xf32
ttir.distributed_rms_norm | cluster_axis = 1 : ui32, epsilon = 9.99999974E-6 : f32, operandSegmentSizes = array<i32: 1, 1, 1> | 2x3xf32 3xf32 2x3xf32 -> 2x3xf32
ttir.group_norm | channel_dim = 3 : i64, epsilon = 9.99999996E-13 : f32, num_groups = 2 : i64, operandSegmentSizes = array<i32: 1, 0, 1, 1> | 1x1x5x4xf32 4xf32 4xf32 -> 1x1x5x4xf32
ttir.layer_norm | epsilon = 9.99999974E-6 : f32, normalized_shape = array<i64: 3>, operandSegmentSizes = array<i32: 1, 1, 1> | 2x3xf32 3xf32 3xf32 -> 2x3xf32
ttir.rms_norm | epsilon = 9.99999974E-6 : f32, normalized_shape = array<i64: 3>, operandSegmentSizes = array<i32: 1, 1, 0> | 2x3xf32 3xf32 -> 2x3xf32
ttir.chunked_scaled_dot_product_attention | scale = 1.000000e+00 : f32 | 2x4x8x16xbf16 9x2x32x16xbf16 9x2x32x16xbf16 2x3xi32 1xi32 2x4x8x16xbf16 -> 2x4x8x16xbf16
ttir.concatenate_heads | | 2x3x5x7xf32 -> 2x5x21xf32
ttir.paged_flash_multi_latent_attention_decode | head_dim_v = 8 : ui32, is_causal = true, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 1, 0> | 1x2x4x16xbf16 9x1x32x16xbf16 2x3xi32 2xi32 -> 1x2x4x8xbf16
ttir.paged_scaled_dot_product_attention_decode | is_causal = true, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 0, 1, 0> | 1x2x4x16xbf16 9x2x32x16xbf16 9x2x32x16xbf16 2x3xi32 1x2x4x16xbf16 2xi32 -> 1x2x4x16xbf16
ttir.scaled_dot_product_attention | is_causal = false, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0>, scale = 5.000000e-01 : f32 | 2x4x5x8xf32 2x2x7x8xf32 2x2x7x8xf32 1x1x5x7xf32 -> 2x4x5x8xf32
ttir.scaled_dot_product_attention_decode | is_causal = true, operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 0> | 1x2x4x8xf32 2x2x7x8xf32 2x2x7x8xf32 2xi32 -> 1x2x4x8xf32
ttir.split_query_key_value_and_split_heads | num_heads = 4 : ui32, num_kv_heads = 2 : ui32, transpose_key = true | 2x5x64xf32 -> 2x4x5x8xf32 2x2x8x5xf32 2x2x5x8xf32
ttir.fill_cache | batch_offset = 0 : i32 | 2x4x32x8xbf16 1x4x5x8xbf16 ->
ttir.paged_fill_cache | | 9x4x32x8xbf16 1x4x5x8xbf16 1x3xi32 ->
ttir.paged_update_cache | share_cache = false | 9x4x32x8xbf16 1x2x4x8xbf16 2xi32 2x3xi32 ->
ttir.update_cache | batch_offset = 0 : i32 | 2x4x32x8xbf16 1x4x2x8xbf16 1xi32 ->
ttir.all_gather | all_gather_dim = 1 : si32, cluster_axis = 1 : ui32 | 2x3xf32 -> 2x6xf32
ttir.all_reduce | cluster_axis = 0 : ui32, reduce_type = #ttcore.reduce_type<sum> | 2x3xf32 -> 2x3xf32
ttir.all_reduce_async | cluster_axis = 0 : ui32, reduce_type = #ttcore.reduce_type<sum> | 2x3xf32 -> 2x3xf32
ttir.all_to_all | concat_dim = 1 : si32, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, split_count = 2 : si32, split_dim = 0 : si32 | 4x3xf32 -> 2x6xf32
ttir.collective_broadcast | replica_groups = dense<[[0, 1], [2, 3]]> : tensor<2x2xi64> | 2x3xf32 -> 2x3xf32
ttir.collective_permute | source_target_pairs = dense<[[0, 1], [1, 0]]> : tensor<2x2xi64> | 2x3xf32 -> 2x3xf32
ttir.mesh_partition | cluster_axis = 1 : ui32, dim = 0 : si32 | 4x3xf32 -> 2x3xf32
ttir.mesh_shard | shard_dims = array<i64: 0, 1>, shard_direction = #ttcore.shard_direction<full_to_shard>, shard_shape = array<i64: 2, 4>, shard_type = #ttcore.shard_type<devices> | 4x8xf32 -> 2x2xf32
ttir.reduce_scatter | cluster_axis = 1 : ui32, reduce_type = #ttcore.reduce_type<max>, scatter_dim = 1 : si32 | 2x6xf32 -> 2x3xf32
ttir.alloc | address = 4096 : i64, memory_space = #ttcore.memory_space<l1>, size = 64 : i64 | -> 4x4xf32
ttir.dealloc | | 2x3xf32 ->
ttir.adamw | beta1 = 0.899999976 : f32, beta1_pow = 1.000000e+00 : f32, beta2 = 1.000000e+00 : f32, beta2_pow = 1.000000e+00 : f32, epsilon = 1.000000e+00 : f32, lr = 1.000000e+00 : f32, stochastic_rounding = false, weight_decay = 0.000000e+00 : f32 | 2x3xf32 2x3xf32 2x3xf32 2x3xf32 -> 2x3xf32 2x3xf32 2x3xf32
ttir.sdpa_bw | dropout_probability = 0.000000e+00 : f32, mask_type = #ttcore.attention_mask_type<causal> | 1x2x4x8xf32 1x2x4x8xf32 1x2x4x8xf32 1x2x4x8xf32 1x2x4x8xf32 1x2x4x32xf32 -> 1x2x4x8xf32 1x2x4x8xf32 1x2x4x8xf32
ttir.sdpa_fw | dropout_probability = 0.000000e+00 : f32, mask_type = #ttcore.attention_mask_type<causal>, return_intermediates = true | 1x2x4x8xf32 1x2x4x8xf32 1x2x4x8xf32 -> 1x2x4x8xf32 1x2x4x32xf32
ttir.all_to_all_combine | cluster_axis = 0 : i64, num_devices = 2 : i64, num_experts_per_tok = 2 : i64, output_shard_dim = 2 : i64 | 2x4x3x8xf32 1x4x3x2xi64 1x1x4x2xi64 -> 2x1x6x8xf32
ttir.all_to_all_dispatch | cluster_axis = 0 : i64, num_devices = 2 : i64 | 2x1x3x8xf32 2x1x3x2xi64 1x1x4x2xi64 -> 1x4x3x8xf32 1x4x3x2xi64
ttir.all_to_all_dispatch_metadata | cluster_axis = 0 : i64, num_devices = 2 : i64 | 2x1x3x8xf32 2x1x3x2xi64 2x1x3x2xf32 1x1x4x2xi64 -> 1x12x8xf32 1x12x2xi64 1x12x2xf32
ttir.moe_compute | activation_function = #ttcore.moe_activation_function<silu>, cluster_axis = 0 : ui32, intermediate_size = 64 : ui32, layer_id = 0 : ui32, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 0, 0, 0>, output_height_shard_dim = 4 : ui32 | 4x32xbf16 4x2xui16 4x2xbf16 4x8xui16 1x8x32x64xbf16 1x8x32x64xbf16 1x8x64x32xbf16 -> 4x2x32xbf16
ttir.moe_expert_token_remap | reduction_size = 16 : i64 | 1x2x3x8xf32 1x1x8x4xi64 1x2x3x2xi64 -> 1x2x3x2xf32 1x1x1x2xf32
ttir.moe_gpt | hidden_size = 2880 : ui32, output_height_shard_dim = 4 : ui32, output_width_shard_dim = 3 : ui32 | 4x32xbf16 4x2xui16 4x2xbf16 1x4xui16 12x1x2x3x4x128xbf16 12x1x2x3x4x128xbf16 -> 1x2xui32 1x2xui32 1x2xui32 4x32xbf16 4x32xbf16
ttir.selective_reduce_combine | batch_size = 1 : ui32, experts = 4 : ui32, hidden_size = 8 : ui32, select_experts_k = 2 : ui32, seq_size = 3 : ui32 | 4x8xbf16 4x2xui32 4x2xui32 1x2xui32 -> 2x3x8xbf16
ttir.sparse_matmul | is_input_a_sparse = false, is_input_b_sparse = true | 2x3x4x5xf32 1x7x5x6xf32 2x3x1x7xf32 -> 2x3x1x7x4x6xf32
ttir.topk_router_gpt | k = 2 : i32, num_experts = 8 : i32 | 4x32xbf16 32x8xbf16 4x8xbf16 -> 4x2xui16 4x2xbf16
ttir.clamp_scalar | max = 1.000000e+00 : f32, min = -1.000000e+00 : f32 | 2x3xf32 -> 2x3xf32
ttir.clamp_tensor | | 2x3xf32 2x3xf32 3xf32 -> 2x3xf32
ttir.gelu_bw | approximate = "tanh" | 2x3xf32 2x3xf32 -> 2x3xf32
ttir.where | | 2x3xi1 2x1xf32 3xf32 -> 2x3xf32
ttir.leaky_relu | parameter = 0.00999999977 : f32 | 2x3xf32 -> 2x3xf32
ttir.selu | alpha = 1.67326319 : f32, scale = 1.05070102 : f32 | 2x3xf32 -> 2x3xf32
ttir.bitcast_convert | | 2x3xf32 -> 2x3xi32
ttir.typecast | | 2x3xf32 -> 2x3xbf16
ttir.logical_left_shift | | 2x3xi32 3xi32 -> 2x3xi32
ttir.logical_right_shift | | 2x3xi32 3xi32 -> 2x3xi32
ttir.right_shift | | 2x3xi32 3xi32 -> 2x3xi32
"""

_UNARY = """abs acos asin asinh atan bitwise_not cbrt ceil cos erf erfc exp exp2 expm1 floor frac
gelu hardsigmoid isfinite log log1p logical_not mish neg reciprocal relu relu6 rsqrt sigmoid sign
signbit silu sin softsign sqrt square tan tanh trunc"""
_BINARY = """add atan2 bitwise_and bitwise_or bitwise_xor div eq ge gt le logical_and logical_or
logical_xor lt maximum minimum multiply ne pow remainder subtract"""

SNIPPETS = [
    *(Snippet(*(part.strip() for part in row.split("|"))) for row in _ROWS.strip().splitlines()),
    *(Snippet(f"ttir.{name}", "", "2x3xf32 -> 2x3xf32") for name in _UNARY.split()),
    *(Snippet(f"ttir.{name}", "", "2x3xf32 1x3xf32 -> 2x3xbf16") for name in _BINARY.split()),
]
