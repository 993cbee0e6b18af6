// RUN: ttmlir-opt --ttcore-register-device --ttnn-layout --convert-ttir-to-ttnn %s | FileCheck %s

// CHECK-LABEL: func.func @elementwise(
// CHECK: "ttnn.divide"
// CHECK: "ttnn.pow_tensor"
// CHECK: "ttnn.pow_scalar"(%{{.*}}) <{rhs = 2.000000e+00 : f32}>
// CHECK: "ttnn.leaky_relu"(%{{.*}}) <{parameter = 1.000000e-01 : f32}>
// CHECK: "ttnn.clamp_scalar"(%{{.*}}) <{max = 1.000000e+00 : f32, min = 0.000000e+00 : f32}>
func.func @elementwise(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = "ttir.div"(%x, %y) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = "ttir.pow"(%0, %y) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %two = "ttir.full"() <{fill_value = 2.0 : f32, shape = array<i32: 1, 1>}> : () -> tensor<1x1xf32>
  %2 = "ttir.pow"(%1, %two) : (tensor<2x3xf32>, tensor<1x1xf32>) -> tensor<2x3xf32>
  %3 = "ttir.leaky_relu"(%2) <{parameter = 0.1 : f32}> : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = "ttir.clamp_scalar"(%3) <{min = 0.0 : f32, max = 1.0 : f32}> : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %4 : tensor<2x3xf32>
}

