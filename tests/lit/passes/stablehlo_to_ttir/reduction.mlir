// RUN: ttmlir-opt --convert-stablehlo-to-ttir %s | FileCheck %s

// CHECK-LABEL: func.func @sum
func.func @sum(%x: tensor<2x3x5xf32>) -> tensor<3xf32> {
  %c = stablehlo.constant dense<0.0> : tensor<f32>
  // CHECK: "ttir.sum"(%arg0) <{dim_arg = [0 : i32, 2 : i32], keep_dim = false}> : (tensor<2x3x5xf32>) -> tensor<3xf32>
  %0 = stablehlo.reduce(%x init: %c) applies stablehlo.add across dimensions = [0, 2] : (tensor<2x3x5xf32>, tensor<f32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: func.func @all
func.func @all(%x: tensor<2x3xi1>) -> tensor<2xi1> {
  %c = stablehlo.constant dense<true> : tensor<i1>
  // CHECK: "ttir.reduce_and"
  %0 = stablehlo.reduce(%x init: %c) applies stablehlo.and across dimensions = [1] : (tensor<2x3xi1>, tensor<i1>) -> tensor<2xi1>
  return %0 : tensor<2xi1>
}

// CHECK-LABEL: func.func @argmax
func.func @argmax(%x: tensor<2x3xf32>) -> tensor<2xi32> {
  %i = stablehlo.iota dim = 1 : tensor<2x3xi32>
  %v = stablehlo.constant dense<0xFF800000> : tensor<f32>
  %z = stablehlo.constant dense<0> : tensor<i32>
  // CHECK: %[[A:.*]] = "ttir.argmax"(%arg0) <{dim_arg = [1 : i32], keep_dim = false}>
  // CHECK: return %[[A]]
  %0:2 = stablehlo.reduce(%x init: %v), (%i init: %z) across dimensions = [1] : (tensor<2x3xf32>, tensor<2x3xi32>, tensor<f32>, tensor<i32>) -> (tensor<2xf32>, tensor<2xi32>)
    reducer(%a: tensor<f32>, %c: tensor<f32>) (%b: tensor<i32>, %d: tensor<i32>) {
      %1 = stablehlo.compare GE, %a, %c, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %2 = stablehlo.select %1, %a, %c : tensor<i1>, tensor<f32>
      %3 = stablehlo.compare EQ, %a, %c, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      %4 = stablehlo.minimum %b, %d : tensor<i32>
      %5 = stablehlo.select %1, %b, %d : tensor<i1>, tensor<i32>
      %6 = stablehlo.select %3, %4, %5 : tensor<i1>, tensor<i32>
      stablehlo.return %2, %6 : tensor<f32>, tensor<i32>
    }
  return %0#1 : tensor<2xi32>
}

// CHECK-LABEL: func.func @running_sum
func.func @running_sum(%x: tensor<2x5xi32>) -> tensor<2x5xi32> {
  %c = stablehlo.constant dense<0> : tensor<i32>
  // CHECK: "ttir.cumsum"(%arg0) <{dim = 1 : i64}>
  %0 = "stablehlo.reduce_window"(%x, %c) <{padding = dense<[[0, 0], [4, 0]]> : tensor<2x2xi64>, window_dimensions = array<i64: 1, 5>}> ({
    ^bb0(%a: tensor<i32>, %b: tensor<i32>):
      %s = stablehlo.add %a, %b : tensor<i32>
      stablehlo.return %s : tensor<i32>
  }) : (tensor<2x5xi32>, tensor<i32>) -> tensor<2x5xi32>
  return %0 : tensor<2x5xi32>
}

// CHECK-LABEL: func.func @max_pool
func.func @max_pool(%x: tensor<2x3x8x8xf32>) -> tensor<2x3x4x4xf32> {
  %c = stablehlo.constant dense<0xFF800000> : tensor<f32>
  // CHECK: "ttir.permute"(%arg0) <{permutation = array<i64: 0, 2, 3, 1>}>
  // CHECK: "ttir.max_pool2d"{{.*}}kernel = array<i32: 2, 2>, padding = array<i32: 0, 0, 0, 0>, stride = array<i32: 2, 2>
  // CHECK: "ttir.permute"{{.*}}permutation = array<i64: 0, 3, 1, 2>
  %0 = "stablehlo.reduce_window"(%x, %c) <{window_dimensions = array<i64: 1, 1, 2, 2>, window_strides = array<i64: 1, 1, 2, 2>}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %s = stablehlo.maximum %a, %b : tensor<f32>
      stablehlo.return %s : tensor<f32>
  }) : (tensor<2x3x8x8xf32>, tensor<f32>) -> tensor<2x3x4x4xf32>
  return %0 : tensor<2x3x4x4xf32>
}

// CHECK-LABEL: func.func @sort_by_value
func.func @sort_by_value(%x: tensor<2x5xf32>, %i: tensor<2x5xi32>) -> (tensor<2x5xf32>, tensor<2x5xi32>) {
  // CHECK: %[[V:.*]], %[[I:.*]] = "ttir.sort"(%arg0) <{descending = true, dim = 1 : si32, stable = true}>
  // CHECK: %[[G:.*]] = "ttir.gather"(%arg1, %[[I]]) <{dim = 1 : i32}>
  // CHECK: return %[[V]], %[[G]]
  %0:2 = "stablehlo.sort"(%x, %i) <{dimension = 1 : i64, is_stable = true}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>, %c: tensor<i32>, %d: tensor<i32>):
      %p = stablehlo.compare GT, %a, %b, TOTALORDER : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %p : tensor<i1>
  }) : (tensor<2x5xf32>, tensor<2x5xi32>) -> (tensor<2x5xf32>, tensor<2x5xi32>)
  return %0#0, %0#1 : tensor<2x5xf32>, tensor<2x5xi32>
}
