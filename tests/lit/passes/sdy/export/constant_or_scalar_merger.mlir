// RUN: ttmlir-opt --sdy-constant-or-scalar-merger %s | FileCheck %s

sdy.mesh @mesh = <["x"=2]>

// Constants with different shardings stay apart.
// CHECK-LABEL: func.func @main
func.func @main() -> (tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) {
  // CHECK-COUNT-2: sdy.constant
  // CHECK-NOT: sdy.constant
  // CHECK: return
  %a = sdy.constant dense<1.0> : tensor<8xf32>
  %b = sdy.constant dense<1.0> : tensor<8xf32>
  %c = sdy.constant {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>} dense<1.0> : tensor<8xf32>
  return %a, %b, %c : tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
}