// A negative power has no op for scalars.
// CHECK-LABEL: func.func @negative_power(
// CHECK: "ttnn.pow_tensor"
func.func @negative_power(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %minus_two = "ttir.full"() <{fill_value = -2.0 : f32, shape = array<i32: 1, 1>}> : () -> tensor<1x1xf32>
  %0 = "ttir.pow"(%x, %minus_two) : (tensor<2x3xf32>, tensor<1x1xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// The device is made once, at the start of the function.
// CHECK-LABEL: func.func @creation(
// CHECK-NEXT: %[[DEVICE:.*]] = "ttnn.get_device"() <{mesh_offset = #ttnn<mesh_offset 0x0>, mesh_shape = #ttnn<mesh_shape 1x1>}>
// CHECK-NEXT: "ttnn.full"(%[[DEVICE]]) <{fill_value = 1 : i32, shape = #ttnn.shape<2x3>}>
// CHECK-NEXT: "ttnn.arange"(%[[DEVICE]]) <{end = 3 : si64, start = 0 : si64, step = 1 : si64}>
// CHECK-NEXT: "ttnn.constant"(%[[DEVICE]]) <{value = dense<[1, 2]> : tensor<2xsi32>}>
// CHECK-NEXT: "ttnn.zeros"(%[[DEVICE]]) <{shape = #ttnn.shape<2>}>
func.func @creation() -> (tensor<2x3xsi32>, tensor<3xsi32>, tensor<2xsi32>, tensor<2xf32>) {
  %0 = "ttir.full"() <{fill_value = 1 : i32, shape = array<i32: 2, 3>}> : () -> tensor<2x3xsi32>
  %1 = "ttir.arange"() <{start = 0 : si64, end = 3 : si64, step = 1 : si64, arange_dimension = 0 : i64}> : () -> tensor<3xsi32>
  %2 = "ttir.constant"() <{value = dense<[1, 2]> : tensor<2xsi32>}> : () -> tensor<2xsi32>
  %3 = "ttir.zeros"() <{shape = array<i32: 2>}> : () -> tensor<2xf32>
  return %0, %1, %2, %3 : tensor<2x3xsi32>, tensor<3xsi32>, tensor<2xsi32>, tensor<2xf32>
}

// CHECK-LABEL: func.func @moves(
// CHECK: "ttnn.repeat"(%{{.*}}) <{repeat_dims = #ttnn.shape<2x1>}>
// CHECK: "ttnn.reshape"(%{{.*}}) <{shape = [2 : i32, 1 : i32, 3 : i32]}>
// CHECK: "ttnn.permute"(%{{.*}}) <{pad_value = 0.000000e+00 : f32, permutation = array<i64: 1, 0, 2>}>
// CHECK: "ttnn.reshape"(%{{.*}}) <{shape = [2 : i32, 3 : i32]}>
// CHECK: "ttnn.pad"(%{{.*}}) <{padding = array<i32: 0, 1, 0, 0>, use_multicore = true, value = 1.000000e+00 : f32}>
// CHECK: "ttnn.concat"(%{{.*}}, %{{.*}}) <{dim = 1 : si32}>
func.func @moves(%x: tensor<1x3xf32>) -> tensor<3x6xf32> {
  %0 = "ttir.broadcast"(%x) <{broadcast_dimensions = array<i64: 2, 1>}> : (tensor<1x3xf32>) -> tensor<2x3xf32>
  %1 = "ttir.unsqueeze"(%0) <{dim = 1 : si32}> : (tensor<2x3xf32>) -> tensor<2x1x3xf32>
  %2 = "ttir.permute"(%1) <{permutation = array<i64: 1, 0, 2>}> : (tensor<2x1x3xf32>) -> tensor<1x2x3xf32>
  %3 = "ttir.squeeze"(%2) <{dim = 0 : si32}> : (tensor<1x2x3xf32>) -> tensor<2x3xf32>
  %4 = "ttir.pad"(%3) <{padding = array<i32: 0, 1, 0, 0>, value = 1.0 : f32}> : (tensor<2x3xf32>) -> tensor<3x3xf32>
  %5 = "ttir.concat"(%4, %4) <{dim = -1 : si32}> : (tensor<3x3xf32>, tensor<3x3xf32>) -> tensor<3x6xf32>
  return %5 : tensor<3x6xf32>
}

// CHECK-LABEL: func.func @reductions(
// CHECK: "ttnn.argmax"(%{{.*}}) <{dim = 1 : si32, keep_dim = false}>
// CHECK: "ttnn.prod"(%{{.*}}) <{dim_arg = 0 : si64, keep_dim = true}>
// CHECK: "ttnn.sort"(%{{.*}}) <{descending = true, dim = -1 : si8, stable = true}>
func.func @reductions(%x: tensor<2x3xf32>) -> (tensor<2xsi32>, tensor<1x3xf32>, tensor<2x3xf32>, tensor<2x3xsi32>) {
  %0 = "ttir.argmax"(%x) <{dim_arg = [1 : i32], keep_dim = false}> : (tensor<2x3xf32>) -> tensor<2xsi32>
  %1 = "ttir.prod"(%x) <{dim_arg = [0 : i32], keep_dim = true}> : (tensor<2x3xf32>) -> tensor<1x3xf32>
  %2, %3 = "ttir.sort"(%x) <{descending = true, dim = -1 : si32, stable = true}> : (tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xsi32>)
  return %0, %1, %2, %3 : tensor<2xsi32>, tensor<1x3xf32>, tensor<2x3xf32>, tensor<2x3xsi32>
}

// CHECK-LABEL: func.func @convolution(
// CHECK: "ttnn.conv2d"(%{{.*}}, %{{.*}}, %{{.*}}) <{batch_size = 2 : i32, conv2d_config = #ttnn.conv2d_config<config_tensors_in_dram = true>, dilation = array<i32: 1, 1>, groups = 1 : i32, in_channels = 3 : i32, input_height = 8 : i32, input_width = 6 : i32, kernel_size = array<i32: 3, 3>, out_channels = 5 : i32, padding = array<i32: 1, 3, 2, 4>, stride = array<i32: 1, 1>}>
func.func @convolution(%x: tensor<1x1x96x3xf32>, %w: tensor<5x3x3x3xf32>) -> tensor<1x1x200x5xf32> {
  %0 = "ttir.conv2d"(%x, %w) <{stride = 1 : i32, padding = array<i32: 1, 2, 3, 4>, dilation = 1 : i32, groups = 1 : i32, flattened_compat_info = #ttir<flattened_compat batch_size = 2, input_height = 8, input_width = 6>}> : (tensor<1x1x96x3xf32>, tensor<5x3x3x3xf32>) -> tensor<1x1x200x5xf32>
  return %0 : tensor<1x1x200x5xf32>
}

// One query position has an op of its own.
// CHECK-LABEL: func.func @attention_of_one_position(
// CHECK: %[[QUERY:.*]] = "ttnn.permute"(%{{.*}}) <{pad_value = 0.000000e+00 : f32, permutation = array<i64: 2, 0, 1, 3>}>
// CHECK: %[[RESULT:.*]] = "ttnn.scaled_dot_product_attention_decode"(%[[QUERY]]
// CHECK: "ttnn.permute"(%[[RESULT]]) <{pad_value = 0.000000e+00 : f32, permutation = array<i64: 1, 2, 0, 3>}>
func.func @attention_of_one_position(%q: tensor<2x4x1x8xf32>, %k: tensor<2x2x16x8xf32>, %v: tensor<2x2x16x8xf32>) -> tensor<2x4x1x8xf32> {
  %0 = "ttir.scaled_dot_product_attention"(%q, %k, %v) <{is_causal = false, operandSegmentSizes = array<i32: 1, 1, 1, 0, 0>}> : (tensor<2x4x1x8xf32>, tensor<2x2x16x8xf32>, tensor<2x2x16x8xf32>) -> tensor<2x4x1x8xf32>
  return %0 : tensor<2x4x1x8xf32>
}
