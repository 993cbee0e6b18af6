// RUN: ttmlir-opt --sdy-propagate-to-func-results --sdy-insert-func-call-reshards %s | FileCheck %s

sdy.mesh @mesh = <["x"=2]>

// CHECK-LABEL: func.func @main
func.func @main(%input: tensor<8xf32>) -> tensor<8xf32> {
  // CHECK: %[[CALL:.*]] = call @negate(%arg0) {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>}
  // CHECK: sdy.reshard %[[CALL]] <@mesh, [{}]>
  %result = call @negate(%input) {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}]>]>}
      : (tensor<8xf32>) -> tensor<8xf32>
  return %result : tensor<8xf32>
}

// CHECK: func.func private @negate
// CHECK-SAME: -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
func.func private @negate(%input: tensor<8xf32>) -> tensor<8xf32> {
  %result = stablehlo.negate %input {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>} : tensor<8xf32>
  return %result : tensor<8xf32>
}
