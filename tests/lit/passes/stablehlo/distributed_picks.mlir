// RUN: ttmlir-opt --fuse-distributed-custom-calls --split-input-file %s | FileCheck %s

// What every chip picked is gathered with its places, and picked from again.
// CHECK-LABEL: @top_k
// CHECK: %[[OWN:.*]]:2 = stablehlo.custom_call @tenstorrent.topk(%arg0) {tt.composite_attributes = {{.*}}k = 2 : i64{{.*}} : (tensor<3x8xf32>) -> (tensor<3x2xf32>, tensor<3x2xi32>)
// CHECK: %[[VALUES:.*]] = "stablehlo.all_gather"(%[[OWN]]#0) {{.*}} -> tensor<3x4xf32>
// CHECK: %[[BEST:.*]]:2 = stablehlo.custom_call @tenstorrent.topk(%[[VALUES]])
// CHECK: %[[PLACES:.*]] = "stablehlo.all_gather"(%[[OWN]]#1) {{.*}} -> tensor<3x4xi32>
// CHECK: stablehlo.constant dense<[0, 0, 8, 8]>
// CHECK: %[[WHOLE:.*]] = stablehlo.add %[[PLACES]]
// CHECK: %[[FOUND:.*]] = stablehlo.custom_call @tenstorrent.gather_dim(%[[WHOLE]], %[[BEST]]#1)
// CHECK: return %[[BEST]]#0, %[[FOUND]]
func.func @top_k(%a: tensor<3x8xf32>) -> (tensor<3x2xf32>, tensor<3x2xi32>) {
  %0 = "stablehlo.all_gather"(%a) <{all_gather_dim = 1 : i64, channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, use_global_device_ids}> : (tensor<3x8xf32>) -> tensor<3x16xf32>
  %1:2 = stablehlo.custom_call @tenstorrent.topk(%0) {tt.composite_attributes = {dim = -1 : i64, k = 2 : i64, largest = true, sorted = true}, tt.has_custom_sharding} : (tensor<3x16xf32>) -> (tensor<3x2xf32>, tensor<3x2xi32>)
  return %1#0, %1#1 : tensor<3x2xf32>, tensor<3x2xi32>
}

// -----

// The positions of the largest of every shard, and the position of the largest of these.
// CHECK-LABEL: @argmax
// CHECK: %[[OWN:.*]] = stablehlo.custom_call @tenstorrent.argmax(%arg0) {{.*}} -> tensor<3x1xi32>
// CHECK: %[[VALUE:.*]] = stablehlo.custom_call @tenstorrent.gather_dim(%arg0, %[[OWN]])
// CHECK: "stablehlo.all_gather"(%[[VALUE]])
// CHECK: "stablehlo.all_gather"(%[[OWN]])
// CHECK: stablehlo.reshape {{.*}} -> tensor<3xi32>
func.func @argmax(%a: tensor<3x8xf32>) -> tensor<3xi32> {
  %0 = "stablehlo.all_gather"(%a) <{all_gather_dim = 1 : i64, channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, use_global_device_ids}> : (tensor<3x8xf32>) -> tensor<3x16xf32>
  %1 = stablehlo.custom_call @tenstorrent.argmax(%0) {tt.composite_attributes = {dim = 1 : i64, keepdim = false}, tt.has_custom_sharding} : (tensor<3x16xf32>) -> tensor<3xi32>
  return %1 : tensor<3xi32>
}

// -----

// Not gathered along the dimension that is picked from.
// CHECK-LABEL: @other_dim
// CHECK-NEXT: all_gather
// CHECK-NEXT: @tenstorrent.topk
// CHECK-NEXT: return
func.func @other_dim(%a: tensor<3x8xf32>) -> (tensor<6x2xf32>, tensor<6x2xi32>) {
  %0 = "stablehlo.all_gather"(%a) <{all_gather_dim = 0 : i64, channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, use_global_device_ids}> : (tensor<3x8xf32>) -> tensor<6x8xf32>
  %1:2 = stablehlo.custom_call @tenstorrent.topk(%0) {tt.composite_attributes = {dim = -1 : i64, k = 2 : i64, largest = true, sorted = true}, tt.has_custom_sharding} : (tensor<6x8xf32>) -> (tensor<6x2xf32>, tensor<6x2xi32>)
  return %1#0, %1#1 : tensor<6x2xf32>, tensor<6x2xi32>
}

// -----

// Somebody else needs the whole.
// CHECK-LABEL: @other_user
// CHECK-NEXT: all_gather
// CHECK-NEXT: @tenstorrent.topk
// CHECK-NEXT: return
func.func @other_user(%a: tensor<3x8xf32>) -> (tensor<3x2xf32>, tensor<3x16xf32>) {
  %0 = "stablehlo.all_gather"(%a) <{all_gather_dim = 1 : i64, channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, use_global_device_ids}> : (tensor<3x8xf32>) -> tensor<3x16xf32>
  %1 = stablehlo.custom_call @tenstorrent.topk_values(%0) {tt.composite_attributes = {dim = -1 : i64, k = 2 : i64, largest = true, sorted = true}, tt.has_custom_sharding} : (tensor<3x16xf32>) -> tensor<3x2xf32>
  return %1, %0 : tensor<3x2xf32>, tensor<3x16xf32>
}
