// RUN: ttmlir-opt --sdy-populate-op-sharding-rules %s | FileCheck %s

// CHECK-LABEL: func.func @main
func.func @main(%input: tensor<2x4x3xf32>) -> tensor<8x3xf32> {
  // CHECK: stablehlo.reshape
  // CHECK-SAME: #sdy.op_sharding_rule<([i, j, k])->([ij, k]) {i=2, j=4, k=3}>
  %result = stablehlo.reshape %input : (tensor<2x4x3xf32>) -> tensor<8x3xf32>
  return %result : tensor<8x3xf32>
}
