// RUN: ttmlir-opt --register-user-sharding-rule --verify-diagnostics %s

func.func @not_a_rule(%input: tensor<8x4xf32>) -> tensor<8x4xf32> {
  // expected-error@+1 {{failed to parse 'xla.sdy.custom_sharding_rule' frontend attribute as an #sdy.op_sharding_rule}}
  %0 = stablehlo.custom_call @kernel(%input) {mhlo.frontend_attributes = {xla.sdy.custom_sharding_rule = "i, j"}} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}
