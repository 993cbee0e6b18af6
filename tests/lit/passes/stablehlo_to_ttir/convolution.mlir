// RUN: ttmlir-opt --convert-stablehlo-to-ttir %s | FileCheck %s

// CHECK-LABEL: func.func @image
func.func @image(%x: tensor<2x3x8x8xf32>, %w: tensor<5x3x3x3xf32>) -> tensor<2x5x4x4xf32> {
  // CHECK: %[[X:.*]] = "ttir.permute"(%arg0) <{permutation = array<i64: 0, 2, 3, 1>}>
  // CHECK: %[[R:.*]] = "ttir.conv2d"(%[[X]], %arg1)
  // CHECK-SAME: dilation = array<i32: 1, 1>, groups = 1 : i32
  // CHECK-SAME: padding = array<i32: 1, 1, 1, 1>, stride = array<i32: 2, 2>
  // CHECK: "ttir.permute"(%[[R]]) <{permutation = array<i64: 0, 3, 1, 2>}>
  %0 = stablehlo.convolution(%x, %w) dim_numbers = [b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1], window = {stride = [2, 2], pad = [[1, 1], [1, 1]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<2x3x8x8xf32>, tensor<5x3x3x3xf32>) -> tensor<2x5x4x4xf32>
  return %0 : tensor<2x5x4x4xf32>
}

// One spatial dimension is two, of which the first has size 1.
// CHECK-LABEL: func.func @signal
func.func @signal(%x: tensor<2x9x3xf32>, %w: tensor<5x3x4xf32>) -> tensor<2x6x5xf32> {
  // CHECK: "ttir.conv2d"{{.*}} : (tensor<2x1x9x3xf32>, tensor<5x3x1x4xf32>) -> tensor<2x1x6x5xf32>
  %0 = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, f]x[o, i, 0]->[b, 0, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<2x9x3xf32>, tensor<5x3x4xf32>) -> tensor<2x6x5xf32>
  return %0 : tensor<2x6x5xf32>
}
