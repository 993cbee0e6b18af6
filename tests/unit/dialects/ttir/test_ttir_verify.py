"""What the verifier says about illegal ttir ops."""

# ruff: noqa: E501 - a row is an op

import pytest
from op_text import Snippet, complaints

_ELEMENTWISE = """
ttir.abs | | 1x3xf32 -> 2x3xf32 | result shape (2, 3) doesn't match expected shape after broadcasting (1, 3)
ttir.multiply | | 2x3xf32 4x3xf32 -> 2x3xf32 | operand shape (4, 3) is not broadcast compatible with inferred operand shapes (2, 3)
ttir.add | | 2x3xf32 2x3xf32 -> 4x2x3xf32 | result shape (4, 2, 3) doesn't match expected shape after broadcasting (2, 3)
ttir.bitcast_convert | | 2x3xf32 -> 2x3xbf16 | Input and output tensor element types must have the same bit width
ttir.logical_left_shift | | 2xf32 2xi32 -> 2xi32 | Left operand element type must be integer, but got 'f32'
ttir.gelu_bw | approximate = "erf" | 2x3xf32 2x3xf32 -> 2x3xf32 | approximate attribute must be either 'none' or 'tanh', but got 'erf'
ttir.gelu_bw | approximate = "none" | 3xf32 2x3xf32 -> 2x3xf32 | gradient tensor (lhs) must have rank 2, 3, or 4, but got rank 1
ttir.clamp_scalar | max = 1 : i32, min = 0 : i32 | 2x3xf32 -> 3x2xf32 | input and output must have same shape.
ttir.clamp_tensor | | 2x3xf32 4x3xf32 2x3xf32 -> 2x3xf32 | Min attribute shape (4,3) cannot be broadcasted to output shape (2,3).
"""
_CREATION = """
ttir.arange | arange_dimension = 0 : i64, end = 4 : si64, start = 0 : si64, step = 0 : si64 | -> 4xsi32 | Step value cannot be zero
ttir.arange | arange_dimension = 0 : i64, end = 0 : si64, start = 4 : si64, step = 1 : si64 | -> 4xsi32 | Invalid range: start=4, end=0, step=1
ttir.arange | arange_dimension = 1 : i64, end = 32 : si64, start = 0 : si64, step = 2 : si64 | -> 1x32xf32 | Output tensor shape must be 16 at dim 1 (since start=0, end=32, step=2), but got 32
ttir.full | fill_value = 0 : i32, shape = array<i32: 3, 2> | -> 2x3xf32 | expected shape (2, 3), got (3, 2)
ttir.rand | high = 1.0 : f32, low = 1.0 : f32, seed = 0 : ui32, size = [2 : i32] | -> 2xf32 | 'low' value must be < 'high' value.
ttir.rand | high = 1.0 : f32, low = 0.0 : f32, seed = 0 : ui32, size = [4 : i32] | -> 2xf32 | Size argument does not match with output tensor shape. [Size = [4 : i32], output tensor shape = (2)].
ttir.dropout | prob = 2.0 : f32, scale = 1.0 : f32, seed = 0 : ui32, use_per_device_seed = true | 2x3xf32 -> 2x3xf32 | Probability must be in range [0.0, 1.0], but got 2.0
"""
_CONTRACTION = """
ttir.matmul | transpose_a = false, transpose_b = false | f32 2x3xf32 -> 3xf32 | Input A must be at least a 1D tensor
ttir.matmul | transpose_a = false, transpose_b = false | 2x128xf32 64x3xf32 -> 2x3xf32 | Input A[-1](128) and B[-2](64) must have matching inner dimensions
ttir.matmul | transpose_a = false, transpose_b = false | 7x2x3xf32 5x3x2xf32 -> 7x2x2xf32 | Batch dimensions of input A(7) and B(5) are not broadcast compatible
ttir.matmul | transpose_a = false, transpose_b = false | 3xf32 3xf32 -> f32 | Scalar output is not supported, output must be at least a 1D tensor
ttir.matmul | transpose_a = false, transpose_b = false | 3xf32 3xf32 -> 2xf32 | Scalar output must be a 1D tensor of size 1
ttir.matmul | transpose_a = true, transpose_b = false | 3x2xf32 3x5xf32 -> 2xf32 | Output shape rank(1) must match the expected output shape rank(2)
ttir.matmul | transpose_a = false, transpose_b = false | 2x3xf32 3x5xf32 -> 3x5xf32 | Output shape dimension[0](3) doesn't match the expected output shape dimension[0](2)
ttir.linear | transpose_a = false, transpose_b = false | 2x3xf32 3x5xf32 2x2x4xf32 -> 2x5xf32 | Bias shape(2,2,4) is not broadcast compatible with the matmul output shape(2,5)
ttir.dot_general | batch_dims_lhs = array<i64>, batch_dims_rhs = array<i64>, contract_dims_lhs = array<i64: 1>, contract_dims_rhs = array<i64: 0> | 2x3xf32 4x5xf32 -> 2x5xf32 | contracting dimension sizes must be equal, got 3 and 4
"""
_REDUCTION = """
ttir.sum | dim_arg = [2 : i32], keep_dim = false | 2x3xf32 -> 2xf32 | Reduce dimension 2 is out of range for input tensor of rank 2
ttir.sum | dim_arg = [1 : i32, 1 : i32], keep_dim = false | 2x3xf32 -> 2xf32 | Reduce dimensions are not unique
ttir.sum | dim_arg = [1 : i32], keep_dim = true | 2x3xf32 -> 2xf32 | Expected output shape (2, 1), got (2)
ttir.cumsum | dim = 2 : i64 | 2x3xf32 -> 2x3xf32 | specified dimension should be between -2 and 1, but got: 2
ttir.softmax | dimension = 2 : si32, numericStable = false | 2x3xf32 -> 2x3xf32 | Dimension attribute must be within the bounds of the input tensor
ttir.softmax | dimension = 1 : si32, numericStable = false | 2x3xf32 -> 3x2xf32 | Input and output shapes must be the same
ttir.sort | descending = false, dim = -3 : si32, stable = false | 2x3xf32 -> 2x3xf32 2x3xi32 | Dimension out of range (expected to be in range of [-2, 1], but got -3)
ttir.sort | descending = false, dim = 0 : si32, stable = false | 2x3xf32 -> 2x3xbf16 2x3xi32 | Sorted tensor type does not match with input tensor.
ttir.sort | descending = false, dim = 0 : si32, stable = false | 2x3xf32 -> 2x3xf32 3x2xi32 | Indices shape does not match with input tensor shape.
ttir.topk | dim = 1 : i32, k = 4 : i32, largest = true, sorted = false | 2x3xf32 -> 2x4xf32 2x4xi32 | K should be between 1 and the size of the specified dimension (1), but got: 4
"""
_DATA_MOVEMENT = """
ttir.permute | permutation = array<i64: 0, 1, 0> | 2x3x5xf32 -> 2x3x5xf32 | Expected a permutation of (0, 1, 2), got (0, 1, 0)
ttir.permute | permutation = array<i64: 2, 0, 1> | 2x3x5xf32 -> 2x3x5xf32 | Expected result shape (5, 2, 3), got (2, 3, 5)
ttir.reshape | shape = [2 : i32, 4 : i32] | 2x3xf32 -> 2x4xf32 | Input tensor number of elements 6 and output tensor number of elements 8 must be the same
ttir.reshape | shape = [6 : i32] | 2x3xf32 -> 3x2xf32 | Shape attribute size 1 must match output tensor rank 2
ttir.reshape | shape = [-1 : i32, -1 : i32] | 2x3xf32 -> 3x2xf32 | Shape attribute must have at most one -1 element
ttir.reshape | shape = [3 : i32, -2 : i32] | 2x3xf32 -> 3x2xf32 | All dimensions must be >= 0 except the one with -1
ttir.reshape | shape = [2 : i32, 3 : i32] | 2x3xf32 -> 3x2xf32 | Shape attribute 2 must match the output tensor shape 3 at index 0 for dimension that is not -1
ttir.broadcast | broadcast_dimensions = array<i64: 1, 1> | 2x3xf32 -> 1x2x3xf32 | Input tensor rank of 2 does not match output tensor rank of 3
ttir.broadcast | broadcast_dimensions = array<i64: 1, 4> | 2x1xf32 -> 2x5xf32 | Input tensor shape (2,1) index 1 does not broadcast to output (2,5) using broadcast value 4
ttir.concat | dim = 2 : si32 | 2x3xf32 2x3xf32 -> 4x3xf32 | Invalid dimension 2 for concatenation.
ttir.concat | dim = 1 : si32 | 2x3xf32 2xf32 -> 2x4xf32 | All input tensors must have the same rank.
ttir.concat | dim = 1 : si32 | 2x3xf32 4x3xf32 -> 2x6xf32 | All input tensors must have the same dimensions, except for dimension 1.
ttir.concat | dim = 1 : si32 | 2x3xf32 2x3xf32 -> 2x5xf32 | Output tensor dimension 1 does not match the sum of input tensor dimensions: 5 vs. 6.
ttir.pad | padding = array<i32: 1, 1>, value = 0.0 : f32 | 2x3xf32 -> 4x3xf32 | Padding must have the same number of elements as twice the rank of the input tensor
ttir.pad | padding = array<i32: 1, 1, 0, 0>, value = 0.0 : f32 | 2x3xf32 -> 2x3xf32 | Output tensor shape (2,3) must match the inferred shape: (4,3)
ttir.repeat | repeat_dimensions = array<i64: 2> | 2x3xf32 -> 4x3xf32 | Input tensor rank 2 doesn't match the number of repeat dimensions 1.
ttir.repeat | repeat_dimensions = array<i64: 0, 1> | 2x3xf32 -> 2x3xf32 | Repeat dimension at index 0 must be greater than 0.
ttir.repeat_interleave | dim = 2 : si32, repeats = 2 : ui32 | 2x3xf32 -> 2x6xf32 | Dimension attribute must be within the bounds[-2, 2), got 2
ttir.repeat_interleave | dim = 1 : si32, repeats = 0 : ui32 | 2x3xf32 -> 2x6xf32 | Repeats attribute must be non-zero
ttir.repeat_interleave | dim = 1 : si32, repeats = 2 : ui32 | 2x3xf32 -> 2x3xf32 | Output shape [2,3] does not match the expected shape [2,6]
ttir.reverse | dimensions = array<i64: 0, 0> | 2x3xf32 -> 2x3xf32 | dimensions should be unique. Got: 0, 0
ttir.reverse | dimensions = array<i64: -1> | 2x3xf32 -> 2x3xf32 | all dimensions should be non-negative. Got dimension: -1
ttir.reverse | dimensions = array<i64: 2> | 2x3xf32 -> 2x3xf32 | all dimensions should be in interval [0, 2). Got dimension: 2
ttir.slice_static | begins = [0 : i32], ends = [1 : i32], step = [1 : i32] | 2x3xf32 -> 1x3xf32 | Begins, ends, and step attributes must have the same number of elements as the input tensor rank
ttir.slice_static | begins = [-3 : i32], ends = [1 : i32], step = [1 : i32] | 2xf32 -> 1xf32 | Invalid begin index for dimension 0. Expected value in range [-2, 2), got -3. Input shape: (2)
ttir.slice_static | begins = [0 : i32], ends = [3 : i32], step = [1 : i32] | 2xf32 -> 1xf32 | Invalid end index for dimension 0. Expected value in range [-2, 2], got 3. Input shape: (2)
ttir.slice_static | begins = [0 : i32], ends = [2 : i32], step = [0 : i32] | 2xf32 -> 1xf32 | Step value for dimension 0 cannot be zero
ttir.slice_static | begins = [-1 : i32], ends = [2 : i32], step = [1 : i32] | 5xf32 -> 1xf32 | For positive step, begin index must be less than or equal to end index for dimension 0. Got begin: 4 (-1), end: 2, step: 1, input shape: (5)
ttir.slice_static | begins = [0 : i32], ends = [5 : i32], step = [2 : i32] | 5xf32 -> 4xf32 | Mismatch in dimension 0 of the output tensor: expected size 3, but got 4
ttir.slice_static | begins = [0 : i32], ends = [5 : i32], step = [1 : i32] | 5xf32 -> 5xbf16 | Output tensor must have the same element type as the input tensor
ttir.slice_dynamic | | 4x6xf32 2x1xi32 2xi32 -> 2x3xf32 | Begins and ends must be 1D tensors
ttir.slice_dynamic | | 4x6xf32 3xi32 2xi32 -> 2x3xf32 | Begins, ends, and step must have the same number of elements as the input tensor rank
ttir.squeeze | dim = 0 : si32 | 2x1xf32 -> 2xf32 | Dimension 0 in the input tensor must be 1.
ttir.squeeze | dim = 1 : si32 | 2x1xf32 -> 2x1xf32 | Output tensor rank must be one less than the input tensor rank.
ttir.transpose | dim0 = 2 : si32, dim1 = 0 : si32 | 2x3xf32 -> 3x2xf32 | Dimension 0 attribute must be within the bounds of the input tensor
ttir.transpose | dim0 = 1 : si32, dim1 = 0 : si32 | 2x3xf32 -> 2x3xf32 | Input-output transpose dimension mismatch.
ttir.unsqueeze | dim = 3 : si32 | 2xf32 -> 1x2xf32 | Dimension attribute must be within the bounds of the input tensor
ttir.unsqueeze | dim = 0 : si32 | 2xf32 -> 2x1xf32 | Dimension added must be of size 1
ttir.rearrange | pattern = "a b" | 2x3xf32 -> 2x3xf32 | pattern must contain exactly one '->' separator.
ttir.rearrange | pattern = "a b c -> c a b" | 2x3xf32 -> 2x3x1xf32 | number of dimensions in the pattern's input (3) must match the rank of the input tensor (2).
"""
_INDEXING = """
ttir.embedding | | 2x3x4xi32 7x5xf32 -> 2x3x4x5xf32 | input must be at most a 2D tensor, got 3D ranked tensor
ttir.embedding | | 2x3xi32 7xf32 -> 2x3x7xf32 | weight must be at least 2D tensor, got 1D ranked tensor
ttir.embedding | | 2x3xi32 2x7x5xf32 -> 2x3x5xf32 | weight must be effectively 2D tensor
ttir.embedding | | 2x3xi32 7x5xf32 -> 2x3x7xf32 | expected output shape of (2, 3, 5) but got (2, 3, 7)
ttir.gather | dim = 2 : i32 | 2x3xf32 2x3xi32 -> 2x3xf32 | Dimension must be in the range [-2, 2), got dim = 2
ttir.gather | dim = 0 : i32 | 2x3xf32 2x3xbf16 -> 2x3xf32 | Index tensor must have an integer type, got 'bf16'
ttir.scatter | dim = 0 : i32, scatter_reduce_type = #ttcore.reduce_type<sum> | 2x3xf32 2x2xi32 2x3xf32 -> 2x3xf32 | Index tensor must have the same shape as source tensor.
ttir.index | begin = 0 : i32, dim = 2 : i32, end = 1 : i32, step = 1 : i32 | 2x3xf32 -> 2x1xf32 | Invalid dimension index 2. Input tensor rank is 2
ttir.index | begin = 3 : i32, dim = 1 : i32, end = 3 : i32, step = 1 : i32 | 2x3xf32 -> 2x1xf32 | Invalid begin index for dimension 1. Expected value in range [-3, 3), got 3. Input shape: (2, 3)
ttir.index_select | begin = 0 : si32, dim = 1 : si32, length = 4 : si32, stride = 3 : si32 | 2x6xf32 -> 2x4xf32 | Invalid length 4 for begin index 0 and stride 3 for dimension 1 with size 6. stride must be greater than or equal to length
"""
_WINDOWS = """
ttir.avg_pool2d | ceil_mode = false, dilation = 1 : i32, kernel = array<i32: 1, 2, 3>, padding = 0 : i32, stride = 1 : i32 | 1x4x4x3xf32 -> 1x2x2x3xf32 | Expected integer or pair of integers, got tuple of size 3 for kernel attribute
ttir.avg_pool2d | ceil_mode = false, dilation = 1 : i32, kernel = 5 : i32, padding = 0 : i32, stride = 1 : i32 | 1x4x4x3xf32 -> 1x2x2x3xf32 | effective kernel size (5, 5) cannot be greater than the padded input size per channel (4, 4)
ttir.max_pool2d | ceil_mode = false, dilation = 1 : i32, kernel = 2 : i32, padding = 0 : i32, stride = 0 : i32 | 1x4x4x3xf32 -> 1x2x2x3xf32 | stride attribute values must be > 0
ttir.max_pool2d | ceil_mode = false, dilation = 1 : i32, kernel = 2 : i32, padding = 0 : i32, stride = 2 : i32 | 1x4x4x3xf32 -> 1x2x3x3xf32 | output tensor height and width dimension (2, 3) do not match the expected dimensions (2, 2)
ttir.max_pool2d | ceil_mode = false, dilation = 1 : i32, kernel = 2 : i32, padding = 0 : i32, stride = 2 : i32 | 1x4x4x3xf32 -> 1x2x2x4xf32 | number of output channels from the output tensor (4) must match the number of input channels (3)
ttir.upsample2d | mode = "cubic", scale_factor = 2 : si32 | 1x2x3x5xf32 -> 1x4x6x5xf32 | Expected modes are (nearest, bilinear), got "cubic"
ttir.upsample2d | mode = "nearest", scale_factor = 2 : si32 | 1x2x3x5xf32 -> 1x2x6x5xf32 | Expected output H dimension to be input H dimension * scaleH = 4, got 2
ttir.conv2d | dilation = 1 : i32, groups = 1 : i32, padding = 0 : i32, stride = 1 : i32 | 1x8x7x4xf32 5x3x3x3xf32 -> 1x6x5x5xf32 | The number of input channels per group (4) must match the number of input channels in the weight tensor (3).
ttir.conv2d | dilation = 1 : i32, groups = 1 : i32, padding = 0 : i32, stride = 1 : i32 | 1x8x7x3xf32 5x3x3x3xf32 -> 1x8x7x5xf32 | The output tensor height and width dimension (8, 7) do not match the expected dimensions (6, 5).
ttir.conv2d | dilation = 0 : i32, groups = 1 : i32, padding = 0 : i32, stride = 1 : i32 | 1x8x7x3xf32 5x3x3x3xf32 -> 1x6x5x5xf32 | Dilation attribute values must be > 0.
"""
_ATTENTION = """
ttir.concatenate_heads | | 2x3x5x7xf32 -> 2x5x20xf32 | expected output hidden dimension to be num_heads * head_size = 21, got 20
ttir.scaled_dot_product_attention | is_causal = true, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0> | 2x4x5x8xf32 2x2x7x8xf32 2x2x7x8xf32 -> 2x4x5x8xf32 | Sequence length must match key/value sequence length when is_causal is true
ttir.scaled_dot_product_attention | is_causal = false, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0> | 2x3x5x8xf32 2x2x5x8xf32 2x2x5x8xf32 -> 2x3x5x8xf32 | Query num heads must be divisible by key/value num heads
ttir.scaled_dot_product_attention | is_causal = false, operandSegmentSizes = array<i32: 1, 1, 1, 1, 0> | 2x4x5x8xf32 2x2x7x8xf32 2x2x7x8xf32 1x1x5x5xf32 -> 2x4x5x8xf32 | Attention mask at dim 3 must match key/value sequence length (max sequence length)
ttir.scaled_dot_product_attention_decode | is_causal = true, operandSegmentSizes = array<i32: 1, 1, 1, 0, 1, 0> | 2x2x4x8xf32 2x2x7x8xf32 2x2x7x8xf32 2xi32 -> 2x2x4x8xf32 | Query dim 0 must be 1
ttir.rms_norm | epsilon = 1.0 : f32, normalized_shape = array<i64>, operandSegmentSizes = array<i32: 1, 0, 0> | 2x3xf32 -> 2x3xf32 | normalized_shape cannot be empty
ttir.rms_norm | epsilon = 1.0 : f32, normalized_shape = array<i64: 2>, operandSegmentSizes = array<i32: 1, 0, 0> | 2x3xf32 -> 2x3xf32 | normalized_shape dimensions must match trailing dimensions of input tensor
ttir.layer_norm | epsilon = 1.0 : f32, normalized_shape = array<i64: 3>, operandSegmentSizes = array<i32: 1, 1, 0> | 2x3xf32 2xf32 -> 2x3xf32 | weight tensor shape must match normalized_shape
ttir.batch_norm_inference | dimension = 4 : i32, epsilon = 1.0 : f32 | 2x3x5x7xf32 3xf32 3xf32 3xf32 3xf32 -> 2x3x5x7xf32 | dimension attribute must be within input rank bounds, got dimension 4 for rank 4
ttir.update_cache | batch_offset = 0 : i32 | 2x4x32x8xbf16 2x4x2x8xbf16 1xi32 -> | Input tensor requires that dim 0 have size 1, got input dim 0 size = 2
ttir.fill_cache | batch_offset = 0 : i32 | 2x4x32x8xbf16 1x4x33x8xbf16 -> | Input tensor requires that dim 2 have a size which is less than or equal to the size of dim 2 of the cache tensor. Got cache dim 2 size = 32, input dim 2 size = 33
ttir.paged_fill_cache | | 9x4x32x8xbf16 4x4x5x8xbf16 1x3xi32 -> | Input batch must be statically 1 when no batch_idx_tensor is provided, got 4
"""
_COLLECTIVES = """
ttir.all_gather | all_gather_dim = 2 : si32, cluster_axis = 1 : ui32 | 2x3xf32 -> 2x6xf32 | Invalid dimension for all gather op. Gather dimension must be >= to input tensor rank or < -input tensor rank, got gather_dim = 2
ttir.all_gather | all_gather_dim = 1 : si32, cluster_axis = 1 : ui32 | 2x3xf32 -> 4x6xf32 | input and output must have the same shape except for dimension 1, got (2, 3) and (4, 6)
ttir.all_reduce | cluster_axis = 1 : ui32, reduce_type = #ttcore.reduce_type<mean> | 2x3xf32 -> 2x3xf32 | Invalid reduction type for all reduce op.
ttir.reduce_scatter | cluster_axis = 1 : ui32, reduce_type = #ttcore.reduce_type<std>, scatter_dim = 1 : si32 | 2x6xf32 -> 2x3xf32 | Invalid reduction type for reduce scatter op.
ttir.all_to_all | concat_dim = 1 : si32, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, split_count = 3 : si32, split_dim = 0 : si32 | 4x3xf32 -> 2x6xf32 | splitDim size must be divisible by splitCount
ttir.all_to_all | concat_dim = 1 : si32, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, split_count = 2 : si32, split_dim = 0 : si32 | 4x3xf32 -> 4x3xf32 | Output shape mismatch: expected = <2, 6> output = <4, 3>
ttir.collective_broadcast | replica_groups = dense<[0, 1]> : tensor<2xi64> | 2x3xf32 -> 2x3xf32 | replica_groups must be a 2D array
ttir.collective_broadcast | replica_groups = dense<[[0, 2]]> : tensor<1x2xi64> | 2x3xf32 -> 2x3xf32 | replica_groups values must be in the range [0, 1], got 2
ttir.collective_broadcast | replica_groups = dense<[[0, 0]]> : tensor<1x2xi64> | 2x3xf32 -> 2x3xf32 | replica_groups must not contain duplicate values
ttir.collective_permute | source_target_pairs = dense<[[0, 1], [0, 2]]> : tensor<2x2xi64> | 2x3xf32 -> 2x3xf32 | There are duplicate 'src' or 'dest' devices in source target pairs
ttir.collective_permute | source_target_pairs = dense<[0, 1]> : tensor<2xi64> | 2x3xf32 -> 2x3xf32 | The rank of source target pairs must be 2, got rank = 1
ttir.mesh_shard | shard_dims = array<i64: 0>, shard_direction = #ttcore.shard_direction<full_to_shard>, shard_shape = array<i64: 2>, shard_type = #ttcore.shard_type<maximal> | 2xf32 -> 1xf32 | Invalid shard_type (maximal) for mesh_shard op.
"""
_TABLES = (
    _ELEMENTWISE,
    _CREATION,
    _CONTRACTION,
    _REDUCTION,
    _DATA_MOVEMENT,
    _INDEXING,
    _WINDOWS,
    _ATTENTION,
    _COLLECTIVES,
)
_ROWS = [
    (Snippet(*parts[:3]), parts[3])
    for table in _TABLES
    for row in table.strip().splitlines()
    if (parts := [part.strip() for part in row.split("|")])
]


@pytest.mark.parametrize(("snippet", "message"), _ROWS, ids=lambda x: getattr(x, "name", ""))
def test_verifier(snippet: Snippet, message: str) -> None:
    assert f"'{snippet.name}' op {message}" in complaints(snippet)
