// RUN: ttmlir-opt --ttir-fusing %s | FileCheck %s
// RUN: ttmlir-opt --ttir-fusing="enable-permute-matmul-fusion" %s | FileCheck %s --check-prefix=PERMUTE

// CHECK-LABEL: func.func @linear(
// CHECK-SAME: %[[A:.*]]: tensor<4x8xf32>, %[[B:.*]]: tensor<8x5xf32>, %[[BIAS:.*]]: tensor<5xf32>)
// CHECK-NEXT: "ttir.linear"(%[[A]], %[[B]], %[[BIAS]])
// CHECK-NEXT: return
func.func @linear(%a: tensor<4x8xf32>, %b: tensor<8x5xf32>, %bias: tensor<5xf32>) -> tensor<4x5xf32> {
  %0 = "ttir.matmul"(%a, %b) : (tensor<4x8xf32>, tensor<8x5xf32>) -> tensor<4x5xf32>
  %1 = "ttir.reshape"(%bias) <{shape = [1 : i32, 5 : i32]}> : (tensor<5xf32>) -> tensor<1x5xf32>
  %2 = "ttir.broadcast"(%1) <{broadcast_dimensions = array<i64: 4, 1>}> : (tensor<1x5xf32>) -> tensor<4x5xf32>
  %3 = "ttir.add"(%2, %0) : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  return %3 : tensor<4x5xf32>
}

// CHECK-LABEL: func.func @linear_before_reshape
// CHECK: %[[LINEAR:.*]] = "ttir.linear"
// CHECK: "ttir.reshape"(%[[LINEAR]]) <{shape = [2 : i32, 3 : i32, 5 : i32]}>
func.func @linear_before_reshape(%a: tensor<6x8xf32>, %b: tensor<8x5xf32>, %bias: tensor<5xf32>) -> tensor<2x3x5xf32> {
  %0 = "ttir.matmul"(%a, %b) : (tensor<6x8xf32>, tensor<8x5xf32>) -> tensor<6x5xf32>
  %1 = "ttir.reshape"(%0) <{shape = [2 : i32, 3 : i32, 5 : i32]}> : (tensor<6x5xf32>) -> tensor<2x3x5xf32>
  %2 = "ttir.add"(%1, %bias) : (tensor<2x3x5xf32>, tensor<5xf32>) -> tensor<2x3x5xf32>
  return %2 : tensor<2x3x5xf32>
}

// The bias spans a dimension that the reshape makes.
// CHECK-LABEL: func.func @bias_of_reshaped_dimension
// CHECK-NOT: ttir.linear
func.func @bias_of_reshaped_dimension(%a: tensor<6x8xf32>, %b: tensor<8x5xf32>, %bias: tensor<3x5xf32>) -> tensor<2x3x5xf32> {
  %0 = "ttir.matmul"(%a, %b) : (tensor<6x8xf32>, tensor<8x5xf32>) -> tensor<6x5xf32>
  %1 = "ttir.reshape"(%0) <{shape = [2 : i32, 3 : i32, 5 : i32]}> : (tensor<6x5xf32>) -> tensor<2x3x5xf32>
  %2 = "ttir.add"(%1, %bias) : (tensor<2x3x5xf32>, tensor<3x5xf32>) -> tensor<2x3x5xf32>
  return %2 : tensor<2x3x5xf32>
}

// CHECK-LABEL: func.func @product_used_twice
// CHECK-NOT: ttir.linear
func.func @product_used_twice(%a: tensor<4x8xf32>, %b: tensor<8x5xf32>, %bias: tensor<5xf32>) -> (tensor<4x5xf32>, tensor<4x5xf32>) {
  %0 = "ttir.matmul"(%a, %b) : (tensor<4x8xf32>, tensor<8x5xf32>) -> tensor<4x5xf32>
  %1 = "ttir.add"(%0, %bias) : (tensor<4x5xf32>, tensor<5xf32>) -> tensor<4x5xf32>
  return %0, %1 : tensor<4x5xf32>, tensor<4x5xf32>
}

