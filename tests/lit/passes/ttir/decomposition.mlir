// RUN: ttmlir-opt --ttir-to-ttir-decomposition %s | FileCheck %s
// RUN: ttmlir-opt --ttir-to-ttir-decomposition="config=cpu-fallback" %s | FileCheck %s --check-prefix=CPU

// CHECK-LABEL: func.func @dot_general(
// CHECK-SAME: %[[A:.*]]: tensor<2x3x5xf32>, %[[B:.*]]: tensor<7x2x5xf32>)
// CHECK: %[[ROWS:.*]] = "ttir.permute"(%[[A]]) <{permutation = array<i64: 0, 1, 2>}>
// CHECK: %[[LHS:.*]] = "ttir.reshape"(%[[ROWS]]) <{shape = [2 : i32, 3 : i32, 5 : i32]}>
// CHECK: %[[COLUMNS:.*]] = "ttir.permute"(%[[B]]) <{permutation = array<i64: 1, 2, 0>}>
// CHECK: %[[RHS:.*]] = "ttir.reshape"(%[[COLUMNS]]) <{shape = [2 : i32, 5 : i32, 7 : i32]}>
// CHECK: "ttir.matmul"(%[[LHS]], %[[RHS]]) {{.*}} -> tensor<2x3x7xf32>
// CPU-LABEL: func.func @dot_general
// CPU: ttir.matmul
func.func @dot_general(%a: tensor<2x3x5xf32>, %b: tensor<7x2x5xf32>) -> tensor<2x3x7xf32> {
  %0 = "ttir.dot_general"(%a, %b) <{batch_dims_lhs = array<i64: 0>, contract_dims_lhs = array<i64: 2>, batch_dims_rhs = array<i64: 1>, contract_dims_rhs = array<i64: 2>}> : (tensor<2x3x5xf32>, tensor<7x2x5xf32>) -> tensor<2x3x7xf32>
  return %0 : tensor<2x3x7xf32>
}

