// RUN: ttmlir-opt --insert-explicit-reshards --split-input-file %s | FileCheck %s

// Rows are looked up in the whole table: their numbers are those of the whole.
sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @lookup
// CHECK: %[[TABLE:.*]] = sdy.reshard %arg0 <@mesh, [{}, {}]>
// CHECK: "stablehlo.gather"(%[[TABLE]], %arg1)
func.func @lookup(%t: tensor<16x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}, %i: tensor<8xi32>) -> tensor<8x8xf32> {
  %0 = "stablehlo.gather"(%t, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}> {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {}]>]>} : (tensor<16x8xf32>, tensor<8xi32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// -----

// A result that nobody gave a sharding keeps that of the value, along whole axes.
sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @result
// CHECK-SAME: -> (tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>})
// CHECK-NOT: sdy.reshard
func.func @result(%a: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> tensor<8x8xf32> {
  %0 = stablehlo.negate %a {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// -----

// A rule that came with the program holds for reshards, and is gone afterwards.
sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @rule
// CHECK: %[[B:.*]] = sdy.reshard %arg1 <@mesh, [{"x"}, {}]>
// CHECK: stablehlo.custom_call @tt.some_op(%arg0, %[[B]])
// CHECK-NOT: sdy.sharding_rule
func.func @rule(%a: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}, %b: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %0 = stablehlo.custom_call @tt.some_op(%a, %b) {mhlo.frontend_attributes = {xla.sdy.custom_sharding_rule = "#sdy.op_sharding_rule<([i, j], [i, j]) -> ([i, j]) {i=8, j=8}, custom>"}, sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : (tensor<8x8xf32>, tensor<8x8xf32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}
