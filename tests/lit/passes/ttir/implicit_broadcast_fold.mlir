// RUN: ttmlir-opt --ttir-implicit-broadcast-fold %s | FileCheck %s

// CHECK-LABEL: func.func @one_operand(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<1x3xf32>)
// CHECK-NEXT: "ttir.add"(%[[X]], %[[B]]) : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: return
func.func @one_operand(%x: tensor<2x3xf32>, %b: tensor<1x3xf32>) -> tensor<2x3xf32> {
  %0 = "ttir.broadcast"(%b) <{broadcast_dimensions = array<i64: 2, 1>}> : (tensor<1x3xf32>) -> tensor<2x3xf32>
  %1 = "ttir.add"(%x, %0) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// Where no operand has the result's shape, the result is broadcast instead.
// CHECK-LABEL: func.func @both_operands
// CHECK: %[[SMALL:.*]] = "ttir.add"(%{{.*}}, %{{.*}}) : (tensor<1x3xf32>, tensor<1x1xf32>) -> tensor<1x3xf32>
// CHECK: "ttir.broadcast"(%[[SMALL]]) <{broadcast_dimensions = array<i64: 2, 1>}>
func.func @both_operands(%a: tensor<1x3xf32>, %b: tensor<1x1xf32>) -> tensor<2x3xf32> {
  %0 = "ttir.broadcast"(%a) <{broadcast_dimensions = array<i64: 2, 1>}> : (tensor<1x3xf32>) -> tensor<2x3xf32>
  %1 = "ttir.broadcast"(%b) <{broadcast_dimensions = array<i64: 2, 3>}> : (tensor<1x1xf32>) -> tensor<2x3xf32>
  %2 = "ttir.add"(%0, %1) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %2 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @no_broadcasting_op
// CHECK: ttir.broadcast
// CHECK: ttir.concat
func.func @no_broadcasting_op(%b: tensor<1x3xf32>) -> tensor<4x3xf32> {
  %0 = "ttir.broadcast"(%b) <{broadcast_dimensions = array<i64: 2, 1>}> : (tensor<1x3xf32>) -> tensor<2x3xf32>
  %1 = "ttir.concat"(%0, %0) <{dim = 0 : si32}> : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<4x3xf32>
  return %1 : tensor<4x3xf32>
}
