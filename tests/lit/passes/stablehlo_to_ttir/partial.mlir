// RUN: ttmlir-opt --convert-stablehlo-to-ttir=enable-partial-conversion=true %s | FileCheck %s

// CHECK-LABEL: func.func @main
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK: stablehlo.custom_call @foo
  %0 = stablehlo.custom_call @foo(%x) : (tensor<2xf32>) -> tensor<2xf32>
  // CHECK: "ttir.abs"
  %1 = stablehlo.abs %0 : tensor<2xf32>
  return %1 : tensor<2xf32>
}
