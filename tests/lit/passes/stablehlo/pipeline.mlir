// RUN: ttmlir-opt --stablehlo-pipeline="result-presharded=1" %s | FileCheck %s

// A layer of a data- and tensor-parallel model needs one sum over the model axis.
// CHECK: sdy.mesh @mesh = <["data"=2, "model"=4]>
// CHECK: func.func public @main(%arg0: tensor<16x8xf32> {ttcore.local_shape = #ttcore<local_shape local_shape = tensor<8x8xf32>>, ttcore.shard_status = #ttcore.shard_status<presharded>}
// CHECK: sdy.manual_computation(%arg0, %arg1, %arg2) in_shardings=[<@mesh, [{"data"}, {}]>, <@mesh, [{}, {"model"}]>, <@mesh, [{"model"}, {}]>] out_shardings=[<@mesh, [{"data"}, {}]>] manual_axes={"data", "model"} (%[[X:.*]]: tensor<8x8xf32>, %[[UP:.*]]: tensor<8x8xf32>, %[[DOWN:.*]]: tensor<8x8xf32>) {
// CHECK: %[[HIDDEN:.*]] = stablehlo.dot_general %[[X]], %[[UP]]
// CHECK: %[[ACTIVE:.*]] = stablehlo.tanh %[[HIDDEN]] : tensor<8x8xf32>
// CHECK: %[[PART:.*]] = stablehlo.dot_general %[[ACTIVE]], %[[DOWN]]
// CHECK: %[[OUT:.*]] = "stablehlo.all_reduce"(%[[PART]]) {{.*}}dense<{{\[\[}}0, 1, 2, 3], [4, 5, 6, 7]]>
// CHECK: sdy.return %[[OUT]] : tensor<8x8xf32>
// CHECK-NOT: sdy.sharding =
sdy.mesh @mesh = <["data"=2, "model"=4]>
func.func public @main(%x: tensor<16x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"data"}, {}]>}, %up: tensor<8x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"model"}]>}, %down: tensor<32x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"model"}, {}]>}) -> tensor<16x8xf32> {
  %hidden = call @layer(%x, %up) : (tensor<16x8xf32>, tensor<8x32xf32>) -> tensor<16x32xf32>
  %out = stablehlo.dot_general %hidden, %down, contracting_dims = [1] x [0] : (tensor<16x32xf32>, tensor<32x8xf32>) -> tensor<16x8xf32>
  return %out : tensor<16x8xf32>
}
func.func private @layer(%x: tensor<16x8xf32>, %up: tensor<8x32xf32>) -> tensor<16x32xf32> {
  %0 = stablehlo.dot_general %x, %up, contracting_dims = [1] x [0] : (tensor<16x8xf32>, tensor<8x32xf32>) -> tensor<16x32xf32>
  %1 = stablehlo.tanh %0 : tensor<16x32xf32>
  return %1 : tensor<16x32xf32>
}
