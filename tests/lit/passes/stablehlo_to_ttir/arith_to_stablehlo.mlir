// RUN: ttmlir-opt --convert-arith-to-stablehlo %s | FileCheck %s

// CHECK-LABEL: func.func @main
func.func @main() -> (tensor<2xi32>, index) {
  // CHECK: stablehlo.constant dense<[1, 2]> : tensor<2xi32>
  %0 = arith.constant dense<[1, 2]> : tensor<2xi32>
  // A number is no tensor.
  // CHECK: arith.constant 3 : index
  %1 = arith.constant 3 : index
  return %0, %1 : tensor<2xi32>, index
}
