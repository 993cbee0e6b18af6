// RUN: ttmlir-opt --stablehlo-to-ttir-pipeline %s | FileCheck %s
// RUN: ttmlir-opt --stablehlo-to-ttir-pipeline=enable-cpu-fallback=false %s | FileCheck %s --check-prefix=FLAT

// CHECK: module
// CHECK-NEXT: ttcore.device_module {
// CHECK-NEXT: builtin.module
// CHECK-NEXT: func.func @main
// CHECK-NOT: call
// CHECK: "ttir.constant"
// CHECK: "ttir.rms_norm"(%arg0, %arg1)
// CHECK: "ttir.add"
// CHECK-NOT: func.func private

// FLAT-NOT: ttcore.device_module
// FLAT: func.func @main
func.func @main(%x: tensor<3x8xf32>, %w: tensor<8xf32>) -> tensor<3x8xf32> {
  %0 = stablehlo.composite "tenstorrent.rms_norm" %x, %w {composite_attributes = {epsilon = 1.0e-05 : f32, normalized_shape = dense<8> : tensor<1xi64>}, decomposition = @norm} : (tensor<3x8xf32>, tensor<8xf32>) -> tensor<3x8xf32>
  %1 = stablehlo.composite "example.shift" %0 {decomposition = @shift} : (tensor<3x8xf32>) -> tensor<3x8xf32>
  return %1 : tensor<3x8xf32>
}
func.func private @norm(%x: tensor<3x8xf32>, %w: tensor<8xf32>) -> tensor<3x8xf32> {
  return %x : tensor<3x8xf32>
}
func.func private @shift(%x: tensor<3x8xf32>) -> tensor<3x8xf32> {
  %c = arith.constant dense<2.0> : tensor<3x8xf32>
  %0 = stablehlo.add %x, %c : tensor<3x8xf32>
  return %0 : tensor<3x8xf32>
}
