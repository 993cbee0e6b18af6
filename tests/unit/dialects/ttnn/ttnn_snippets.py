"""One legal use of every ttnn op in generic form, in the text that printing gives."""

# ruff: noqa: E501 - a row is an op

from op_text import Snippet

_CONV2D = "batch_size = 1 : i32, dilation = array<i32: 1, 1>, groups = 1 : i32, in_channels = 3 : i32, input_height = 8 : i32, input_width = 7 : i32, kernel_size = array<i32: 3, 3>"
_PREPARE = "input_dtype = #ttcore.supportedDataTypes<bf16>, input_height = 8 : i32, input_memory_config = #ttnn.memory_config<<dram>, <interleaved>>, input_tensor_layout = #ttnn.layout<tile>, input_width = 7 : i32, kernel_size = array<i32: 3, 3>"
_POOL = "input_height = 4 : si32, input_width = 4 : si32, kernel_size = array<i32: 2, 2>, padding = array<i32: 0, 0>, reallocate_halo_output = true, stride = array<i32: 2, 2>"
_ROWS = f"""
ttnn.arange | end = 12 : si64, start = 2 : si64, step = 2 : si64 | !device -> 5xsi32
ttnn.constant | value = dense<[1, 2]> : tensor<2xi32> | !device -> 2xi32
ttnn.dropout | prob = 5.000000e-01 : f32, scale = 2.000000e+00 : f32, seed = 7 : ui32, use_per_device_seed = true | 2x3xf32 -> 2x3xf32
ttnn.empty | shape = #ttnn.shape<2x3> | !device -> 2x3xf32
ttnn.full | fill_value = 1 : i32, shape = #ttnn.shape<2x3> | !device -> 2x3xi32
ttnn.ones | shape = #ttnn.shape<2x3> | -> 2x3xbf16
ttnn.rand | high = 1.000000e+00 : f32, low = 0.000000e+00 : f32, seed = 0 : ui32, size = #ttnn.shape<2x3> | !device -> 2x3xf32
ttnn.zeros | shape = #ttnn.shape<2x3> | !device -> 2x3xf32
ttnn.linear | activation = "relu", transpose_a = false, transpose_b = true | 2x3xf32 5x3xf32 5xf32 -> 2x5xf32
ttnn.matmul | compute_config = #ttnn.device_compute_kernel_config<math_fidelity = hifi4, fp32_dest_acc_en = true>, matmul_program_config = #ttnn.matmul_multi_core_reuse_program_config<compute_with_storage_grid_size = #ttnn.core_coord<8, 8>, in0_block_w = 8, out_subblock_h = 1, out_subblock_w = 8, per_core_m = 8, per_core_n = 8>, transpose_a = false, transpose_b = false | 7x2x3xbf16 3x5xbf16 -> 7x2x5xbf16
ttnn.conv1d | batch_size = 2 : i32, dilation = 1 : i32, groups = 1 : i32, in_channels = 3 : i32, input_length = 7 : i32, kernel_size = 2 : i32, out_channels = 5 : i32, padding = array<i32: 0, 1>, stride = 1 : i32 | 2x7x3xf32 5x3x2xf32 !device -> 1x1x14x5xf32
ttnn.conv2d | {_CONV2D}, out_channels = 5 : i32, padding = array<i32: 1, 0, 1, 0>, stride = array<i32: 1, 1> | 1x1x56x3xf32 5x3x3x3xf32 1x1x1x5xf32 !device -> 1x1x42x5xf32
ttnn.conv3d | batch_size = 1 : i32, groups = 1 : i32, in_channels = 3 : i32, input_depth = 4 : i32, input_height = 5 : i32, input_width = 6 : i32, kernel_size = array<i32: 2, 2, 2>, out_channels = 7 : i32, padding = array<i32: 0, 0, 0>, padding_mode = "zeros", stride = array<i32: 1, 1, 1> | 1x4x5x6x3xf32 24x7xf32 1x7xf32 !device -> 1x3x4x5x7xf32
ttnn.conv_transpose2d | {_CONV2D}, out_channels = 5 : i32, output_padding = array<i32: 0, 0>, padding = array<i32: 0, 0>, stride = array<i32: 2, 2> | 1x1x56x3xf32 3x5x3x3xf32 !device -> 1x1x255x5xf32
ttnn.prepare_conv2d_bias | batch_size = 1 : i32, dilation = array<i32: 1, 1>, groups = 1 : i32, in_channels = 3 : i32, {_PREPARE}, out_channels = 5 : i32, padding = array<i32: 0, 0>, stride = array<i32: 1, 1> | 1x1x1x5xbf16 !device -> 1x1x1x5xbf16
ttnn.prepare_conv2d_weights | batch_size = 1 : i32, conv2d_slice_config = #ttnn.conv2d_slice_config<l1_full, 0>, dilation = array<i32: 1, 1>, groups = 1 : i32, has_bias = true, in_channels = 3 : i32, {_PREPARE}, out_channels = 5 : i32, padding = array<i32: 0, 0>, stride = array<i32: 1, 1>, weights_format = "OIHW" | 5x3x3x3xbf16 !device -> 1x1x27x5xbf16
ttnn.prepare_conv3d_weights | alignment = 32 : i32, c_in_block = 0 : i32, groups = 1 : i32 | 7x3x2x2x2xf32 !device -> 256x7xf32
ttnn.prepare_conv_transpose2d_bias | batch_size = 1 : i32, dilation = array<i32: 1, 1>, groups = 1 : i32, in_channels = 3 : i32, {_PREPARE}, out_channels = 5 : i32, padding = array<i32: 0, 0>, stride = array<i32: 1, 1> | 1x1x1x5xbf16 !device -> 1x1x1x5xbf16
ttnn.prepare_conv_transpose2d_weights | batch_size = 1 : i32, dilation = array<i32: 1, 1>, groups = 1 : i32, has_bias = false, in_channels = 3 : i32, {_PREPARE}, mirror_kernel = true, out_channels = 5 : i32, output_padding = array<i32: 0, 0>, padding = array<i32: 0, 0>, stride = array<i32: 1, 1>, weights_format = "IOHW" | 3x5x3x3xbf16 !device -> 1x1x27x5xbf16
ttnn.avg_pool2d | batch_size = 1 : si32, ceil_mode = false, channels = 3 : si32, count_include_pad = true, dilation = array<i32: 1, 1>, {_POOL} | 1x1x16x3xf32 -> 1x1x4x3xf32
ttnn.global_avg_pool2d | | 2x7x8x3xf32 -> 2x1x1x3xf32
ttnn.max_pool2d | applied_shard_scheme = #ttnn.tensor_memory_layout<height_sharded>, batch_size = 1 : si32, ceil_mode = false, channels = 3 : si32, dilation = array<i32: 1, 1>, {_POOL} | 1x1x16x3xf32 -> 1x1x4x3xf32
ttnn.max_pool2d_with_indices | batch_size = 1 : si32, ceil_mode = false, channels = 3 : si32, dilation = array<i32: 1, 1>, {_POOL} | 1x1x16x3xf32 -> 1x1x4x3xf32 1x1x4x3xi32
ttnn.upsample | mode = "bilinear", scale_factor = 2 : si32 | 1x2x3x5xf32 -> 1x4x6x5xf32
ttnn.argmax | dim = 1 : si32, keep_dim = false | 2x3xf32 -> 2xui32
ttnn.cumprod | dim = 1 : si32 | 2x3xf32 -> 2x3xf32
ttnn.cumsum | dim = 1 : si32 | 2x3xf32 -> 2x3xf32
ttnn.max | dim_arg = [0 : i32], keep_dim = true | 2x3xf32 -> 1x3xf32
ttnn.mean | compute_config = #ttnn.device_compute_kernel_config<math_approx_mode = false>, dim_arg = [-1 : i32], keep_dim = false | 2x3xf32 -> 2xf32
ttnn.min | keep_dim = false | 2x3xf32 -> f32
ttnn.prod | dim_arg = 1 : si64, keep_dim = true | 2x3xf32 -> 2x1xf32
ttnn.sampling | | 1x1x2x5xbf16 1x1x2x5xi32 2xui32 2xbf16 2xbf16 -> 1x1x1x2xi32
ttnn.softmax | dimension = 1 : si32, numericStable = false | 2x3xf32 -> 2x3xf32
ttnn.sort | descending = true, dim = 0 : si8, stable = false | 2x3xf32 -> 2x3xf32 2x3xi32
ttnn.sum | dim_arg = [1 : i32], keep_dim = false | 2x3xf32 -> 2xf32
ttnn.topk | dim = -1 : si32, k = 2 : i32, largest = true, sorted = true | 3x5xf32 -> 3x2xf32 3x2xi32
ttnn.concat | dim = 1 : si32 | 2x3xf32 2x5xf32 -> 2x8xf32
ttnn.pad | padding = array<i32: 0, 1, 2, 0>, use_multicore = true, value = 0.000000e+00 : f32 | 2x3xf32 -> 3x5xf32
ttnn.permute | pad_value = 0.000000e+00 : f32, permutation = array<i64: 2, 0, 1> | 2x3x5xf32 -> 5x2x3xf32
ttnn.repeat | repeat_dims = #ttnn.shape<2x3> | 2x3xf32 -> 4x9xf32
ttnn.repeat_interleave | dim = 1 : si32, repeats = 2 : ui32 | 2x3xf32 -> 2x6xf32
ttnn.reshape | shape = [3 : i32, 2 : i32] | 2x3xf32 -> 3x2xf32
ttnn.slice_dynamic | | 4x6xf32 2xi32 2xi32 -> 2x3xf32
ttnn.slice_static | begins = [0 : i32, 1 : i32], ends = [2 : i32, 6 : i32], step = [1 : i32, 2 : i32] | 2x7xf32 -> 2x3xf32
ttnn.transpose | dim0 = 0 : si32, dim1 = 1 : si32 | 2x3xf32 -> 3x2xf32
ttnn.embedding | | 2x3xui32 7x5xf32 -> 2x3x5xf32
ttnn.embedding_bw | | 1x1x1x32xui32 7x5xf32 1x1x32x5xf32 -> 1x1x7x5xf32
ttnn.gather | dim = 1 : si32 | 2x7xf32 2x3xi32 -> 2x3xf32
ttnn.scatter | dim = 1 : si32, scatter_reduce_type = #ttcore.reduce_type<sum> | 2x7xf32 2x3xi32 2x3xf32 -> 2x7xf32
ttnn.batch_norm_inference | epsilon = 9.99999974E-6 : f32, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0> | 2x3x5x7xf32 1x3x1x1xf32 1x3x1x1xf32 -> 2x3x5x7xf32
ttnn.batch_norm_training | epsilon = 9.99999974E-6 : f32, momentum = 1.000000e-01 : f32, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0> | 2x3x5x7xf32 1x3x1x1xf32 1x3x1x1xf32 -> 2x3x5x7xf32
ttnn.dit_rms_norm_unary_fused | activation = "silu", epsilon = 9.99999974E-6 : f32, operandSegmentSizes = array<i32: 1, 1, 0, 0> | 2x3xf32 3xf32 -> 2x3xf32
ttnn.distributed_layer_norm | cluster_axis = 1 : ui32, epsilon = 9.99999974E-6 : f32, operandSegmentSizes = array<i32: 1, 1, 0, 0, 1> | 2x3xf32 3xf32 !device -> 2x3xf32
ttnn.distributed_rms_norm | cluster_axis = 1 : ui32, epsilon = 9.99999996E-13 : f32, operandSegmentSizes = array<i32: 1, 1, 0, 0, 0, 1>, topology = #ttcore.topology<ring> | 2x3xf32 3xf32 !device -> 2x3xf32
ttnn.group_norm | epsilon = 9.99999996E-13 : f32, num_groups = 2 : i64, operandSegmentSizes = array<i32: 1, 0, 1, 1> | 1x1x5x4xf32 4xf32 4xf32 -> 1x1x5x4xf32
ttnn.layer_norm | epsilon = 9.99999996E-13 : f32, operandSegmentSizes = array<i32: 1, 1, 0> | 2x3xf32 3xf32 -> 2x3xf32
ttnn.layer_norm_post_all_gather | epsilon = 9.99999996E-13 : f32, operandSegmentSizes = array<i32: 1, 1, 0, 0> | 2x3xf32 2x64xf32 -> 2x3xf32
ttnn.layer_norm_pre_all_gather | operandSegmentSizes = array<i32: 1, 0, 0> | 2x3xf32 -> 2x64xf32
ttnn.rms_norm | epsilon = 9.99999996E-13 : f32, operandSegmentSizes = array<i32: 1, 1, 0> | 2x3xf32 3xf32 -> 2x3xf32
ttnn.rms_norm_pre_all_gather | use_2d_core_grid = false | 2x3xf32 -> 2x32xf32
ttnn.chunked_scaled_dot_product_attention | | 2x4x8x16xbf16 9x2x32x16xbf16 9x2x32x16xbf16 2x3xi32 1xi32 -> 2x4x8x16xbf16
ttnn.concatenate_heads | | 2x3x5x7xf32 -> 2x5x21xf32
ttnn.flash_mla_prefill | head_dim_v = 4 : ui32, is_causal = true, operandSegmentSizes = array<i32: 1, 1, 0, 0> | 2x4x5x8xf32 2x1x5x8xf32 -> 2x4x5x4xf32
ttnn.indexer_score_dsa | chunk_start_idx = 0 : ui32 | 1x4x5x8xf32 1x1x7x8xf32 1x4x5x1xf32 -> 1x1x5x7xf32
ttnn.nlp_concat_heads | | 2x3x5x7xf32 -> 2x1x5x21xf32
ttnn.nlp_concat_heads_decode | num_heads = 3 : ui32 | 1x2x32x7xf32 -> 1x1x2x21xf32
ttnn.nlp_create_qkv_heads_decode | num_heads = 4 : ui32, num_kv_heads = 2 : ui32 | 1x1x3x64xf32 -> 1x3x4x8xf32 1x3x2x8xf32 1x3x2x8xf32
ttnn.paged_flash_multi_latent_attention_decode | head_dim_v = 8 : ui32, is_causal = true, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 1, 0> | 1x2x4x16xbf16 9x1x32x16xbf16 2x3xi32 2xi32 -> 1x2x4x8xbf16
ttnn.paged_scaled_dot_product_attention_decode | is_causal = true, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 1, 0>, program_config = #ttnn.sdpa_program_config<compute_with_storage_grid_size = <8, 8>, q_chunk_size = 64, k_chunk_size = 128, exp_approx_mode = true> | 1x2x4x16xbf16 9x2x32x16xbf16 9x2x32x16xbf16 2x3xi32 2xi32 -> 1x2x4x16xbf16
ttnn.rotary_embedding | token_index = 3 : ui32 | 1x2x3x8xf32 1x1x3x8xf32 1x1x3x8xf32 -> 1x2x3x8xf32
ttnn.rotary_embedding_llama | is_decode_mode = false | 1x2x3x64xbf16 1x1x3x64xbf16 1x1x3x64xbf16 1x1x32x32xbf16 -> 1x2x3x64xbf16
ttnn.scaled_dot_product_attention | is_causal = true, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>, sliding_window_size = 4 : ui32 | 2x4x5x8xf32 2x2x5x8xf32 2x2x5x8xf32 -> 2x4x5x8xf32
ttnn.scaled_dot_product_attention_decode | is_causal = true, operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 0> | 1x2x4x8xf32 2x2x7x8xf32 2x2x7x8xf32 2xi32 -> 1x2x4x8xf32
ttnn.split_query_key_value_and_split_heads | num_heads = 4 : ui32, transpose_key = false | 2x5x32xf32 2x7x64xf32 -> 2x4x5x8xf32 2x4x7x8xf32 2x4x7x8xf32
ttnn.fill_cache | batch_offset = 0 : i32 | 2x4x32x8xbf16 1x4x5x8xbf16 ->
ttnn.paged_fill_cache | | 9x4x32x8xbf16 3x4x5x8xbf16 1x3xi32 3xi32 ->
ttnn.paged_update_cache | share_cache = false | 9x4x32x8xbf16 1x2x4x8xbf16 2xi32 2x3xi32 ->
ttnn.update_cache | batch_offset = 0 : i32 | 2x4x32x8xbf16 1x4x2x8xbf16 1xi32 ->
ttnn.aggregate_tensor | composer_config = #ttnn.mesh_composer_config<dims = [0 : i32, 1 : i32], mesh_shape_override = [1 : ui32, 2 : ui32]> | 2x3xf32 !device -> 2x6xf32
ttnn.all_gather | all_gather_dim = 1 : si32, cluster_axis = 1 : ui32, num_links = 1 : ui32, topology = #ttcore.topology<linear> | 2x3xf32 -> 2x6xf32
ttnn.all_reduce | cluster_axis = 0 : ui32, reduce_type = #ttcore.reduce_type<sum> | 2x3xf32 -> 2x3xf32
ttnn.all_reduce_async | cluster_axis = 0 : ui32, reduce_type = #ttcore.reduce_type<sum> | 2x3xf32 -> 2x3xf32
ttnn.create_global_semaphore | core_range_set = #ttnn.core_range_set<[#ttnn.core_range<(0,0), (7,7)>]>, initial_value = 0 : ui32 | !device -> !semaphore
ttnn.distribute_tensor | mapper_config = #ttnn.mesh_mapper_config<placements = [<shard, 0 : i32>, <replicate, -1 : i32>], mesh_shape_override = [2 : ui32, 4 : ui32]> | 4x3xf32 !device -> 2x3xf32
ttnn.mesh_partition | cluster_axis = 1 : ui32, dim = 0 : si32 | 4x3xf32 -> 2x3xf32
ttnn.point_to_point | receiver_coord = array<i64: 0, 1>, sender_coord = array<i64: 0, 0> | 2x3xf32 2x3xf32 -> 2x3xf32
ttnn.reduce_scatter | cluster_axis = 1 : ui32, reduce_type = #ttcore.reduce_type<sum>, scatter_dim = 1 : si32 | 2x6xf32 -> 2x3xf32
ttnn.reset_global_semaphore | value = 1 : ui32 | !semaphore ->
ttnn.assign | | 2x3xf32 -> 2x3xf32
ttnn.bitcast_convert | | 2x3xf32 -> 2x3xi32
ttnn.deallocate | force = false | 2x3xf32 ->
ttnn.dump_tensor | file_path = "a.tensorbin" | 2x3xf32 ->
ttnn.from_device | | 2x3xf32 -> 2x3xf32
ttnn.get_device | mesh_offset = #ttnn<mesh_offset 0x0>, mesh_shape = #ttnn<mesh_shape 2x4> | -> !device
ttnn.load_tensor | file_path = "a.tensorbin" | !device -> 2x3xf32
ttnn.to_device | | 2x3xf32 !device -> 2x3xf32
ttnn.to_layout | | 2x3xf32 -> 2x3xf32
ttnn.to_memory_config | | 2x3xf32 -> 2x3xf32
ttnn.to_tensor_spec | | 2x3xf32 -> 2x3xf32
ttnn.typecast | | 2x3xf32 -> 2x3xbf16
ttnn.adamw | beta1 = 0.899999976 : f32, beta1_pow = 1.000000e+00 : f32, beta2 = 1.000000e+00 : f32, beta2_pow = 1.000000e+00 : f32, epsilon = 1.000000e+00 : f32, lr = 1.000000e+00 : f32, stochastic_rounding = false, weight_decay = 0.000000e+00 : f32 | 2x3xf32 2x3xf32 2x3xf32 2x3xf32 ->
ttnn.sdpa_bw | dropout_probability = 0.000000e+00 : f32, mask_type = #ttcore.attention_mask_type<none> | 1x2x4x8xf32 1x2x4x8xf32 1x2x4x8xf32 1x2x4x8xf32 1x2x4x8xf32 1x2x4x32xf32 -> 1x2x4x8xf32 1x2x4x8xf32 1x2x4x8xf32
ttnn.sdpa_fw | dropout_probability = 0.000000e+00 : f32, mask_type = #ttcore.attention_mask_type<causal>, return_intermediates = false | 1x2x4x8xf32 1x2x4x8xf32 1x2x4x8xf32 -> 1x2x4x8xf32
ttnn.begin_trace_capture | cq_id = 0 : ui32 | !device -> !trace
ttnn.end_trace_capture | cq_id = 0 : ui32 | !device !trace ->
ttnn.execute_trace | blocking = false, cq_id = 0 : ui32 | !device !trace ->
ttnn.all_to_all_combine | cluster_axis = 0 : i64, num_devices = 2 : i64, num_experts_per_tok = 2 : i64, output_shard_dim = 2 : i64 | 2x4x3x8xf32 1x4x3x2xi64 1x1x4x2xi64 -> 2x1x6x8xf32
ttnn.all_to_all_dispatch | cluster_axis = 0 : i64, num_devices = 2 : i64 | 2x1x3x8xf32 2x1x3x2xi64 1x1x4x2xi64 -> 1x4x3x8xf32 1x4x3x2xi64
ttnn.all_to_all_dispatch_metadata | cluster_axis = 0 : i64, num_devices = 2 : i64, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 0, 0, 0> | 2x1x3x8xf32 2x1x3x2xi64 2x1x3x2xf32 4x2xi64 -> 1x12x8xf32 1x12x2xi64 1x12x2xf32
ttnn.allocate_moe_compute_semaphore | hidden_size = 1280 : ui32, initial_value = 0 : ui32, mux_core_range_set = #ttnn.core_range_set<[#ttnn.core_range<(1,1), (3,3)>]>, output_height_shard_dim = 2 : ui32 | !device -> !semaphore
ttnn.moe_compute | activation_function = #ttcore.moe_activation_function<swiglu>, cluster_axis = 0 : ui32, has_bias = false, intermediate_size = 64 : ui32, layer_id = 0 : ui32, mux_core_range_set = #ttnn.core_range_set<[#ttnn.core_range<(1,1), (3,3)>]>, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 0, 0, 1>, output_height_shard_dim = 4 : ui32 | 4x32xbf16 4x2xui16 4x2xbf16 4x8xui16 1x8x32x64xbf16 1x8x64x32xbf16 !device -> 4x2x32xbf16
ttnn.moe_expert_token_remap | reduction_size = 16 : i64 | 1x2x3x8xf32 1x1x8x4xi64 1x2x3x2xi64 -> 1x2x3x2xf32 1x1x1x2xf32
ttnn.moe_gpt | hidden_size = 2880 : ui32, output_height_shard_dim = 4 : ui32, output_width_shard_dim = 3 : ui32 | 4x32xbf16 4x2xui16 4x2xbf16 1x4xui16 12x1x2x3x4x128xbf16 12x1x2x3x4x128xbf16 -> 1x2xui32 1x2xui32 1x2xui32 4x32xbf16 4x32xbf16
ttnn.prepare_moe_compute_w0_w1_weights | hidden_size = 32 : ui32, intermediate_size = 64 : ui32, operandSegmentSizes = array<i32: 1, 1, 0, 0, 1> | 1x8x32x64xbf16 1x8x32x64xbf16 !device -> 1x8x64x64xbf16
ttnn.prepare_moe_compute_w2_weights | hidden_size = 32 : ui32, intermediate_size = 64 : ui32 | 1x8x64x32xbf16 !device -> 1x8x64x32xbf16
ttnn.selective_reduce_combine | batch_size = 1 : ui32, experts = 4 : ui32, hidden_size = 8 : ui32, select_experts_k = 2 : ui32, seq_size = 3 : ui32 | 4x8xbf16 4x2xui32 4x2xui32 1x2xui32 -> 2x3x8xbf16
ttnn.sparse_matmul | is_input_a_sparse = true, is_input_b_sparse = false | 2x7x4x5xf32 1x7x5x6xf32 1x1x2x7xf32 -> 2x7x4x6xf32
ttnn.topk_router_gpt | k = 2 : i32, num_experts = 8 : i32 | 4x32xbf16 32x8xbf16 4x8xbf16 -> 4x2xui16 4x2xbf16
ttnn.clamp_scalar | max = 1 : i32, min = -1 : i32 | 2x3xi32 -> 2x3xi32
ttnn.clamp_tensor | | 2x3xf32 2x3xf32 3xf32 -> 2x3xf32
ttnn.gelu_bw | approximate = "none" | 2x3xf32 2x3xf32 -> 2x3xf32
ttnn.pow_scalar | rhs = 2.000000e+00 : f32 | 2x3xf32 -> 2x3xf32
ttnn.where | | 2x3xbf16 2x1xf32 3xf32 -> 2x3xf32
ttnn.leaky_relu | parameter = 0.00999999977 : f32 | 2x3xf32 -> 2x3xf32
ttnn.logical_left_shift | | 2x3xi32 3xi32 -> 2x3xi32
ttnn.logical_right_shift | | 2x3xi32 3xi32 -> 2x3xi32
"""

_UNARY = """abs acos asin asinh atan bitwise_not cbrt ceil cos erf erfc exp expm1 floor gelu
hardsigmoid isfinite log log1p logical_not mish neg reciprocal relu relu6 rsqrt sigmoid sign silu
sin sqrt tan tanh"""
_BINARY = """add atan2 bitwise_and bitwise_or bitwise_xor divide eq ge gt le logical_and logical_or
logical_xor lt maximum minimum multiply ne pow_tensor remainder subtract"""

SNIPPETS = [
    *(Snippet(*(part.strip() for part in row.split("|"))) for row in _ROWS.strip().splitlines()),
    *(Snippet(f"ttnn.{name}", "", "2x3xf32 -> 2x3xf32") for name in _UNARY.split()),
    *(Snippet(f"ttnn.{name}", "", "2x3xf32 1x3xf32 -> 2x3xbf16") for name in _BINARY.split()),
]
