"""What the verifier says about illegal ttnn ops."""

# ruff: noqa: E501 - a row is an op

import pytest
from op_text import Snippet, complaints

_CONV2D = "batch_size = 1 : i32, dilation = array<i32: 1, 1>, groups = 1 : i32, input_height = 8 : i32, input_width = 7 : i32, out_channels = 5 : i32"
_POOL = "batch_size = 1 : si32, ceil_mode = false, channels = 3 : si32, dilation = array<i32: 1, 1>, input_height = 4 : si32, input_width = 4 : si32, stride = array<i32: 2, 2>"
_ROWS = f"""
ttnn.matmul | transpose_a = false, transpose_b = false | 2x128xf32 64x3xf32 -> 2x3xf32 | Input A[-1](128) and B[-2](64) must have matching inner dimensions
ttnn.matmul | transpose_a = false, transpose_b = false | 12x2x7x2x3xf32 7x1x3x2xf32 -> 2x2xf32 | Batch dimensions of input A(12,2,7) and B(7,1) are not broadcast compatible
ttnn.pow_scalar | rhs = -2 : i32 | 2x3xf32 -> 2x3xf32 | exponent must be non-negative; but got -2
ttnn.argmax | dim = 3 : si32, keep_dim = false | 2x3xf32 -> 2xi32 | dim attribute value 3 is out of range for input tensor of rank 2, expected value in range [-2, 1]
ttnn.argmax | dim = 1 : si32, keep_dim = false | 2x3xf32 -> 2x3xi32 | expected output shape (2), got (2, 3)
ttnn.prod | keep_dim = false | 1x1x1x2x3xf32 -> f32 | Input tensor rank is greater than 4 for reduce(product).
ttnn.sort | descending = false, dim = 0 : si8, stable = false | 2x3xf32 -> 2x3xf32 2x3xbf16 | Expected integer data type for indices but got 'bf16'
ttnn.sampling | | 64x5xbf16 64x5xi32 64xui32 64xbf16 64xbf16 -> 64xi32 | batch (64) must be in [1, 32] (kernel limit)
ttnn.rand | high = 1.0 : f32, low = 0.0 : f32, seed = 0 : ui32, size = #ttnn.shape<4x4> | !device -> 2x2xf32 | size argument does not match with output tensor shape. [Size = (4, 4), output tensor shape = (2, 2)]
ttnn.rand | high = 0.0 : f32, low = 0.0 : f32, seed = 0 : ui32, size = #ttnn.shape<2x2> | !device -> 2x2xf32 | 'low' value must be < 'high' value
ttnn.empty | shape = #ttnn.shape<4> | !device -> 2xf32 | Output tensor shape must be 4, but got 2
ttnn.upsample | mode = "x", scale_factor = 1 : si32 | 3x16x32x4xf32 -> 3x16x32x4xf32 | Expected modes are (nearest, bilinear), got "x"
ttnn.upsample | mode = "nearest", scale_factor = array<i32: 1, -1> | 3x16x32x4xf32 -> 3x16x32x4xf32 | Scale factors H = 1 and W = -1 must be positive integers
ttnn.conv2d | {_CONV2D}, in_channels = 3 : i32, kernel_size = array<i32: 3>, padding = array<i32: 0, 0>, stride = array<i32: 1, 1> | 1x1x56x3xf32 5x3x3x3xf32 !device -> 1x1x30x5xf32 | Kernel size attribute must have two values, got: 1
ttnn.conv2d | {_CONV2D}, in_channels = 3 : i32, kernel_size = array<i32: 3, 3>, padding = array<i32: 0, 0>, stride = array<i32: 2, -2> | 1x1x56x3xf32 5x3x3x3xf32 !device -> 1x1x30x5xf32 | Stride attribute values must be greater than 0, got: (2, -2)
ttnn.conv2d | {_CONV2D}, in_channels = 3 : i32, kernel_size = array<i32: 6, 3>, padding = array<i32: 0, 0>, stride = array<i32: 1, 1> | 1x1x56x3xf32 5x3x3x3xf32 !device -> 1x1x30x5xf32 | Expected kernel height attribute (6) to match the kernel height in the weight tensor (3).
ttnn.conv2d | {_CONV2D}, in_channels = 3 : i32, kernel_size = array<i32: 3, 3>, padding = array<i32: 0, 0>, stride = array<i32: 1, 1> | 1x1x57x3xf32 5x3x3x3xf32 !device -> 1x1x30x5xf32 | The input tensor's flattened dimension (57) does not match the product of batch_size_attr * input_height_attr * input_width_attr (1 * 8 * 7 = 56).
ttnn.conv2d | {_CONV2D}, in_channels = 3 : i32, kernel_size = array<i32: 3, 3>, padding = array<i32: 0, 0>, stride = array<i32: 1, 1> | 1x1x56x3xf32 5x3x3x3xf32 !device -> 1x1x31x5xf32 | The output tensor's flattened dimension (31) does not match the product of batch_size * output_height * output_width (1 * 6 * 5 = 30).
ttnn.max_pool2d | {_POOL}, kernel_size = array<i32: 5, 2>, padding = array<i32: 0, 0>, reallocate_halo_output = true | 1x1x16x3xf32 -> 1x1x4x3xf32 | Kernel height 5 is greater than input height 4. This ttnn.max_pool2d configuration is invalid.
ttnn.max_pool2d | {_POOL}, kernel_size = array<i32: 2, 2>, padding = array<i32: 0>, reallocate_halo_output = true | 1x1x16x3xf32 -> 1x1x4x3xf32 | Padding must have 2 or 4 elements. Received 1 elements.
ttnn.prepare_conv3d_weights | alignment = 32 : i32, c_in_block = 5 : i32, groups = 1 : i32 | 7x3x2x2x2xf32 !device -> 256x7xf32 | C_in_block (5) must divide aligned input channels (32)
ttnn.rms_norm | epsilon = 1.0 : f32, operandSegmentSizes = array<i32: 1, 1, 0> | 2x3xf32 2xf32 -> 2x3xf32 | weight tensor must be 1D with size matching the last dimension of input
ttnn.rms_norm | epsilon = 1.0 : f32, operandSegmentSizes = array<i32: 1, 0, 0> | 2x3xf32 -> 2x4xf32 | input and output must have the same shape
ttnn.rms_norm | epsilon = 1.0 : f32, operandSegmentSizes = array<i32: 1, 0, 1> | f32 1xf32 -> f32 | bias tensor must be 0D for 0D input tensor
ttnn.layer_norm_pre_all_gather | operandSegmentSizes = array<i32: 1, 0, 0> | 2x3xf32 -> 2x32xf32 | output last dimension must be 64 (2 * TILE_WIDTH) for layernorm partial statistics, got 32
ttnn.nlp_concat_heads | | 2x3x5x7xf32 -> 2x3x5x7xf32 | expected output shape (2, 1, 5, 21), got (2, 3, 5, 7)
ttnn.nlp_concat_heads_decode | num_heads = 33 : ui32 | 1x2x32x7xf32 -> 1x1x2x231xf32 | num_heads attribute must be less than or equal to input num_heads dimension, got num_heads = 33, input num_heads dimension = 32
ttnn.rotary_embedding | | 1x2x3x8xf32 1x1x3x8xf32 1x1x3x8xbf16 -> 1x2x3x8xf32 | cos and sin tensor dtypes must match.
ttnn.rotary_embedding_llama | is_decode_mode = false | 1x2x3x64xbf16 1x1x3x64xbf16 1x1x3x64xbf16 1x1x32x16xbf16 -> 1x2x3x64xbf16 | transformation matrix must have shape (1,1,32,32) but got (1,1,32,16).
ttnn.flash_mla_prefill | head_dim_v = 0 : ui32, is_causal = true, operandSegmentSizes = array<i32: 1, 1, 0, 0> | 2x4x5x8xf32 2x1x5x8xf32 -> 2x4x5x0xf32 | head_dim_v must be greater than 0
ttnn.indexer_score_dsa | chunk_start_idx = 0 : ui32 | 2x4x5x8xf32 1x1x7x8xf32 1x4x5x1xf32 -> 1x1x5x7xf32 | Query batch size (dim 0) must be 1, got 2
ttnn.paged_fill_cache | | 9x4x32x8xbf16 4x4x5x8xbf16 1x3xi32 2xi32 -> | Batch index tensor must have dim 0 equal to input batch (4), got 2
ttnn.all_gather | all_gather_dim = 2 : si32, cluster_axis = 1 : ui32 | 2x3xf32 -> 2x6xf32 | Invalid gather dimension for all reduce op. Gather dimension must be >= to input tensor rank or < -input tensor rank, got gather_dim = 2
ttnn.reduce_scatter | cluster_axis = 1 : ui32, reduce_type = #ttcore.reduce_type<max>, scatter_dim = 1 : si32 | 2x6xf32 -> 2x3xf32 | Invalid reduction type for reduce scatter op.
ttnn.all_reduce | cluster_axis = 1 : ui32, reduce_type = #ttcore.reduce_type<max> | 2x6xf32 -> 2x6xf32 | Invalid reduction type for all reduce op.
ttnn.point_to_point | receiver_coord = array<i64: 0, 1>, sender_coord = array<i64: 0, 0> | 2x3xf32 3x2xf32 -> 2x3xf32 | Optional output tensor must match input tensor in shape and element type.
ttnn.assign | | 2x3xf32 -> 2x3xbf16 | output tensor data type does not match expected output data type
ttnn.assign | | 2x3xf32 -> 3x2xf32 | input and output tensor must have the same shape
ttnn.copy | | 2x3xf32 2x3xf32 -> | Source tensor must be on device memory
ttnn.begin_trace_capture | cq_id = 5 : ui32 | !device -> !trace | Invalid CQ ID 5
ttnn.all_to_all_combine | cluster_axis = 0 : i64, num_devices = 2 : i64, num_experts_per_tok = 2 : i64, output_shard_dim = 3 : i64 | 2x4x3x8xf32 1x4x3x2xi64 1x1x4x2xi64 -> 2x1x6x8xf32 | output_shard_dim must be 1 or 2, got 3
ttnn.sparse_matmul | is_input_a_sparse = false, is_input_b_sparse = false | 2x3x4x5xf32 1x7x5x6xf32 2x3x1x7xf32 -> 2x3x1x7x4x6xf32 | At least one of is_input_a_sparse or is_input_b_sparse must be true
ttnn.moe_expert_token_remap | reduction_size = 16 : i64 | 1x2x3x8xf32 1x8x4xi64 1x2x3x2xi64 -> 1x2x3x2xf32 1x1x1x2xf32 | expert_mapping must be a 4D tensor
"""
_CASES = [
    (Snippet(*parts[:3]), parts[3])
    for row in _ROWS.strip().splitlines()
    if (parts := [part.strip() for part in row.split("|")])
]


