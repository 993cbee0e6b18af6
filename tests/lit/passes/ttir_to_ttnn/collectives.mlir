// RUN: ttmlir-opt --ttcore-register-device="mesh-shape=2,2" --ttnn-layout --convert-ttir-to-ttnn %s | FileCheck %s

// CHECK-LABEL: func.func @all_to_all(
// CHECK: %[[S0:.*]] = "ttnn.slice_static"(%{{.*}}) <{begins = [0 : i32, 0 : i32], ends = [2 : i32, 8 : i32], step = [1 : i32, 1 : i32]}>
// CHECK: %[[S1:.*]] = "ttnn.slice_static"(%{{.*}}) <{begins = [2 : i32, 0 : i32], ends = [4 : i32, 8 : i32], step = [1 : i32, 1 : i32]}>
// CHECK: %[[B0:.*]] = "ttnn.assign"(%[[S0]])
// CHECK: %[[B1:.*]] = "ttnn.assign"(%[[S1]])
// CHECK: %[[R0:.*]] = "ttnn.point_to_point"(%[[S1]], %[[B0]]) <{receiver_coord = array<i64: 0, 1>, sender_coord = array<i64: 0, 0>}>
// CHECK: %[[R1:.*]] = "ttnn.point_to_point"(%[[S0]], %[[B1]]) <{receiver_coord = array<i64: 0, 0>, sender_coord = array<i64: 0, 1>}>
// CHECK: %[[R2:.*]] = "ttnn.point_to_point"(%[[S1]], %[[R0]]) <{receiver_coord = array<i64: 1, 1>, sender_coord = array<i64: 1, 0>}>
// CHECK: %[[R3:.*]] = "ttnn.point_to_point"(%[[S0]], %[[R1]]) <{receiver_coord = array<i64: 1, 0>, sender_coord = array<i64: 1, 1>}>
// CHECK: "ttnn.concat"(%[[R2]], %[[R3]]) <{dim = 1 : si32}>
func.func @all_to_all(%x: tensor<4x8xf32>) -> tensor<2x16xf32> {
  %0 = "ttir.all_to_all"(%x) <{split_dim = 0 : si32, concat_dim = 1 : si32, split_count = 2 : si32, replica_groups = dense<[[0, 1], [2, 3]]> : tensor<2x2xi64>}> : (tensor<4x8xf32>) -> tensor<2x16xf32>
  return %0 : tensor<2x16xf32>
}

// Chips that receive nothing get zeros.
// CHECK-LABEL: func.func @collective_permute(
// CHECK: %[[ZEROS:.*]] = "ttnn.zeros"
// CHECK: %[[COPY:.*]] = "ttnn.assign"
// CHECK: %[[A:.*]] = "ttnn.point_to_point"(%{{.*}}, %[[COPY]]) <{receiver_coord = array<i64: 0, 1>, sender_coord = array<i64: 0, 0>}>
// CHECK: %[[B:.*]] = "ttnn.point_to_point"(%[[ZEROS]], %[[A]]) <{receiver_coord = array<i64: 0, 0>, sender_coord = array<i64: 0, 1>}>
// CHECK: "ttnn.point_to_point"(%[[ZEROS]], %[[B]]) <{receiver_coord = array<i64: 1, 0>, sender_coord = array<i64: 0, 0>}>
// CHECK-NOT: ttnn.point_to_point
// CHECK: return
func.func @collective_permute(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = "ttir.collective_permute"(%x) <{source_target_pairs = dense<[[0, 1], [3, 3]]> : tensor<2x2xi64>}> : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// CHECK-LABEL: func.func @collective_broadcast(
// CHECK-NOT: ttnn.zeros
// CHECK: "ttnn.point_to_point"(%{{.*}}, %{{.*}}) <{receiver_coord = array<i64: 1, 0>, sender_coord = array<i64: 0, 0>}>
// CHECK: "ttnn.point_to_point"(%{{.*}}, %{{.*}}) <{receiver_coord = array<i64: 0, 1>, sender_coord = array<i64: 1, 1>}>
func.func @collective_broadcast(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = "ttir.collective_broadcast"(%x) <{replica_groups = dense<[[0, 2], [3, 1]]> : tensor<2x2xi64>}> : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// CHECK-LABEL: func.func @mesh_shard(
// CHECK: "ttnn.distribute_tensor"(%{{.*}}, %{{.*}}) <{mapper_config = #ttnn.mesh_mapper_config<placements = [<replicate, -1 : i32>, <shard, 1 : i32>], mesh_shape_override = [2 : ui32, 2 : ui32]>}>
// CHECK: "ttnn.aggregate_tensor"(%{{.*}}, %{{.*}}) <{composer_config = #ttnn.mesh_composer_config<dims = [0 : i32, 1 : i32], mesh_shape_override = [1 : ui32, 2 : ui32]>}>
func.func @mesh_shard(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = "ttir.mesh_shard"(%x) <{shard_dims = array<i64: -1, 1>, shard_direction = #ttcore.shard_direction<full_to_shard>, shard_shape = array<i64: 1, 2>, shard_type = #ttcore.shard_type<devices>}> : (tensor<4x8xf32>) -> tensor<4x4xf32>
  %1 = "ttir.mesh_shard"(%0) <{shard_dims = array<i64: -1, 1>, shard_direction = #ttcore.shard_direction<shard_to_full>, shard_shape = array<i64: 1, 2>, shard_type = #ttcore.shard_type<devices>}> : (tensor<4x4xf32>) -> tensor<4x8xf32>
  return %1 : tensor<4x8xf32>
}

// CHECK-LABEL: func.func @by_name(
// CHECK: "ttnn.all_gather"(%{{.*}}) <{all_gather_dim = 0 : si32, cluster_axis = 1 : ui32}>
// CHECK: "ttnn.reduce_scatter"(%{{.*}}) <{cluster_axis = 1 : ui32, reduce_type = #ttcore.reduce_type<sum>, scatter_dim = 0 : si32}>
// CHECK: "ttnn.all_reduce"(%{{.*}}) <{cluster_axis = 0 : ui32, reduce_type = #ttcore.reduce_type<sum>}>
// CHECK: "ttnn.mesh_partition"(%{{.*}}) <{cluster_axis = 0 : ui32, dim = 1 : si32}>
func.func @by_name(%x: tensor<4x8xf32>) -> tensor<4x4xf32> {
  %0 = "ttir.all_gather"(%x) <{all_gather_dim = 0 : si32, cluster_axis = 1 : ui32}> : (tensor<4x8xf32>) -> tensor<8x8xf32>
  %1 = "ttir.reduce_scatter"(%0) <{cluster_axis = 1 : ui32, reduce_type = #ttcore.reduce_type<sum>, scatter_dim = 0 : si32}> : (tensor<8x8xf32>) -> tensor<4x8xf32>
  %2 = "ttir.all_reduce"(%1) <{cluster_axis = 0 : ui32, reduce_type = #ttcore.reduce_type<sum>}> : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %3 = "ttir.mesh_partition"(%2) <{cluster_axis = 0 : ui32, dim = 1 : si32}> : (tensor<4x8xf32>) -> tensor<4x4xf32>
  return %3 : tensor<4x4xf32>
}
