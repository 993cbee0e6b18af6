// RUN: ttmlir-opt --ttir-flatten-sliding-window --ttir-flatten-sliding-window %s | FileCheck %s

// CHECK-LABEL: func.func @conv2d(
// CHECK-SAME: %[[X:.*]]: tensor<2x8x6x3xf32>
// CHECK: %[[ROWS:.*]] = "ttir.reshape"(%[[X]]) <{shape = [1 : i32, 1 : i32, 96 : i32, 3 : i32]}>
// CHECK: %[[RESULT:.*]] = "ttir.conv2d"(%[[ROWS]], %{{.*}}) <{{{.*}}flattened_compat_info = #ttir<flattened_compat batch_size = 2, input_height = 8, input_width = 6>{{.*}}-> tensor<1x1x48x5xf32>
// CHECK: "ttir.reshape"(%[[RESULT]]) <{shape = [2 : i32, 6 : i32, 4 : i32, 5 : i32]}>
// CHECK-NEXT: return
func.func @conv2d(%x: tensor<2x8x6x3xf32>, %w: tensor<5x3x3x3xf32>) -> tensor<2x6x4x5xf32> {
  %0 = "ttir.conv2d"(%x, %w) <{stride = 1 : i32, padding = 0 : i32, dilation = 1 : i32, groups = 1 : i32}> : (tensor<2x8x6x3xf32>, tensor<5x3x3x3xf32>) -> tensor<2x6x4x5xf32>
  return %0 : tensor<2x6x4x5xf32>
}

// CHECK-LABEL: func.func @max_pool2d
// CHECK: "ttir.max_pool2d"(%{{.*}}) <{{{.*}}flattened_compat_info = #ttir<flattened_compat batch_size = 1, input_height = 4, input_width = 4>{{.*}}(tensor<1x1x16x3xf32>) -> tensor<1x1x4x3xf32>
func.func @max_pool2d(%x: tensor<1x4x4x3xf32>) -> tensor<1x2x2x3xf32> {
  %0 = "ttir.max_pool2d"(%x) <{kernel = 2 : i32, stride = 2 : i32, dilation = 1 : i32, padding = 0 : i32, ceil_mode = false}> : (tensor<1x4x4x3xf32>) -> tensor<1x2x2x3xf32>
  return %0 : tensor<1x2x2x3xf32>
}
