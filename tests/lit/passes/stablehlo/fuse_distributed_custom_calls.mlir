// RUN: ttmlir-opt --stablehlo-pipeline --split-input-file %s | FileCheck %s

sdy.mesh @mesh = <["x"=1, "y"=4]>
// The mean is over all chips of a row; every chip has its part of the weight.
// CHECK-LABEL: @normalized_dimension
// CHECK-NOT: all_gather
// CHECK: custom_call @tenstorrent.distributed_rms_norm
// CHECK-SAME: cluster_axis = 1 : i32
// CHECK-SAME: (tensor<8x16xf32>, tensor<16xf32>) -> tensor<8x16xf32>
// CHECK-NOT: sdy.all_slice
func.func @normalized_dimension(%x: tensor<8x64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"y"}]>}, %w: tensor<64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>}) -> (tensor<8x64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"y"}]>}) {
  %0 = stablehlo.composite "tenstorrent.rms_norm" %x, %w {composite_attributes = {epsilon = 1.0e-05 : f32, normalized_shape = dense<64> : tensor<1xi64>}, decomposition = @norm} : (tensor<8x64xf32>, tensor<64xf32>) -> tensor<8x64xf32>
  return %0 : tensor<8x64xf32>
}
func.func private @norm(%x: tensor<8x64xf32>, %w: tensor<64xf32>) -> tensor<8x64xf32> {
  return %x : tensor<8x64xf32>
}

// -----

sdy.mesh @mesh = <["x"=1, "y"=2]>
// Rows that were gathered in vain: the norm of the shard is the shard of the norm.
// CHECK-LABEL: @rows
// CHECK-NOT: all_gather
// CHECK: custom_call @tenstorrent.rms_norm
// CHECK-SAME: (tensor<4x64xf32>) -> tensor<4x64xf32>
func.func @rows(%x: tensor<8x64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}) -> (tensor<8x64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}) {
  %0 = sdy.reshard %x <@mesh, [{}, {}]> : tensor<8x64xf32>
  %1 = stablehlo.custom_call @tenstorrent.rms_norm(%0) {tt.has_custom_sharding, tt.composite_attributes = {normalized_shape = dense<64> : tensor<1xi64>}} : (tensor<8x64xf32>) -> tensor<8x64xf32>
  return %1 : tensor<8x64xf32>
}

// -----

sdy.mesh @mesh = <["x"=1, "y"=4]>
// Chips have the whole weight: there is no part of it to work with.
// CHECK-LABEL: @whole_weight
// CHECK: all_gather
// CHECK: custom_call @tenstorrent.rms_norm
func.func @whole_weight(%x: tensor<8x64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"y"}]>}, %w: tensor<64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}) -> (tensor<8x64xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"y"}]>}) {
  %0 = stablehlo.custom_call @tenstorrent.rms_norm(%x, %w) {tt.has_custom_sharding, tt.composite_attributes = {normalized_shape = dense<64> : tensor<1xi64>}} : (tensor<8x64xf32>, tensor<64xf32>) -> tensor<8x64xf32>
  return %0 : tensor<8x64xf32>
}
