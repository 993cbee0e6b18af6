// RUN: ttmlir-opt --auto-sharding --split-input-file %s | FileCheck %s

sdy.mesh @mesh = <["x"=1, "y"=2]>
// Rows are independent; a sum over the contracted dimension would have to be combined.
// CHECK-LABEL: @rows
// CHECK-SAME: %arg0: tensor<64x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y", ?}, {?}]>}
// CHECK-SAME: %arg1: tensor<32x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{?}, {?}]>}
func.func @rows(%x: tensor<64x32xf32>, %w: tensor<32x32xf32>) -> tensor<64x32xf32> {
  %0 = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<64x32xf32>, tensor<32x32xf32>) -> tensor<64x32xf32>
  return %0 : tensor<64x32xf32>
}

// -----

sdy.mesh @mesh = <["x"=2, "y"=2]>
// Both axes are used, and what was given stays.
// CHECK-LABEL: @both_axes
// CHECK-SAME: %arg0: tensor<8x6xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>}
// CHECK-SAME: %arg1: tensor<8x6xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", ?}, {"y", ?}]>}
func.func @both_axes(%x: tensor<8x6xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>}, %y: tensor<8x6xf32>) -> tensor<8x6xf32> {
  %0 = stablehlo.add %x, %y : tensor<8x6xf32>
  return %0 : tensor<8x6xf32>
}

// -----

sdy.mesh @mesh = <["x"=1]>
// CHECK-LABEL: @one_chip
// CHECK-NOT: sdy.sharding
func.func @one_chip(%x: tensor<8x6xf32>) -> tensor<8x6xf32> {
  return %x : tensor<8x6xf32>
}
