// RUN: ttmlir-opt --stablehlo-pipeline --split-input-file %s | FileCheck %s

// The first chip along the axis keeps the value, the others have zeros.
sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @replicated
// CHECK: "stablehlo.collective_permute"(%{{.*}}) <{{{.*}}source_target_pairs = dense<{{\[}}[0, 0], [1, 1], [2, 2], [3, 3]]>
// CHECK: stablehlo.negate
// CHECK: stablehlo.all_reduce
func.func @replicated(%a: tensor<8x2xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}) -> (tensor<8x2xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}) {
  %0 = sdy.replicated_to_unreduced {"x"} %a out_sharding=<@mesh, [{"y"}, {}], unreduced={"x"}> : tensor<8x2xf32>
  %1 = stablehlo.negate %0 {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}, {}], unreduced={"x"}>]>} : tensor<8x2xf32>
  %2 = sdy.all_reduce {"x"} %1 out_sharding=<@mesh, [{"y"}, {}]> : tensor<8x2xf32>
  return %2 : tensor<8x2xf32>
}

// -----

// Every chip has its shard in its place, and zeros around it.
sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @sharded
// CHECK: %[[FIRST:.*]] = "stablehlo.collective_permute"(%[[SHARD:.*]]) <{{{.*}}source_target_pairs = dense<{{\[}}[0, 0], [1, 1], [2, 2], [3, 3]]>
// CHECK: %[[SECOND:.*]] = "stablehlo.collective_permute"(%[[SHARD]]) <{{{.*}}source_target_pairs = dense<{{\[}}[4, 4], [5, 5], [6, 6], [7, 7]]>
// CHECK: stablehlo.concatenate %[[FIRST]], %[[SECOND]], dim = 0 : (tensor<4x2xf32>, tensor<4x2xf32>) -> tensor<8x2xf32>
func.func @sharded(%a: tensor<8x2xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> (tensor<8x2xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {}]>}) {
  %0 = sdy.sharded_to_unreduced [{"x"}, {}] %a out_sharding=<@mesh, [{}, {}], unreduced={"x"}> : tensor<8x2xf32>
  %1 = stablehlo.negate %0 {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {}], unreduced={"x"}>]>} : tensor<8x2xf32>
  %2 = sdy.all_reduce {"x"} %1 out_sharding=<@mesh, [{}, {}]> : tensor<8x2xf32>
  return %2 : tensor<8x2xf32>
}

// -----

// Partial values do not cross the border.
sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @result
// CHECK: out_shardings=[<@mesh, [{}, {}]>]
// CHECK: stablehlo.dot_general
// CHECK: stablehlo.all_reduce
func.func @result(%a: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {"x"}]>}, %b: tensor<4x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> (tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {}], unreduced={"x"}>}) {
  %0 = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (tensor<8x4xf32>, tensor<4x8xf32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}
