// RUN: ttmlir-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: func.func @twice(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>)
// CHECK-NEXT: %[[FLOOR:.*]] = "ttir.floor"(%[[X]])
// CHECK-NEXT: return %[[X]], %[[FLOOR]]
func.func @twice(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = "ttir.neg"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = "ttir.neg"(%0) : (tensor<4xf32>) -> tensor<4xf32>
  %2 = "ttir.floor"(%1) : (tensor<4xf32>) -> tensor<4xf32>
  %3 = "ttir.floor"(%2) : (tensor<4xf32>) -> tensor<4xf32>
  return %1, %3 : tensor<4xf32>, tensor<4xf32>
}

// Reciprocals round, and the negation of a number's truth forgets the number.
// CHECK-LABEL: func.func @not_undone(
// CHECK-COUNT-2: ttir.reciprocal
// CHECK-COUNT-2: ttir.logical_not
func.func @not_undone(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = "ttir.reciprocal"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = "ttir.reciprocal"(%0) : (tensor<4xf32>) -> tensor<4xf32>
  %2 = "ttir.logical_not"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %3 = "ttir.logical_not"(%2) : (tensor<4xf32>) -> tensor<4xf32>
  return %1, %3 : tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func.func @same_operands(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[C:.*]]: tensor<4xi1>)
