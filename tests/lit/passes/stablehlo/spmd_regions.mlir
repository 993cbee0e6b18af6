// RUN: ttmlir-opt --analyze-mesh --split-input-file %s | FileCheck %s

// The calls around a region become a manual computation, with the mesh that their tiles need.
// CHECK: sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @region
// CHECK-NEXT: %[[TWO:.*]] = stablehlo.constant
// CHECK-NEXT: sdy.manual_computation(%arg0, %[[TWO]]) in_shardings=[<@mesh, [{"y"}, {"x"}]>, <@mesh, [{}, {}]>] out_shardings=[<@mesh, [{"y"}, {}]>] manual_axes={"x", "y"} (%[[A:.*]]: tensor<2x4xf32>, %[[B:.*]]: tensor<2x4xf32>) {
// CHECK-NEXT: stablehlo.multiply %[[A]], %[[B]]
// CHECK-NOT: custom_call
func.func @region(%x: tensor<8x8xf32>) -> tensor<8x4xf32> {
  %two = stablehlo.constant dense<2.0> : tensor<2x4xf32>
  %0 = stablehlo.custom_call @Sharding(%x) {mhlo.sharding = "{devices=[4,2]<=[2,4]T(1,0)}"} : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %1 = stablehlo.custom_call @SPMDFullToShardShape(%0) {mhlo.sharding = "{manual}"} : (tensor<8x8xf32>) -> tensor<2x4xf32>
  %2 = stablehlo.multiply %1, %two : tensor<2x4xf32>
  %3 = stablehlo.custom_call @Sharding(%2) {mhlo.sharding = "{manual}"} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %4 = stablehlo.custom_call @SPMDShardToFullShape(%3) {mhlo.sharding = "{devices=[4,1,2]<=[2,4]T(1,0) last_tile_dim_replicate}"} : (tensor<2x4xf32>) -> tensor<8x4xf32>
  return %4 : tensor<8x4xf32>
}

// -----

// A shard that leaves without a call is the same on every chip.
// CHECK: sdy.mesh @mesh = <["x"=1, "y"=2]>
// CHECK-LABEL: @leak
// CHECK: out_shardings=[<@mesh, [{}]>]
// CHECK: } : (tensor<8xf32>) -> tensor<4xf32>
func.func @leak(%x: tensor<8xf32>) -> tensor<4xf32> {
  %0 = stablehlo.custom_call @Sharding(%x) {mhlo.sharding = "{devices=[2]<=[2]}"} : (tensor<8xf32>) -> tensor<8xf32>
  %1 = stablehlo.custom_call @SPMDFullToShardShape(%0) {mhlo.sharding = "{manual}"} : (tensor<8xf32>) -> tensor<4xf32>
  %2 = stablehlo.negate %1 : tensor<4xf32>
  return %2 : tensor<4xf32>
}

// -----

// The shapes are not those of the sharding: nothing is understood of the region.
// CHECK-LABEL: @contradiction
// CHECK: @SPMDFullToShardShape
func.func @contradiction(%x: tensor<8x8xf32>) -> tensor<8x4xf32> {
  %0 = stablehlo.custom_call @Sharding(%x) {mhlo.sharding = "{devices=[2,1]<=[2]}"} : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %1 = stablehlo.custom_call @SPMDFullToShardShape(%0) {mhlo.sharding = "{manual}"} : (tensor<8x8xf32>) -> tensor<8x4xf32>
  %2 = stablehlo.negate %1 : tensor<8x4xf32>
  return %2 : tensor<8x4xf32>
}
