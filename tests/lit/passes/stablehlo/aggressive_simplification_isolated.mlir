// RUN: ttmlir-opt --stablehlo-aggressive-simplification %s | FileCheck %s

// A constant stays inside the region that sees nothing from outside, however many equal ones
// there are elsewhere; inside the region it is one.

sdy.mesh @mesh = <["x"=2]>

// CHECK-LABEL: func.func @manual
// CHECK: stablehlo.constant dense<2.000000e+00>
// CHECK: sdy.manual_computation
// CHECK: stablehlo.constant dense<2.000000e+00>
// CHECK-NOT: stablehlo.constant
// CHECK: sdy.return
func.func @manual(%input: tensor<4xf32>) -> (tensor<4xf32>, tensor<2xf32>) {
  %two = stablehlo.constant dense<2.0> : tensor<2xf32>
  %doubled = sdy.manual_computation(%input)
      in_shardings=[<@mesh, [{"x"}]>] out_shardings=[<@mesh, [{"x"}]>] manual_axes={"x"}
      (%shard: tensor<2xf32>) {
    %inner = stablehlo.constant dense<2.0> : tensor<2xf32>
    %again = stablehlo.constant dense<2.0> : tensor<2xf32>
    %product = stablehlo.multiply %shard, %inner : tensor<2xf32>
    %power = stablehlo.power %product, %again : tensor<2xf32>
    sdy.return %power : tensor<2xf32>
  } : (tensor<4xf32>) -> tensor<4xf32>
  return %doubled, %two : tensor<4xf32>, tensor<2xf32>
}
