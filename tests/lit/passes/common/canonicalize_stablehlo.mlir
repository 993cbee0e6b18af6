// RUN: ttmlir-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: func.func @nothing_changes(
// CHECK-SAME: %[[X:.*]]: tensor<2x2xf32>)
// CHECK-NEXT: return %[[X]]
func.func @nothing_changes(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %0 = stablehlo.reshape %x : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = stablehlo.convert %0 : tensor<2x2xf32>
  %2 = stablehlo.transpose %1, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %3 = stablehlo.broadcast_in_dim %2, dims = [0, 1] : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %4 = stablehlo.slice %3 [0:2, 0:2] : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %5 = stablehlo.concatenate %4, dim = 0 : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %one = stablehlo.constant dense<1.0> : tensor<2x2xf32>
  %6 = stablehlo.multiply %one, %5 : tensor<2x2xf32>
  return %6 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @something_changes
// CHECK: stablehlo.transpose
// CHECK: stablehlo.add
func.func @something_changes(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %0 = stablehlo.transpose %x, dims = [1, 0] : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %zero = stablehlo.constant dense<0.0> : tensor<2x2xf32>
  %1 = stablehlo.add %0, %zero : tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @integers(
// CHECK-SAME: %[[X:.*]]: tensor<2xi32>)
// CHECK-NEXT: return %[[X]]
func.func @integers(%x: tensor<2xi32>) -> tensor<2xi32> {
  %zero = stablehlo.constant dense<0> : tensor<2xi32>
  %0 = stablehlo.add %x, %zero : tensor<2xi32>
  return %0 : tensor<2xi32>
}
