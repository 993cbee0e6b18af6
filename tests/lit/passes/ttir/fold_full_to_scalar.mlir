// RUN: ttmlir-opt --ttir-fold-full-to-scalar %s | FileCheck %s

// CHECK-LABEL: func.func @broadcast_by_its_user
// CHECK: %[[TWO:.*]] = "ttir.full"() <{fill_value = 2.000000e+00 : f32, shape = array<i32: 1, 1>}> : () -> tensor<1x1xf32>
// CHECK: "ttir.multiply"(%{{.*}}, %[[TWO]]) : (tensor<2x3xf32>, tensor<1x1xf32>) -> tensor<2x3xf32>
func.func @broadcast_by_its_user(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %two = "ttir.full"() <{fill_value = 2.0 : f32, shape = array<i32: 2, 3>}> : () -> tensor<2x3xf32>
  %0 = "ttir.multiply"(%x, %two) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @gives_its_shape
// CHECK: %[[SMALL:.*]] = "ttir.multiply"(%{{.*}}, %{{.*}}) : (tensor<1x3xf32>, tensor<1x1xf32>) -> tensor<1x3xf32>
// CHECK: "ttir.broadcast"(%[[SMALL]]) <{broadcast_dimensions = array<i64: 2, 1>}>
func.func @gives_its_shape(%x: tensor<1x3xf32>) -> tensor<2x3xf32> {
  %two = "ttir.full"() <{fill_value = 2.0 : f32, shape = array<i32: 2, 3>}> : () -> tensor<2x3xf32>
  %0 = "ttir.multiply"(%x, %two) : (tensor<1x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @has_another_user
// CHECK: "ttir.ones"() <{shape = array<i32: 2, 3>}>
func.func @has_another_user(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  %one = "ttir.ones"() <{shape = array<i32: 2, 3>}> : () -> tensor<2x3xf32>
  %0 = "ttir.add"(%x, %one) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0, %one : tensor<2x3xf32>, tensor<2x3xf32>
}