// A sum over one product is that product.
// CHECK-LABEL: func.func @outer_product
// CHECK: ttir.multiply
// CHECK-NOT: ttir.matmul
func.func @outer_product(%a: tensor<3xf32>, %b: tensor<5xf32>) -> tensor<3x5xf32> {
  %0 = "ttir.dot_general"(%a, %b) <{batch_dims_lhs = array<i64>, contract_dims_lhs = array<i64>, batch_dims_rhs = array<i64>, contract_dims_rhs = array<i64>}> : (tensor<3xf32>, tensor<5xf32>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// CHECK-LABEL: func.func @arange
// CHECK: %[[RANGE:.*]] = "ttir.arange"() <{arange_dimension = 0 : i64, end = 3 : si64, start = 0 : si64, step = 1 : si64}> : () -> tensor<3xsi32>
// CHECK: %[[PLACED:.*]] = "ttir.reshape"(%[[RANGE]]) <{shape = [1 : i32, 3 : i32, 1 : i32]}>
// CHECK: "ttir.broadcast"(%[[PLACED]]) <{broadcast_dimensions = array<i64: 2, 1, 5>}>
func.func @arange() -> tensor<2x3x5xsi32> {
  %0 = "ttir.arange"() <{start = 0 : si64, end = 3 : si64, step = 1 : si64, arange_dimension = 1 : i64}> : () -> tensor<2x3x5xsi32>
  return %0 : tensor<2x3x5xsi32>
}

// CHECK-LABEL: func.func @arange_of_one_dimension
// CHECK-NEXT: "ttir.arange"
// CHECK-NEXT: return
func.func @arange_of_one_dimension() -> tensor<3xsi32> {
  %0 = "ttir.arange"() <{start = 0 : si64, end = 3 : si64, step = 1 : si64, arange_dimension = 0 : i64}> : () -> tensor<3xsi32>
  return %0 : tensor<3xsi32>
}

// CHECK-LABEL: func.func @reverse
// CHECK: %[[ORDER:.*]] = "ttir.constant"() <{value = dense<[2, 1, 0]> : tensor<3xsi32>}>
// CHECK: "ttir.embedding"(%[[ORDER]], %{{.*}}) : (tensor<3xsi32>, tensor<3x2xf32>) -> tensor<3x2xf32>
func.func @reverse(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = "ttir.reverse"(%x) <{dimensions = array<i64: 1>}> : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// What is returned is true where it is not zero; what is computed with has to be one.
// CHECK-LABEL: func.func @reduce_or
// CHECK: %[[RETURNED:.*]] = "ttir.sum"
// CHECK: %[[COUNT:.*]] = "ttir.sum"
// CHECK: %[[TRUTH:.*]] = "ttir.ne"(%[[COUNT]], %{{.*}})
// CHECK: %[[NUMBER:.*]] = "ttir.typecast"(%[[TRUTH]])
// CHECK: return %[[RETURNED]], %[[NUMBER]]
func.func @reduce_or(%x: tensor<2x3xbf16>, %y: tensor<2x3xbf16>) -> (tensor<2xbf16>, tensor<2xsi32>) {
  %0 = "ttir.reduce_or"(%x) <{dim_arg = [1 : i32], keep_dim = false}> : (tensor<2x3xbf16>) -> tensor<2xbf16>
  %1 = "ttir.reduce_or"(%y) <{dim_arg = [1 : i32], keep_dim = false}> : (tensor<2x3xbf16>) -> tensor<2xbf16>
  %2 = "ttir.typecast"(%1) : (tensor<2xbf16>) -> tensor<2xsi32>
  return %0, %2 : tensor<2xbf16>, tensor<2xsi32>
}

// CHECK-LABEL: func.func @reduce_and
// CHECK: %[[LAST:.*]] = "ttir.prod"(%{{.*}}) <{dim_arg = [2 : i32], keep_dim = false}> : (tensor<2x3x5xbf16>) -> tensor<2x3xbf16>
// CHECK: "ttir.prod"(%[[LAST]]) <{dim_arg = [0 : i32], keep_dim = false}> : (tensor<2x3xbf16>) -> tensor<3xbf16>
func.func @reduce_and(%x: tensor<2x3x5xbf16>) -> tensor<3xbf16> {
  %0 = "ttir.reduce_and"(%x) <{dim_arg = [0 : i32, 2 : i32], keep_dim = false}> : (tensor<2x3x5xbf16>) -> tensor<3xbf16>
  return %0 : tensor<3xbf16>
}

// CHECK-LABEL: func.func @argmax
// CHECK: "ttir.permute"(%{{.*}}) <{permutation = array<i64: 1, 0, 2>}>
// CHECK: "ttir.reshape"(%{{.*}}) <{shape = [3 : i32, 10 : i32]}>
// CHECK: "ttir.argmax"(%{{.*}}) <{dim_arg = [1 : i32], keep_dim = false}>
func.func @argmax(%x: tensor<2x3x5xf32>) -> tensor<3xsi32> {
  %0 = "ttir.argmax"(%x) <{dim_arg = [0 : i32, 2 : i32], keep_dim = false}> : (tensor<2x3x5xf32>) -> tensor<3xsi32>
  return %0 : tensor<3xsi32>
}

// CHECK-LABEL: func.func @negative_padding
// CHECK: %[[KEPT:.*]] = "ttir.slice_static"(%{{.*}}) <{begins = [1 : i32, 0 : i32], ends = [5 : i32, 3 : i32], step = [1 : i32, 1 : i32]}>
// CHECK: "ttir.pad"(%[[KEPT]]) <{padding = array<i32: 0, 0, 0, 2>, value = 0.000000e+00 : f32}>
func.func @negative_padding(%x: tensor<5x3xf32>) -> tensor<4x5xf32> {
  %0 = "ttir.pad"(%x) <{padding = array<i32: -1, 0, 0, 2>, value = 0.0 : f32}> : (tensor<5x3xf32>) -> tensor<4x5xf32>
  return %0 : tensor<4x5xf32>
}

// CHECK-LABEL: func.func @index
// CHECK: "ttir.slice_static"(%{{.*}}) <{begins = [0 : i32, 1 : i32], ends = [2 : i32, 4 : i32], step = [1 : i32, 2 : i32]}>
func.func @index(%x: tensor<2x5xf32>) -> tensor<2x2xf32> {
  %0 = "ttir.index"(%x) <{dim = 1 : i32, begin = 1 : i32, end = -1 : i32, step = 2 : i32}> : (tensor<2x5xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @channels_first
// CHECK: %[[IMAGE:.*]] = "ttir.permute"(%{{.*}}) <{permutation = array<i64: 0, 2, 3, 1>}> : (tensor<1x3x8x8xf32>) -> tensor<1x8x8x3xf32>
// CHECK: %[[RESULT:.*]] = "ttir.conv2d"(%[[IMAGE]], %{{.*}}) <{batch_dim = 0 : i64, channel_dim = 3 : i64, {{.*}}height_dim = 1 : i64, {{.*}}width_dim = 2 : i64}>
// CHECK: "ttir.permute"(%[[RESULT]]) <{permutation = array<i64: 0, 3, 1, 2>}> : (tensor<1x6x6x5xf32>) -> tensor<1x5x6x6xf32>
func.func @channels_first(%x: tensor<1x3x8x8xf32>, %w: tensor<5x3x3x3xf32>) -> tensor<1x5x6x6xf32> {
  %0 = "ttir.conv2d"(%x, %w) <{stride = 1 : i32, padding = 0 : i32, dilation = 1 : i32, groups = 1 : i32, batch_dim = 0 : i64, height_dim = 2 : i64, width_dim = 3 : i64, channel_dim = 1 : i64}> : (tensor<1x3x8x8xf32>, tensor<5x3x3x3xf32>) -> tensor<1x5x6x6xf32>
  return %0 : tensor<1x5x6x6xf32>
}

// CHECK-LABEL: func.func @arithmetic_shift
// CHECK-NOT: "ttir.right_shift"
// CHECK: ttir.where
func.func @arithmetic_shift(%x: tensor<2xsi32>, %by: tensor<2xsi32>) -> tensor<2xsi32> {
  %0 = "ttir.right_shift"(%x, %by) : (tensor<2xsi32>, tensor<2xsi32>) -> tensor<2xsi32>
  return %0 : tensor<2xsi32>
}

// CHECK-LABEL: func.func @requantize
// CHECK-DAG: "ttir.constant"() <{value = dense<[1.000000e-01, 2.000000e-01]> : tensor<2xf32>}>
// CHECK-DAG: "ttir.constant"() <{value = dense<[3, -4]> : tensor<2xsi32>}>
// CHECK: "ttir.requantize_unrolled"(%arg0, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) <{axis = 1 : i32}>
func.func @requantize(%x: tensor<3x2x!quant.uniform<i32:f32:1, {0.1:3, 0.2:-4}>>) -> tensor<3x2x!quant.uniform<i32:f32:1, {0.2, 0.4}>> {
  %0 = "ttir.requantize"(%x) : (tensor<3x2x!quant.uniform<i32:f32:1, {0.1:3, 0.2:-4}>>) -> tensor<3x2x!quant.uniform<i32:f32:1, {0.2, 0.4}>>
  return %0 : tensor<3x2x!quant.uniform<i32:f32:1, {0.2, 0.4}>>
}

// CHECK-LABEL: func.func @quantize
// CHECK: "ttir.quantize_unrolled"(%arg0, %{{.*}}, %{{.*}}) : (tensor<4xf32>, tensor<1xf32>, tensor<1xsi32>)
func.func @quantize(%x: tensor<4xf32>) -> tensor<4x!quant.uniform<i32:f32, 0.5>> {
  %0 = "ttir.quantize"(%x) : (tensor<4xf32>) -> tensor<4x!quant.uniform<i32:f32, 0.5>>
  return %0 : tensor<4x!quant.uniform<i32:f32, 0.5>>
}
