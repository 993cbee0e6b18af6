// RUN: ttmlir-opt --stablehlo-complex-math-expander %s | FileCheck %s

// CHECK-LABEL: func.func @exp
func.func @exp(%z: tensor<2xcomplex<f32>>) -> tensor<2xcomplex<f32>> {
  // CHECK: %[[X:.*]] = stablehlo.real %arg0
  // CHECK: stablehlo.exponential %[[X]] : tensor<2xf32>
  // CHECK: %[[R:.*]] = stablehlo.complex
  // CHECK: return %[[R]]
  %0 = stablehlo.exponential %z : tensor<2xcomplex<f32>>
  return %0 : tensor<2xcomplex<f32>>
}

// CHECK-LABEL: func.func @real
func.func @real(%x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK-NEXT: stablehlo.exponential %arg0
  %0 = stablehlo.exponential %x : tensor<2xf32>
  return %0 : tensor<2xf32>
}
