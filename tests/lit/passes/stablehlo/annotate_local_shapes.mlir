// RUN: ttmlir-opt --annotate-local-shapes --split-input-file %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK: %arg0: {{.*}} ttcore.local_shape = #ttcore<local_shape local_shape = tensor<2x3xf32>>
// An unsharded argument comes whole, whatever its sharding inside.
// CHECK-SAME: %arg1: {{.*}} ttcore.local_shape = #ttcore<local_shape local_shape = tensor<16x3xf32>>
// CHECK-SAME: -> (tensor<5xf32> {ttcore.local_shape = #ttcore<local_shape local_shape = tensor<5xf32>>})
func.func @main(%sharded: tensor<16x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", "y"}, {}]>, ttcore.shard_status = #ttcore.shard_status<presharded>}, %whole: tensor<16x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>, ttcore.shard_status = #ttcore.shard_status<unsharded>}, %other: tensor<5xf32>) -> tensor<5xf32> {
  return %other : tensor<5xf32>
}
