// RUN: ttmlir-opt --sdy-populate-op-sharding-rules %s | FileCheck %s

// CHECK-LABEL: func.func @main
func.func @main(%input: tensor<2x4x3xf32>) -> tensor<8x3xf32> {
  // CHECK: stablehlo.reshape
  // CHECK-SAME: #sdy.op_sharding_rule<([i, j, k])->([ij, k]) {i=2, j=4, k=3}>
  %result = stablehlo.reshape %input : (tensor<2x4x3xf32>) -> tensor<8x3xf32>
  return %result : tensor<8x3xf32>
}

// CHECK-LABEL: func.func @broadcasts
func.func @broadcasts(%table: tensor<4x3xf32>, %row: tensor<3xf32>, %column: tensor<4x1xf32>) -> tensor<4x3xf32> {
  // CHECK: chlo.broadcast_add
  // CHECK-SAME: #sdy.op_sharding_rule<([i, j], [j])->([i, j]) {i=4, j=3}>
  %sum = chlo.broadcast_add %table, %row : (tensor<4x3xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  // CHECK: chlo.broadcast_multiply
  // CHECK-SAME: #sdy.op_sharding_rule<([i, j], [i, k])->([i, j]) {i=4, j=3, k=1}>
  %product = chlo.broadcast_multiply %sum, %column : (tensor<4x3xf32>, tensor<4x1xf32>) -> tensor<4x3xf32>
  return %product : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @groups
func.func @groups(%rows: tensor<11x5xf32>, %weights: tensor<3x5x7xf32>, %sizes: tensor<3xi64>) -> tensor<11x7xf32> {
  // CHECK: chlo.ragged_dot
  // CHECK-SAME: #sdy.op_sharding_rule<([i, k], [l, k, j], [l])->([i, j]) {i=11, j=7, k=5, l=3} reduction={k} need_replication={i, l}>
  %result = "chlo.ragged_dot"(%rows, %weights, %sizes) {
    ragged_dot_dimension_numbers = #chlo.ragged_dot<
      lhs_contracting_dimensions = [1], rhs_contracting_dimensions = [1],
      lhs_ragged_dimensions = [0], rhs_group_dimensions = [0]>
  } : (tensor<11x5xf32>, tensor<3x5x7xf32>, tensor<3xi64>) -> tensor<11x7xf32>
  return %result : tensor<11x7xf32>
}
