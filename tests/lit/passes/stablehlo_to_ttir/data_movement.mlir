// RUN: ttmlir-opt --convert-stablehlo-to-ttir %s | FileCheck %s

// CHECK-LABEL: func.func @broadcast
func.func @broadcast(%x: tensor<3xf32>) -> tensor<2x3x5xf32> {
  // CHECK: %[[R:.*]] = "ttir.reshape"(%arg0) <{shape = [1 : i32, 3 : i32, 1 : i32]}>
  // CHECK: "ttir.broadcast"(%[[R]]) <{broadcast_dimensions = array<i64: 2, 1, 5>}>
  %0 = stablehlo.broadcast_in_dim %x, dims = [1] : (tensor<3xf32>) -> tensor<2x3x5xf32>
  return %0 : tensor<2x3x5xf32>
}

// CHECK-LABEL: func.func @moved
func.func @moved(%x: tensor<2x3xf32>, %y: tensor<2x2xf32>) -> tensor<5x2xf32> {
  // CHECK: "ttir.concat"(%arg0, %arg1) <{dim = 1 : si32}>
  %0 = stablehlo.concatenate %x, %y, dim = 1 : (tensor<2x3xf32>, tensor<2x2xf32>) -> tensor<2x5xf32>
  // CHECK: "ttir.reverse"{{.*}}dimensions = array<i64: 0>
  %1 = stablehlo.reverse %0, dims = [0] : tensor<2x5xf32>
  // CHECK: "ttir.permute"{{.*}}permutation = array<i64: 1, 0>
  %2 = stablehlo.transpose %1, dims = [1, 0] : (tensor<2x5xf32>) -> tensor<5x2xf32>
  return %2 : tensor<5x2xf32>
}

// CHECK-LABEL: func.func @sliced
func.func @sliced(%x: tensor<7x5xf32>) -> tensor<3x2xf32> {
  // CHECK: "ttir.slice_static"(%arg0) <{begins = [1 : i32, 2 : i32], ends = [7 : i32, 4 : i32], step = [2 : i32, 1 : i32]}>
  %0 = stablehlo.slice %x [1:7:2, 2:4] : (tensor<7x5xf32>) -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}

// CHECK-LABEL: func.func @padded
func.func @padded(%x: tensor<2x3xf32>) -> tensor<2x6xf32> {
  %c = stablehlo.constant dense<1.5> : tensor<f32>
  // CHECK: "ttir.pad"(%arg0) <{padding = array<i32: 0, 0, 1, 2>, value = 1.500000e+00 : f32}>
  %0 = stablehlo.pad %x, %c, low = [0, 1], high = [0, 2], interior = [0, 0] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x6xf32>
  return %0 : tensor<2x6xf32>
}

// A negative count takes elements away.
// CHECK-LABEL: func.func @cropped
func.func @cropped(%x: tensor<2x3xf32>) -> tensor<2x2xf32> {
  %c = stablehlo.constant dense<1.5> : tensor<f32>
  // CHECK-NOT: "ttir.pad"
  // CHECK: "ttir.slice_static"
  %0 = stablehlo.pad %x, %c, low = [0, -1], high = [0, 0], interior = [0, 0] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @counted
func.func @counted() -> tensor<2x3xi32> {
  // CHECK: "ttir.arange"() <{arange_dimension = 1 : i64, end = 3 : si64, start = 0 : si64, step = 1 : si64}>
  %0 = stablehlo.iota dim = 1 : tensor<2x3xi32>
  return %0 : tensor<2x3xi32>
}

// A shape in an operand is dead once the result's type tells it.
// CHECK-LABEL: func.func @dynamic_reshape
func.func @dynamic_reshape(%x: tensor<6xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: "ttir.reshape"(%arg0)
  // CHECK-NEXT: return
  %s = stablehlo.constant dense<[2, 3]> : tensor<2xi64>
  %0 = stablehlo.dynamic_reshape %x, %s : (tensor<6xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @product
func.func @product(%x: tensor<2x3x5xf32>, %y: tensor<2x5x7xf32>) -> tensor<2x3x7xf32> {
  // CHECK: "ttir.dot_general"(%arg0, %arg1) <{batch_dims_lhs = array<i64: 0>, batch_dims_rhs = array<i64: 0>, contract_dims_lhs = array<i64: 2>, contract_dims_rhs = array<i64: 1>}>
  %0 = stablehlo.dot_general %x, %y, batching_dims = [0] x [0], contracting_dims = [2] x [1] : (tensor<2x3x5xf32>, tensor<2x5x7xf32>) -> tensor<2x3x7xf32>
  return %0 : tensor<2x3x7xf32>
}
