// RUN: ttmlir-opt --stablehlo-target-independent-optimization %s | FileCheck %s

// Folding makes the constant that simplification needs.
// CHECK-LABEL: func.func @main
func.func @main(%x: tensor<3xi32>) -> tensor<3xi32> {
  // CHECK-NEXT: return %arg0
  %one = stablehlo.constant dense<1> : tensor<3xi32>
  %zero = stablehlo.subtract %one, %one : tensor<3xi32>
  %0 = stablehlo.add %zero, %x : tensor<3xi32>
  return %0 : tensor<3xi32>
}
