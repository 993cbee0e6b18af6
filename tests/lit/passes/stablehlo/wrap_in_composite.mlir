// RUN: ttmlir-opt --stablehlo-wrap-in-composite='op-names=stablehlo.add,stablehlo.reduce version=2' %s | FileCheck %s
// RUN: ttmlir-opt --stablehlo-wrap-in-composite='op-names=stablehlo.add,stablehlo.reduce' --stablehlo-legalize-composite-to-call --inline --symbol-dce %s | FileCheck %s --check-prefix=BACK

// Each op has a function of its own; what is inside a wrapped op is not wrapped.
// CHECK-LABEL: func.func @main
// CHECK: stablehlo.composite "stablehlo.add" %arg0, %arg0 {decomposition = @stablehlo.add.impl, version = 2 : i32}
// CHECK: stablehlo.composite "stablehlo.add" %{{.*}}, %arg0 {decomposition = @stablehlo.add.impl_0, version = 2 : i32}
// CHECK: stablehlo.negate
// CHECK: stablehlo.composite "stablehlo.reduce" %{{.*}} {composite_attributes = {dimensions = array<i64: 0>}, decomposition = @stablehlo.reduce.impl, version = 2 : i32}
// CHECK: func.func private @stablehlo.reduce.impl(%arg0: tensor<3xf32>, %arg1: tensor<f32>) -> tensor<f32>
// CHECK: stablehlo.reduce(%arg0 init: %arg1) applies stablehlo.add across dimensions = [0]

// BACK-LABEL: func.func @main
// BACK: stablehlo.add %arg0, %arg0
// BACK: stablehlo.add %{{.*}}, %arg0
// BACK: stablehlo.reduce
// BACK-NOT: impl
func.func @main(%x: tensor<3xf32>) -> tensor<f32> {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %0 = stablehlo.add %x, %x : tensor<3xf32>
  %1 = stablehlo.add %0, %x : tensor<3xf32>
  %2 = stablehlo.negate %1 : tensor<3xf32>
  %3 = stablehlo.reduce(%2 init: %zero) applies stablehlo.add across dimensions = [0] : (tensor<3xf32>, tensor<f32>) -> tensor<f32>
  return %3 : tensor<f32>
}
