// RUN: ttmlir-opt --apply-argument-shard-status %s | FileCheck %s
// RUN: ttmlir-opt --apply-argument-shard-status="result-presharded=0,1" %s | FileCheck %s --check-prefix=RESULTS
// RUN: not ttmlir-opt --apply-argument-shard-status="result-presharded=1" %s 2>&1 | FileCheck %s --check-prefix=COUNT

sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK: %arg0: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>, ttcore.shard_status = #ttcore.shard_status<presharded>}
// CHECK-SAME: %arg1: tensor<8xf32> {ttcore.shard_status = #ttcore.shard_status<unsharded>}
// CHECK-SAME: -> (tensor<8xf32> {ttcore.shard_status = #ttcore.shard_status<unsharded>}, tensor<8xf32> {ttcore.shard_status = #ttcore.shard_status<unsharded>})
// RESULTS: -> (tensor<8xf32> {ttcore.shard_status = #ttcore.shard_status<unsharded>}, tensor<8xf32> {ttcore.shard_status = #ttcore.shard_status<presharded>})
// COUNT: The size of the result shard status does not match the number of results in the function.
func.func @main(%sharded: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>}, %whole: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  return %sharded, %whole : tensor<8xf32>, tensor<8xf32>
}
