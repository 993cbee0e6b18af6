// RUN: ttmlir-opt --partially-convert-sdy-to-stablehlo %s | FileCheck %s

// CHECK: stablehlo.constant dense<1.000000e+00> : tensor<2x3xf32>
// CHECK-NOT: sdy.constant
func.func @constant() -> tensor<2x3xf32> {
  %0 = sdy.constant dense<1.0> : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