@pytest.mark.parametrize(("snippet", "message"), _CASES, ids=lambda x: getattr(x, "name", ""))
def test_verifier(snippet: Snippet, message: str) -> None:
    assert f"'{snippet.name}' op {message}" in complaints(snippet)


_QUANTIZED = "2x3x!quant.uniform<i8:f32, 1.000000e-01:3>"
_QUANTIZATION = [
    ("ttir.quantize", "2x3xf32", _QUANTIZED, ""),
    ("ttir.dequantize", _QUANTIZED, "2x3xf32", ""),
    ("ttir.requantize", _QUANTIZED, "2x3x!quant.uniform<i8:f32, 2.000000e-01>", ""),
    ("ttir.quantize", "2x3xi32", _QUANTIZED, "Input element type must be float, but got 'i32'"),
    ("ttir.dequantize", _QUANTIZED, "2x3xi32", "Output element type must be float, but got 'i32'"),
    (
        "ttir.quantize",
        "4x3xf32",
        _QUANTIZED,
        "Output tensor shape (2,3) must match the inferred shape: (4,3)",
    ),
    (
        "ttir.requantize",
        "2x3xf32",
        _QUANTIZED,
        "Input element type must be UniformQuantizedType or UniformQuantizedPerAxisType, "
        "but got 'f32'",
    ),
]


@pytest.mark.parametrize(("name", "source", "target", "message"), _QUANTIZATION)
def test_quantization(name: str, source: str, target: str, message: str) -> None:
    found = complaints(Snippet(name, "", f"{source} -> {target}"))
    assert found == ([f"'{name}' op {message}"] if message else [])
