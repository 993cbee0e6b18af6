// RUN: ttmlir-opt --sdy-flatten-call-graph %s | FileCheck %s --check-prefix=FLAT
// RUN: ttmlir-opt --sdy-flatten-call-graph --sdy-import-func-calls %s | FileCheck %s
// RUN: ttmlir-opt --sdy-import-func-calls --verify-diagnostics %s
// RUN: ttmlir-opt --sdy-propagate-sharding-from-func-to-call %s | FileCheck %s --check-prefix=SHARDINGS

sdy.mesh @mesh = <["x"=2]>

// FLAT: call @negate(
// FLAT: call @negate_0(
// FLAT: func.func private @negate_0
// FLAT-SAME: sdy.original_func_name = "negate"
// CHECK-COUNT-3: sdy.named_computation<"negate">
// CHECK-NOT: func private
// SHARDINGS: call @negate(%arg0) {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>}
func.func @main(%input: tensor<8xf32>) -> tensor<8xf32> {
  %once = call @negate(%input) : (tensor<8xf32>) -> tensor<8xf32>
  // expected-warning@+1 {{function @negate has multiple call ops, we need to clone the function body for each call}}
  %twice = call @negate(%once) : (tensor<8xf32>) -> tensor<8xf32>
  // Said once.
  %thrice = call @negate(%twice) : (tensor<8xf32>) -> tensor<8xf32>
  return %thrice : tensor<8xf32>
}

func.func private @negate(%input: tensor<8xf32>)
    -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %result = stablehlo.negate %input : tensor<8xf32>
  return %result : tensor<8xf32>
}
