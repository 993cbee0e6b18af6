// RUN: ttmlir-opt --partition-indexing %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>

// A few rows of a large table: zeros for the rows of other chips, then a sum.
// CHECK-LABEL: func.func @embedding
// CHECK: %[[ROWS:.*]] = sdy.manual_computation(%arg0, %arg1, %{{.*}}) in_shardings=[<@mesh, [{"y"}, {}]>, <@mesh, [{"x"}, {}]>, <@mesh, [{"y"}]>] out_shardings=[<@mesh, [{"x"}, {}]>] manual_axes={"x", "y"}
// CHECK: stablehlo.subtract
// CHECK: "stablehlo.gather"{{.*}} : (tensor<16x8xf32>, tensor<2x1xi32>) -> tensor<2x8xf32>
// CHECK: stablehlo.select
// CHECK: sdy.all_reduce {"y"} {{.*}} out_sharding=<@mesh, [{"x"}, {}]> : tensor<4x8xf32>
func.func @embedding(
    %table: tensor<64x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>},
    %rows: tensor<4x1xi32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> tensor<4x8xf32> {
  %0 = "stablehlo.gather"(%table, %rows) <{
    dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0],
      start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}>
    {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>}
    : (tensor<64x8xf32>, tensor<4x1xi32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// Many rows of a small table: to gather the table is less.
// CHECK-LABEL: func.func @small_table
// CHECK-NEXT: "stablehlo.gather"
func.func @small_table(
    %table: tensor<4x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>},
    %rows: tensor<64x1xi32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> tensor<64x8xf32> {
  %0 = "stablehlo.gather"(%table, %rows) <{
    dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0],
      start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}>
    {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>}
    : (tensor<4x8xf32>, tensor<64x1xi32>) -> tensor<64x8xf32>
  return %0 : tensor<64x8xf32>
}

// Updates for other chips' rows are dropped; nothing is combined.
// CHECK-LABEL: func.func @cache
// CHECK: sdy.manual_computation(%arg0, %arg1, %arg2, %{{.*}}) in_shardings=[<@mesh, [{"y"}, {}]>, <@mesh, [{}, {}]>, <@mesh, [{}, {}]>, <@mesh, [{"y"}]>]
// CHECK: "stablehlo.scatter"
// CHECK: (tensor<16x8xf32>, tensor<2x1xi32>, tensor<2x8xf32>) -> tensor<16x8xf32>
// CHECK-NOT: sdy.all_reduce
// CHECK: return
func.func @cache(
    %cache: tensor<64x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>},
    %rows: tensor<2x1xi32>, %new: tensor<2x8xf32>) -> tensor<64x8xf32> {
  %0 = "stablehlo.scatter"(%cache, %rows, %new) <{
    scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1],
      inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}> ({
  ^bb0(%old: tensor<f32>, %update: tensor<f32>):
    stablehlo.return %update : tensor<f32>
  }) {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}, {}]>]>}
    : (tensor<64x8xf32>, tensor<2x1xi32>, tensor<2x8xf32>) -> tensor<64x8xf32>
  return %0 : tensor<64x8xf32>
}

// Many updates to few rows: chips add up their own into what one of them begins with.
// CHECK-LABEL: func.func @gradient
// CHECK: in_shardings=[<@mesh, [{"y"}, {}]>, <@mesh, [{"x"}, {}]>, <@mesh, [{"x"}, {}]>, <@mesh, [{"y"}]>, <@mesh, [{"x"}]>]
// CHECK: "stablehlo.scatter"
// CHECK: sdy.all_reduce {"x"} {{.*}} out_sharding=<@mesh, [{"y"}, {}]>
func.func @gradient(
    %sums: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>},
    %rows: tensor<64x1xi32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>},
    %new: tensor<64x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> tensor<8x8xf32> {
  %0 = "stablehlo.scatter"(%sums, %rows, %new) <{
    scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1],
      inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}> ({
  ^bb0(%old: tensor<f32>, %update: tensor<f32>):
    %sum = stablehlo.add %old, %update : tensor<f32>
    stablehlo.return %sum : tensor<f32>
  }) {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}, {}]>]>}
    : (tensor<8x8xf32>, tensor<64x1xi32>, tensor<64x8xf32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}
