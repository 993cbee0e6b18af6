// RUN: ttmlir-opt --ttcore-mark-functions-as-forward --ttnn-layout --mlir-print-local-scope %s | FileCheck %s

// CHECK-LABEL: func.func @tiles_in_device_memory(
// CHECK-SAME: %[[X:.*]]: tensor<2x3x40xf32, #ttnn.ttnn_layout<(d0, d1, d2) -> (d0 * 32 + d1, d2), <1x1>, memref<2x2x!ttcore.tile<32x32, f32>, #ttnn.buffer_type<dram>>, <interleaved>>>)
// CHECK-NEXT: "ttir.exp"(%[[X]])
// CHECK-NEXT: return
func.func @tiles_in_device_memory(%x: tensor<2x3x40xf32>) -> tensor<2x3x40xf32> {
  %0 = "ttir.exp"(%x) : (tensor<2x3x40xf32>) -> tensor<2x3x40xf32>
  return %0 : tensor<2x3x40xf32>
}

// A model's inputs come in row-major order.
// CHECK-LABEL: func.func @inputs_in_rows(
// CHECK-SAME: memref<2x3xf32, #ttnn.buffer_type<dram>>, <interleaved>>> {ttcore.argument_type = #ttcore.argument_type<input>}
// CHECK-SAME: !ttcore.tile<32x32, f32>{{.*}} {ttcore.argument_type = #ttcore.argument_type<parameter>}
// CHECK: %[[TILES:.*]] = ttir.to_layout %[[X:[a-z0-9]+]], %{{.*}} : tensor<2x3xf32, {{.*}}memref<2x3xf32, {{.*}} into tensor<2x3xf32, {{.*}}!ttcore.tile
// CHECK: "ttir.add"(%[[TILES]], %{{.*}})
func.func @inputs_in_rows(%x: tensor<2x3xf32> {ttcore.argument_type = #ttcore.argument_type<input>}, %w: tensor<2x3xf32> {ttcore.argument_type = #ttcore.argument_type<parameter>}) -> tensor<2x3xf32> {
  %0 = "ttir.add"(%x, %w) : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// What is split over a mesh, or joined, is on the host.
// CHECK-LABEL: func.func @mesh_shard(
// CHECK-SAME: %[[WHOLE:.*]]: tensor<4x8xf32, {{.*}}memref<4x8xf32, #ttnn.buffer_type<system_memory>>>>) -> tensor<4x8xf32, {{.*}}memref<4x8xf32, #ttnn.buffer_type<system_memory>>>>
// CHECK: %[[PART:.*]] = "ttir.mesh_shard"(%[[WHOLE]]){{.*}} -> tensor<2x8xf32, {{.*}}system_memory
// CHECK: %[[ON_DEVICE:.*]] = ttir.to_layout %[[PART]]
// CHECK: %[[RESULT:.*]] = "ttir.exp"(%[[ON_DEVICE]])
// CHECK: %[[ON_HOST:.*]] = ttir.to_layout %[[RESULT]]
// CHECK: %[[JOINED:.*]] = "ttir.mesh_shard"(%[[ON_HOST]])
// CHECK-NEXT: return %[[JOINED]]
func.func @mesh_shard(%whole: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = "ttir.mesh_shard"(%whole) <{shard_dims = array<i64: -1, 0>, shard_direction = #ttcore.shard_direction<full_to_shard>, shard_shape = array<i64: 2, 1>, shard_type = #ttcore.shard_type<devices>}> : (tensor<4x8xf32>) -> tensor<2x8xf32>
  %1 = "ttir.exp"(%0) : (tensor<2x8xf32>) -> tensor<2x8xf32>
  %2 = "ttir.mesh_shard"(%1) <{shard_dims = array<i64: -1, 0>, shard_direction = #ttcore.shard_direction<shard_to_full>, shard_shape = array<i64: 2, 1>, shard_type = #ttcore.shard_type<devices>}> : (tensor<2x8xf32>) -> tensor<4x8xf32>
  return %2 : tensor<4x8xf32>
}

// A loop's values look the same on every round, wherever they come from, and the host reads
// whether to go on.
// CHECK-LABEL: func.func @loop(
// CHECK: %[[START:.*]] = ttir.to_layout %{{.*}}, %{{.*}} : tensor<si32, {{.*}}memref<1x1xsi32, {{.*}} into tensor<si32, {{.*}}!ttcore.tile
// CHECK: scf.while (%[[I:.*]] = %[[START]]) : (tensor<si32, {{.*}}!ttcore.tile
// CHECK: %[[LESS:.*]] = "ttir.lt"
// CHECK: %[[ON_HOST:.*]] = ttir.to_layout %[[LESS]], %{{.*}} into tensor<bf16, {{.*}}memref<1x1xbf16, #ttnn.buffer_type<system_memory>>>>
// CHECK: tensor.extract %[[ON_HOST]]
// CHECK: scf.yield %{{.*}} : tensor<si32, {{.*}}!ttcore.tile
func.func @loop(%start: tensor<si32> {ttcore.argument_type = #ttcore.argument_type<input>}, %end: tensor<si32>) -> tensor<si32> {
  %last = scf.while (%i = %start) : (tensor<si32>) -> tensor<si32> {
    %less = "ttir.lt"(%i, %end) : (tensor<si32>, tensor<si32>) -> tensor<bf16>
    %number = tensor.extract %less[] : tensor<bf16>
    %zero = arith.constant 0.0 : bf16
    %holds = arith.cmpf une, %number, %zero : bf16
    scf.condition(%holds) %i : tensor<si32>
  } do {
  ^bb0(%i: tensor<si32>):
    %next = "ttir.add"(%i, %i) : (tensor<si32>, tensor<si32>) -> tensor<si32>
    scf.yield %next : tensor<si32>
  }
  return %last : tensor<si32>
}
