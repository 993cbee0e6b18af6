// RUN: ttmlir-opt --decouple-const-fanout --split-input-file %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @shared
// CHECK: %[[LAST:.*]] = stablehlo.broadcast_in_dim
// CHECK: %[[FIRST:.*]] = stablehlo.broadcast_in_dim
// CHECK: stablehlo.add %arg0, %[[FIRST]]
// CHECK: stablehlo.multiply %{{.*}}, %[[LAST]]
func.func @shared(%input: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>}) -> tensor<8xf32> {
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %ones = stablehlo.broadcast_in_dim %one, dims = [] : (tensor<f32>) -> tensor<8xf32>
  %0 = stablehlo.add %input, %ones : tensor<8xf32>
  %1 = stablehlo.multiply %0, %ones : tensor<8xf32>
  return %1 : tensor<8xf32>
}

// -----

// Without a sharded argument nothing could leak.
// CHECK-LABEL: @nothing_sharded
// CHECK-COUNT-1: stablehlo.broadcast_in_dim
// CHECK-NOT: stablehlo.broadcast_in_dim
func.func @nothing_sharded(%input: tensor<8xf32>) -> tensor<8xf32> {
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %ones = stablehlo.broadcast_in_dim %one, dims = [] : (tensor<f32>) -> tensor<8xf32>
  %0 = stablehlo.add %input, %ones : tensor<8xf32>
  %1 = stablehlo.multiply %0, %ones : tensor<8xf32>
  return %1 : tensor<8xf32>
}