// CHECK-NEXT: %[[TRUTH:.*]] = "ttir.logical_and"(%[[X]], %[[X]])
// CHECK-NEXT: return %[[X]], %[[C]], %[[TRUTH]]
func.func @same_operands(%x: tensor<4xf32>, %c: tensor<4xi1>) -> (tensor<4xf32>, tensor<4xi1>, tensor<4xf32>) {
  %0 = "ttir.minimum"(%x, %x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = "ttir.logical_or"(%c, %c) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  %2 = "ttir.logical_and"(%x, %x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0, %1, %2 : tensor<4xf32>, tensor<4xi1>, tensor<4xf32>
}

// CHECK-LABEL: func.func @known_conditions(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[Y:.*]]: tensor<4xf32>, %[[C:.*]]: tensor<4xi1>)
// CHECK: %[[DYNAMIC:.*]] = "ttir.where"(%[[C]], %[[X]], %[[Y]])
// CHECK-NEXT: return %[[X]], %[[Y]], %[[DYNAMIC]], %[[C]]
func.func @known_conditions(%x: tensor<4xf32>, %y: tensor<4xf32>, %c: tensor<4xi1>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xi1>) {
  %true = "ttir.full"() <{fill_value = 5 : i32, shape = array<i32: 4>}> : () -> tensor<4xsi32>
  %false = "ttir.zeros"() <{shape = array<i32: 4>}> : () -> tensor<4xbf16>
  %ones = "ttir.ones"() <{shape = array<i32: 4>}> : () -> tensor<4xi1>
  %0 = "ttir.where"(%true, %x, %y) : (tensor<4xsi32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = "ttir.where"(%false, %x, %y) : (tensor<4xbf16>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = "ttir.where"(%c, %x, %y) : (tensor<4xi1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = "ttir.logical_and"(%ones, %c) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return %0, %1, %2, %3 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xi1>
}

// CHECK-LABEL: func.func @limits(
// CHECK: "ttir.clamp_scalar"(%{{.*}}) <{max = 3.000000e+00 : f32, min = 2.000000e+00 : f32}>
// CHECK: "ttir.relu6"
// CHECK: "ttir.clamp_scalar"(%{{.*}}) <{max = 6 : i32, min = 0 : i32}>
func.func @limits(%x: tensor<4xf32>, %n: tensor<4xsi32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xsi32>) {
  %low = "ttir.full"() <{fill_value = 2.0 : f32, shape = array<i32: 4>}> : () -> tensor<4xf32>
  %high = "ttir.full"() <{fill_value = 3.0 : f32, shape = array<i32: 4>}> : () -> tensor<4xf32>
  %0 = "ttir.clamp_tensor"(%x, %low, %high) : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = "ttir.clamp_scalar"(%x) <{max = 6.0 : f32, min = -1.0 : f32}> : (tensor<4xf32>) -> tensor<4xf32>
  %2 = "ttir.clamp_scalar"(%1) <{max = 9.0 : f32, min = 0.0 : f32}> : (tensor<4xf32>) -> tensor<4xf32>
  %3 = "ttir.clamp_scalar"(%n) <{max = 6 : i32, min = 0 : i32}> : (tensor<4xsi32>) -> tensor<4xsi32>
  return %0, %2, %3 : tensor<4xf32>, tensor<4xf32>, tensor<4xsi32>
}

// Sums of an inexact number depend on their order.
// CHECK-LABEL: func.func @sums(
// CHECK: "ttir.full"() <{fill_value = 1.000000e+01 : f32, shape = array<i32: 2>}>
// CHECK: "ttir.sum"
func.func @sums() -> (tensor<2xf32>, tensor<2xf32>) {
  %0 = "ttir.full"() <{fill_value = 2.5 : f32, shape = array<i32: 2, 4>}> : () -> tensor<2x4xf32>
  %1 = "ttir.sum"(%0) <{dim_arg = [1 : i32], keep_dim = false}> : (tensor<2x4xf32>) -> tensor<2xf32>
  %2 = "ttir.full"() <{fill_value = 0.1 : f32, shape = array<i32: 2, 4>}> : () -> tensor<2x4xf32>
  %3 = "ttir.sum"(%2) <{dim_arg = [1 : i32], keep_dim = false}> : (tensor<2x4xf32>) -> tensor<2xf32>
  return %1, %3 : tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: func.func @nothing(
// CHECK-SAME: %[[X:.*]]: tensor<1x4x4x2xf32>
// CHECK-NEXT: %[[COPIES:.*]] = "ttir.mesh_shard"
// CHECK-NEXT: return %[[X]], %[[X]], %[[COPIES]]
func.func @nothing(%x: tensor<1x4x4x2xf32>) -> (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) {
  %0 = "ttir.max_pool2d"(%x) <{kernel = array<i32: 1, 1>, stride = array<i32: 1, 1>, dilation = array<i32: 1, 1>, padding = array<i32: 0, 0, 0, 0>, ceil_mode = false}> : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = "ttir.mesh_shard"(%x) <{shard_dims = array<i64: 0, 1, 2, 3>, shard_direction = #ttcore.shard_direction<full_to_shard>, shard_shape = array<i64: 1, 1, 1, 1>, shard_type = #ttcore.shard_type<devices>}> : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %2 = "ttir.mesh_shard"(%x) <{shard_dims = array<i64: -1>, shard_direction = #ttcore.shard_direction<full_to_shard>, shard_shape = array<i64: 1>, shard_type = #ttcore.shard_type<replicate>}> : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %0, %1, %2 : tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>
}

// CHECK-LABEL: func.func @leading_ones(
// CHECK-NEXT: "ttir.permute"(%{{.*}}) <{permutation = array<i64: 1, 0>}>
// CHECK-NEXT: return
func.func @leading_ones(%x: tensor<3x5xf32>) -> tensor<5x3xf32> {
  %0 = "ttir.reshape"(%x) <{shape = [1 : i32, 3 : i32, 5 : i32]}> : (tensor<3x5xf32>) -> tensor<1x3x5xf32>
  %1 = "ttir.permute"(%0) <{permutation = array<i64: 0, 2, 1>}> : (tensor<1x3x5xf32>) -> tensor<1x5x3xf32>
  %2 = "ttir.reshape"(%1) <{shape = [5 : i32, 3 : i32]}> : (tensor<1x5x3xf32>) -> tensor<5x3xf32>
  return %2 : tensor<5x3xf32>
}