// CHECK-LABEL: func.func @relu
// CHECK: "ttir.relu"
// CHECK: "ttir.relu6"
// CHECK: "ttir.maximum"
func.func @relu(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  %zero = "ttir.zeros"() <{shape = array<i32: 2, 3>}> : () -> tensor<2x3xf32>
  %six = "ttir.full"() <{fill_value = 6.0 : f32, shape = array<i32: 1, 1>}> : () -> tensor<1x1xf32>
  %one = "ttir.ones"() <{shape = array<i32: 2, 3>}> : () -> tensor<2x3xf32>
  %0 = "ttir.maximum"(%x, %zero) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = "ttir.maximum"(%zero, %y) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = "ttir.minimum"(%1, %six) : (tensor<2x3xf32>, tensor<1x1xf32>) -> tensor<2x3xf32>
  %3 = "ttir.maximum"(%x, %one) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0, %2, %3 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func.func @silu
// CHECK: "ttir.silu"
// CHECK: "ttir.sigmoid"
func.func @silu(%x: tensor<2xf32>, %y: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %0 = "ttir.sigmoid"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %1 = "ttir.multiply"(%0, %x) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %2 = "ttir.sigmoid"(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %3 = "ttir.multiply"(%2, %y) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %1, %3 : tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: func.func @softmax(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>)
// CHECK-NEXT: "ttir.softmax"(%[[X]]) <{dimension = 1 : si32, numericStable = true}>
// CHECK-NEXT: return
func.func @softmax(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = "ttir.max"(%x) <{dim_arg = [1 : i32], keep_dim = false}> : (tensor<2x3xf32>) -> tensor<2xf32>
  %1 = "ttir.reshape"(%0) <{shape = [2 : i32, 1 : i32]}> : (tensor<2xf32>) -> tensor<2x1xf32>
  %2 = "ttir.subtract"(%x, %1) : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  %3 = "ttir.exp"(%2) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = "ttir.sum"(%3) <{dim_arg = [1 : i32], keep_dim = true}> : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %5 = "ttir.div"(%3, %4) : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  return %5 : tensor<2x3xf32>
}

// The maximum is of another dimension: it may be any number that is subtracted.
// CHECK-LABEL: func.func @softmax_of_other_maximum
// CHECK: ttir.subtract
// CHECK: "ttir.softmax"(%{{.*}}) <{dimension = 1 : si32, numericStable = false}>
func.func @softmax_of_other_maximum(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = "ttir.max"(%x) <{dim_arg = [0 : i32], keep_dim = true}> : (tensor<2x3xf32>) -> tensor<1x3xf32>
  %1 = "ttir.subtract"(%x, %0) : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  %2 = "ttir.exp"(%1) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = "ttir.sum"(%2) <{dim_arg = [1 : i32], keep_dim = true}> : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %4 = "ttir.div"(%2, %3) : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  return %4 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @sum_of_something_else
// CHECK-NOT: ttir.softmax
func.func @sum_of_something_else(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = "ttir.exp"(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = "ttir.sum"(%y) <{dim_arg = [1 : i32], keep_dim = true}> : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %2 = "ttir.div"(%0, %1) : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  return %2 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @convolution_bias
// CHECK: "ttir.conv2d"(%{{.*}}, %{{.*}}, %{{.*}})
// CHECK-NEXT: return
func.func @convolution_bias(%x: tensor<1x8x8x3xf32>, %w: tensor<5x3x3x3xf32>, %bias: tensor<1x1x1x5xf32>) -> tensor<1x6x6x5xf32> {
  %0 = "ttir.conv2d"(%x, %w) <{stride = 1 : i32, padding = 0 : i32, dilation = 1 : i32, groups = 1 : i32}> : (tensor<1x8x8x3xf32>, tensor<5x3x3x3xf32>) -> tensor<1x6x6x5xf32>
  %1 = "ttir.add"(%0, %bias) : (tensor<1x6x6x5xf32>, tensor<1x1x1x5xf32>) -> tensor<1x6x6x5xf32>
  return %1 : tensor<1x6x6x5xf32>
}

// CHECK-LABEL: func.func @bias_per_row
// CHECK: "ttir.add"
func.func @bias_per_row(%x: tensor<1x8x8x3xf32>, %w: tensor<5x3x3x3xf32>, %bias: tensor<1x6x1x1xf32>) -> tensor<1x6x6x5xf32> {
  %0 = "ttir.conv2d"(%x, %w) <{stride = 1 : i32, padding = 0 : i32, dilation = 1 : i32, groups = 1 : i32}> : (tensor<1x8x8x3xf32>, tensor<5x3x3x3xf32>) -> tensor<1x6x6x5xf32>
  %1 = "ttir.add"(%0, %bias) : (tensor<1x6x6x5xf32>, tensor<1x6x1x1xf32>) -> tensor<1x6x6x5xf32>
  return %1 : tensor<1x6x6x5xf32>
}

// PERMUTE-LABEL: func.func @transposed(
// PERMUTE-SAME: %[[A:.*]]: tensor<4x8xf32>, %[[B:.*]]: tensor<5x8xf32>)
// PERMUTE-NEXT: "ttir.matmul"(%[[A]], %[[B]]) <{transpose_a = false, transpose_b = true}>
// CHECK-LABEL: func.func @transposed
// CHECK: ttir.permute
func.func @transposed(%a: tensor<4x8xf32>, %b: tensor<5x8xf32>) -> tensor<4x5xf32> {
  %0 = "ttir.permute"(%b) <{permutation = array<i64: 1, 0>}> : (tensor<5x8xf32>) -> tensor<8x5xf32>
  %1 = "ttir.matmul"(%a, %0) : (tensor<4x8xf32>, tensor<8x5xf32>) -> tensor<4x5xf32>
  return %1 : tensor<4x5xf32>
}
