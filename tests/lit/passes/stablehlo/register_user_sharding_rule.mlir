// RUN: ttmlir-opt --register-user-sharding-rule %s | FileCheck %s

// CHECK: sdy.sharding_rule = #sdy.op_sharding_rule<([i, j])->([i, j]) {i=8, j=4}>
func.func @rule(%input: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %0 = stablehlo.custom_call @kernel(%input) {mhlo.frontend_attributes = {xla.sdy.custom_sharding_rule = "#sdy.op_sharding_rule<([i, j])->([i, j]) {i=8, j=4}, custom>"}} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}
