// RUN: ttmlir-opt --stablehlo-legalize-composite-to-call %s | FileCheck %s

// CHECK-LABEL: func.func @main
func.func @main(%x: tensor<3xf32>) -> tensor<3xf32> {
  // CHECK: %[[R:.*]] = call @body(%arg0) : (tensor<3xf32>) -> tensor<3xf32>
  // CHECK: return %[[R]]
  %0 = stablehlo.composite "example.op" %x {decomposition = @body} : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func private @body(%x: tensor<3xf32>) -> tensor<3xf32> {
  return %x : tensor<3xf32>
}

// RUN: ttmlir-opt --stablehlo-legalize-composite-to-call=except='example.op' %s | FileCheck %s --check-prefix=KEPT
// KEPT: stablehlo.composite "example.op"
