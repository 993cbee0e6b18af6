// RUN: ttmlir-opt --sdy-constant-or-scalar-splitter %s | FileCheck %s

// Every user gets its own constant, computed right where the first one was.
// CHECK-LABEL: func.func @main
func.func @main(%input: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  // CHECK-NEXT: %[[A:.*]] = sdy.constant dense<1.000000e+00>
  // CHECK-NEXT: %[[B:.*]] = sdy.constant dense<1.000000e+00>
  // CHECK-NEXT: stablehlo.add %arg0, %[[A]]
  // CHECK-NEXT: stablehlo.subtract %arg0, %[[B]]
  %one = stablehlo.constant dense<1.0> : tensor<8xf32>
  %sum = stablehlo.add %input, %one : tensor<8xf32>
  %difference = stablehlo.subtract %input, %one : tensor<8xf32>
  return %sum, %difference : tensor<8xf32>, tensor<8xf32>
}
