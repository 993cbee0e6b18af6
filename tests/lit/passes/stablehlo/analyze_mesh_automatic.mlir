// RUN: ttmlir-opt --analyze-mesh="mesh-shape=1,2 automatic-arg-analysis" --split-input-file %s | FileCheck %s
// RUN: not ttmlir-opt --analyze-mesh="automatic-arg-analysis" %s 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not ttmlir-opt --analyze-mesh="mesh-shape=2,2 automatic-arg-analysis" %s 2>&1 | FileCheck %s --check-prefix=SHAPE

// MISSING: User did not provide a mesh
// SHAPE: automatic arg analysis only supports 2d mesh shape and mesh shape dim0 must be 1

// CHECK: sdy.mesh @mesh = <["default"=1, "batch"=2]>
// CHECK: @batch_of_images(%arg0: tensor<8x3x5x7xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"batch", ?}, {?}, {?}, {?}]>}
// CHECK-SAME: tensor<3x5xf32> {sdy.sharding = #sdy.sharding<@mesh, [{?}, {?}]>}
// CHECK-SAME: tensor<1x3x5x7xf32> {sdy.sharding = #sdy.sharding<@mesh, [{?}, {?}, {?}, {?}]>}
func.func @batch_of_images(%images: tensor<8x3x5x7xf32>, %weight: tensor<3x5xf32>, %mean: tensor<1x3x5x7xf32>) {
  return
}

// -----

// Of typed arguments only inputs are split, whatever their rank.
// CHECK: @typed(%arg0: tensor<8x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"batch", ?}, {?}]>
// CHECK-SAME: %arg1: tensor<8x3x5xf32> {sdy.sharding = #sdy.sharding<@mesh, [{?}, {?}, {?}]>
func.func @typed(%input: tensor<8x3xf32> {ttcore.argument_type = #ttcore.argument_type<input>}, %weight: tensor<8x3x5xf32> {ttcore.argument_type = #ttcore.argument_type<parameter>}) {
  return
}
