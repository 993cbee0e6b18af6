// RUN: ttmlir-opt --hlo-test-broadcast --allow-unregistered-dialect %s | FileCheck %s

// CHECK-LABEL: func.func @main
func.func @main(%x: tensor<5xf32>, %y: tensor<3x1xf32>) -> !stablehlo.token {
  // CHECK: %[[X:.*]] = stablehlo.broadcast_in_dim %arg0, dims = [1] : (tensor<5xf32>) -> tensor<3x5xf32>
  // CHECK: %[[Y:.*]] = stablehlo.broadcast_in_dim %arg1, dims = [0, 1] : (tensor<3x1xf32>) -> tensor<3x5xf32>
  // CHECK: stablehlo.custom_call @numpy_broadcasted(%[[X]], %[[Y]])
  %0 = "hlo_test_broadcast.numpy_broadcast"(%x, %y) : (tensor<5xf32>, tensor<3x1xf32>) -> !stablehlo.token
  return %0 : !stablehlo.token
}
