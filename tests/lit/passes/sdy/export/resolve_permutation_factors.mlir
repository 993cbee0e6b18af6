// RUN: ttmlir-opt --sdy-resolve-permutation-factors %s | FileCheck %s --check-prefixes=ALL,EXCHANGE
// RUN: ttmlir-opt --sdy-resolve-permutation-factors="enable-halo-exchange=false" %s | FileCheck %s --check-prefixes=ALL,GATHER
// RUN: ttmlir-opt --sdy-resolve-permutation-factors="replica-count=6" %s | FileCheck %s --check-prefix=REPLICAS

// EXCHANGE: sdy.mesh @mesh_reversed = <["x"=2, "y"=3], device_ids=[3, 4, 5, 0, 1, 2]>
sdy.mesh @mesh = <["x"=2, "y"=3]>
sdy.mesh @ring = <["r"=5]>

// REPLICAS: stablehlo.replica_id
// REPLICAS-NOT: stablehlo.partition_id

// The second half of the devices gets what the first half has.
// ALL-LABEL: func.func @front
// EXCHANGE: %[[LEFT:.*]] = "stablehlo.collective_permute"(%[[OWN:[a-z0-9]+]])
// EXCHANGE-SAME: dense<{{\[\[}}0, 3], [1, 4], [2, 5]]>
// EXCHANGE: stablehlo.concatenate %[[LEFT]], %[[OWN]], dim = 0
// EXCHANGE: stablehlo.dynamic_slice {{.*}} sizes = [2, 1]
// GATHER-NEXT: sdy.reshard %{{.*}} <@mesh, [{}, {"y"}]>
// GATHER-NEXT: stablehlo.slice
// GATHER-NEXT: sdy.reshard %{{.*}} <@mesh, [{"x"}, {"y"}]>
func.func @front(%x: tensor<8x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>})
    -> (tensor<4x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>}) {
  %0 = stablehlo.slice %x [0:4, 0:3]
    {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {"y"}]>]>}
    : (tensor<8x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// ALL-LABEL: func.func @every_second
// ALL-NEXT: stablehlo.slice
// ALL-NEXT: return
func.func @every_second(%x: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
    -> (tensor<4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %0 = stablehlo.slice %x [0:8:2] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>}
    : (tensor<8xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Every third element: the window of a shard is longer than the shard.
// ALL-LABEL: func.func @every_third
// EXCHANGE: stablehlo.dynamic_slice {{.*}} sizes = [4]
// EXCHANGE-NEXT: stablehlo.slice {{.*}} [0:4:3]
func.func @every_third(%x: tensor<10xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
    -> (tensor<4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %0 = stablehlo.slice %x [0:10:3] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>}
    : (tensor<10xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Same size, other places. A device without a neighbour has sevens in its place.
// ALL-LABEL: func.func @shift
// EXCHANGE: stablehlo.collective_permute
// EXCHANGE: %[[HAS:.*]] = stablehlo.compare GE
// EXCHANGE: stablehlo.select %[[HAS]]
// GATHER: sdy.reshard
func.func @shift(%x: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
    -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %seven = stablehlo.constant dense<7.0> : tensor<f32>
  %0 = stablehlo.pad %x, %seven, low = [1], high = [-1], interior = [0]
    {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>}
    : (tensor<8xf32>, tensor<f32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// Four hops among five devices: as much as a gather brings.
// ALL-LABEL: func.func @far
// ALL-NOT: sdy.manual_computation
// ALL: sdy.reshard %{{.*}} <@ring, [{}]>
func.func @far(%x: tensor<5xf32> {sdy.sharding = #sdy.sharding<@ring, [{"r"}]>})
    -> (tensor<25xf32> {sdy.sharding = #sdy.sharding<@ring, [{"r"}]>}) {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %0 = stablehlo.pad %x, %zero, low = [20], high = [0], interior = [0]
    {sdy.sharding = #sdy.sharding_per_value<[<@ring, [{"r"}]>]>}
    : (tensor<5xf32>, tensor<f32>) -> tensor<25xf32>
  return %0 : tensor<25xf32>
}

// ALL-LABEL: func.func @back_to_front
// EXCHANGE-NEXT: stablehlo.reverse %{{.*}}<@mesh_reversed, [{"x"}, {}]>
// EXCHANGE-NEXT: sdy.reshard %{{.*}} <@mesh, [{"x"}, {}]>
// GATHER-NEXT: sdy.reshard %{{.*}} <@mesh, [{}, {}]>
func.func @back_to_front(%x: tensor<4x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>})
    -> (tensor<4x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) {
  %0 = stablehlo.reverse %x, dims = [0]
    {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// Ten in six shards of two; as rows of five, each in three shards, some begin one element later.
// ALL-LABEL: func.func @rows
// EXCHANGE: manual_axes={"x", "y"} ({{.*}}: tensor<2xf32>
// EXCHANGE: stablehlo.constant dense<[4, 4, 4, 3, 3, 3]>
// EXCHANGE: stablehlo.reshape %{{.*}} : (tensor<2xf32>) -> tensor<1x2xf32>
// GATHER: sdy.reshard %{{.*}} <@mesh, [{}]>
func.func @rows(%x: tensor<10xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", "y"}]>})
    -> (tensor<2x5xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>}) {
  %0 = stablehlo.reshape %x {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {"y"}]>]>}
    : (tensor<10xf32>) -> tensor<2x5xf32>
  return %0 : tensor<2x5xf32>
}
