// RUN: ttmlir-opt --ttcore-optimization-barrier-fold %s | FileCheck %s

// CHECK-LABEL: func.func @barrier(
// CHECK-SAME: %[[X:.*]]: tensor<2xf32>, %[[Y:.*]]: tensor<3xf32>)
// CHECK-NEXT: return %[[Y]], %[[X]]
func.func @barrier(%x: tensor<2xf32>, %y: tensor<3xf32>) -> (tensor<3xf32>, tensor<2xf32>) {
  %held:2 = "ttcore.optimization_barrier"(%x, %y) : (tensor<2xf32>, tensor<3xf32>) -> (tensor<2xf32>, tensor<3xf32>)
  return %held#1, %held#0 : tensor<3xf32>, tensor<2xf32>
}
