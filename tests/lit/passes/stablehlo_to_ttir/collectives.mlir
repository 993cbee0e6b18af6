// RUN: ttmlir-opt --convert-stablehlo-to-ttir %s | FileCheck %s

// CHECK: module attributes {ttcore.meshes = #ttcore.meshes<[<"mesh" = 2x4>]>}
// CHECK-NOT: sdy.mesh
sdy.mesh @mesh = <["x"=2, "y"=4]>

// CHECK-LABEL: func.func @unsharded
func.func @unsharded(%a: tensor<8x16xf32>) -> tensor<8x16xf32> {
  // CHECK: %[[L:.*]] = "ttir.mesh_shard"(%arg0) <{shard_dims = array<i64: 0, 1>, shard_direction = #ttcore.shard_direction<full_to_shard>, shard_shape = array<i64: 2, 4>, shard_type = #ttcore.shard_type<devices>}> : (tensor<8x16xf32>) -> tensor<4x4xf32>
  // CHECK: %[[R:.*]] = "ttir.all_reduce"(%[[L]]) <{cluster_axis = 1 : ui32, reduce_type = #ttcore.reduce_type<sum>}>
  // CHECK: "ttir.mesh_shard"(%[[R]]){{.*}}shard_to_full
  %0 = sdy.manual_computation(%a) in_shardings=[<@mesh, [{"x"}, {"y"}]>] out_shardings=[<@mesh, [{"x"}, {"y"}]>] manual_axes={"x", "y"} (%x: tensor<4x4xf32>) {
    %1 = "stablehlo.all_reduce"(%x) <{replica_groups = dense<[[0, 1, 2, 3], [4, 5, 6, 7]]> : tensor<2x4xi64>}> ({
      ^bb0(%b: tensor<f32>, %c: tensor<f32>):
        %s = stablehlo.add %b, %c : tensor<f32>
        stablehlo.return %s : tensor<f32>
    }) : (tensor<4x4xf32>) -> tensor<4x4xf32>
    sdy.return %1 : tensor<4x4xf32>
  } : (tensor<8x16xf32>) -> tensor<8x16xf32>
  return %0 : tensor<8x16xf32>
}

// A presharded argument has its local type from the start.
// CHECK-LABEL: func.func @presharded
// CHECK-SAME: (%arg0: tensor<4x4xf32>
func.func @presharded(%a: tensor<8x16xf32> {ttcore.shard_status = #ttcore.shard_status<presharded>}) -> (tensor<8x16xf32> {ttcore.shard_status = #ttcore.shard_status<unsharded>}) {
  // CHECK-NOT: full_to_shard
  // CHECK: "ttir.neg"(%arg0)
  // CHECK: "ttir.mesh_shard"{{.*}}shard_to_full
  %0 = sdy.manual_computation(%a) in_shardings=[<@mesh, [{"x"}, {"y"}]>] out_shardings=[<@mesh, [{"x"}, {"y"}]>] manual_axes={"x", "y"} (%x: tensor<4x4xf32>) {
    %1 = stablehlo.negate %x : tensor<4x4xf32>
    sdy.return %1 : tensor<4x4xf32>
  } : (tensor<8x16xf32>) -> tensor<8x16xf32>
  return %0 : tensor<8x16xf32>
}

// A replicated argument, a gather over both axes, the minor one first.
// CHECK-LABEL: func.func @gathered
func.func @gathered(%a: tensor<4x4xf32>) -> tensor<32x4xf32> {
  // CHECK: "ttir.mesh_shard"(%arg0){{.*}}shard_dims = array<i64: -1>{{.*}}shard_type = #ttcore.shard_type<replicate>
  // CHECK: "ttir.all_gather"{{.*}}all_gather_dim = 0 : si32, cluster_axis = 1 : ui32
  // CHECK: "ttir.all_gather"{{.*}}all_gather_dim = 0 : si32, cluster_axis = 0 : ui32
  %0 = sdy.manual_computation(%a) in_shardings=[<@mesh, [{}, {}]>] out_shardings=[<@mesh, [{}, {}]>] manual_axes={"x", "y"} (%x: tensor<4x4xf32>) {
    %1 = "stablehlo.all_gather"(%x) <{all_gather_dim = 0 : i64, replica_groups = dense<[[0, 1, 2, 3, 4, 5, 6, 7]]> : tensor<1x8xi64>}> : (tensor<4x4xf32>) -> tensor<32x4xf32>
    sdy.return %1 : tensor<32x4xf32>
  } : (tensor<4x4xf32>) -> tensor<32x4xf32>
  return %0 : tensor<32x4xf32>
}

// Every chip's number is its part of the list of all numbers.
// CHECK-LABEL: func.func @numbered
func.func @numbered() -> tensor<ui32> {
  // CHECK: %[[ALL:.*]] = "ttir.arange"{{.*}} -> tensor<8xui32>
  // CHECK: %[[ROW:.*]] = "ttir.mesh_partition"(%[[ALL]]) <{cluster_axis = 0 : ui32, dim = 0 : si32}>
  // CHECK: "ttir.mesh_partition"(%[[ROW]]) <{cluster_axis = 1 : ui32, dim = 0 : si32}>
  %0 = stablehlo.partition_id : tensor<ui32>
  return %0 : tensor<ui32>
}
