// RUN: ttmlir-opt %s | FileCheck %s

// CHECK-LABEL: @largest
func.func @largest(%scores: tensor<2x5xf32>) -> (tensor<2x3xf32>, tensor<2x3xi32>) {
  // CHECK: %[[GELU:.*]] = chlo.erf %arg0 : tensor<2x5xf32> -> tensor<2x5xf32>
  %gelu = chlo.erf %scores : tensor<2x5xf32> -> tensor<2x5xf32>
  // CHECK: %values, %indices = chlo.top_k(%[[GELU]], k = 3) : tensor<2x5xf32> -> (tensor<2x3xf32>, tensor<2x3xi32>)
  %best:2 = chlo.top_k(%gelu, k = 3) : tensor<2x5xf32> -> (tensor<2x3xf32>, tensor<2x3xi32>)
  return %best#0, %best#1 : tensor<2x3xf32>, tensor<2x3xi32>
}
