// RUN: ttmlir-opt --stablehlo-legalize-deprecated-ops --split-input-file --verify-diagnostics %s | FileCheck %s

// CHECK-LABEL: func.func @main
func.func @main(%x: tensor<2x3xf32>, %y: tensor<3x5xf32>) -> (tensor<2x5xf32>, tensor<7x2x3xf32>) {
  // CHECK-NEXT: stablehlo.dot_general %arg0, %arg1, contracting_dims = [1] x [0]
  // CHECK-NEXT: stablehlo.broadcast_in_dim %arg0, dims = [1, 2]
  %0 = stablehlo.dot %x, %y : (tensor<2x3xf32>, tensor<3x5xf32>) -> tensor<2x5xf32>
  %1 = stablehlo.broadcast %x, sizes = [7] : (tensor<2x3xf32>) -> tensor<7x2x3xf32>
  return %0, %1 : tensor<2x5xf32>, tensor<7x2x3xf32>
}

// -----

func.func @no_replacement(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error@+1 {{failed to legalize operation 'stablehlo.map' that was explicitly marked illegal}}
  %0 = "stablehlo.map"(%x) ({
  ^bb0(%a: tensor<f32>):
    stablehlo.return %a : tensor<f32>
  }) {dimensions = array<i64: 0>} : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
