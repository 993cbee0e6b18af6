// RUN: ttmlir-opt --sdy-unflatten-call-graph %s | FileCheck %s --check-prefix=EQUAL
// RUN: ttmlir-opt --sdy-unflatten-call-graph=dedup-functions-fully=true %s | FileCheck %s --check-prefix=ALL

sdy.mesh @mesh = <["x"=2]>

// Copies with equal shardings are one, and count together where all copies become one.
// EQUAL: call @negate(
// EQUAL-COUNT-2: call @negate_0(
// ALL-COUNT-3: call @negate_1(
// ALL-NOT: original_func_name
func.func @main(%input: tensor<8xf32>) -> tensor<8xf32> {
  %first = call @negate(%input) : (tensor<8xf32>) -> tensor<8xf32>
  %second = call @negate_0(%first) : (tensor<8xf32>) -> tensor<8xf32>
  %third = call @negate_1(%second) : (tensor<8xf32>) -> tensor<8xf32>
  return %third : tensor<8xf32>
}

func.func private @negate(%input: tensor<8xf32>) -> tensor<8xf32> {
  %result = stablehlo.negate %input : tensor<8xf32>
  return %result : tensor<8xf32>
}
func.func private @negate_0(%input: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
    -> tensor<8xf32> attributes {sdy.original_func_name = "negate"} {
  %result = stablehlo.negate %input : tensor<8xf32>
  return %result : tensor<8xf32>
}
func.func private @negate_1(%input: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
    -> tensor<8xf32> attributes {sdy.original_func_name = "negate"} {
  %result = stablehlo.negate %input : tensor<8xf32>
  return %result : tensor<8xf32>
}
