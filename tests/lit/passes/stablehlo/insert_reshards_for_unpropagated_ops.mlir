// RUN: ttmlir-opt --insert-reshards-for-unpropagated-ops %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @unsharded_result
// CHECK: %[[WHOLE:.*]] = sdy.reshard %arg0 <@mesh, [{}, {}]>
// CHECK: stablehlo.reshape %[[WHOLE]]
func.func @unsharded_result(%input: tensor<3x40xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"y"}]>}) -> tensor<3x2x20xf32> {
  %0 = stablehlo.reshape %input : (tensor<3x40xf32>) -> tensor<3x2x20xf32>
  return %0 : tensor<3x2x20xf32>
}

// CHECK-LABEL: @sharded_result
// CHECK-NOT: sdy.reshard
func.func @sharded_result(%input: tensor<3x40xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"y"}]>}) -> tensor<3x4x10xf32> {
  %0 = stablehlo.reshape %input {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {"y"}, {}]>]>} : (tensor<3x40xf32>) -> tensor<3x4x10xf32>
  return %0 : tensor<3x4x10xf32>
}

// An axis of size one divides nothing.
sdy.mesh @flat = <["one"=1, "two"=2]>
// CHECK-LABEL: @not_divided
// CHECK-NOT: sdy.reshard
func.func @not_divided(%input: tensor<1x1xf32> {sdy.sharding = #sdy.sharding<@flat, [{"one"}, {}]>}) -> tensor<f32> {
  %0 = stablehlo.reshape %input : (tensor<1x1xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}
