// RUN: ttmlir-opt --stablehlo-fusing %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>

// CHECK-LABEL: @repeated_then_split
// CHECK: stablehlo.broadcast_in_dim %arg0, dims = [0, 2] : (tensor<2x5xf32>) -> tensor<2x3x5xf32>
func.func @repeated_then_split(%x: tensor<2x5xf32>) -> tensor<2x3x5xf32> {
  %0 = stablehlo.concatenate %x, %x, %x, dim = 1 : (tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>) -> tensor<2x15xf32>
  %1 = stablehlo.reshape %0 : (tensor<2x15xf32>) -> tensor<2x3x5xf32>
  return %1 : tensor<2x3x5xf32>
}

// CHECK-LABEL: @repeated_along_a_new_dimension
// CHECK: stablehlo.broadcast_in_dim %arg0, dims = [0, 2] : (tensor<2x5xf32>) -> tensor<2x3x5xf32>
func.func @repeated_along_a_new_dimension(%x: tensor<2x5xf32>) -> tensor<2x3x5xf32> {
  %0 = stablehlo.reshape %x : (tensor<2x5xf32>) -> tensor<2x1x5xf32>
  %1 = stablehlo.concatenate %0, %0, %0, dim = 1 : (tensor<2x1x5xf32>, tensor<2x1x5xf32>, tensor<2x1x5xf32>) -> tensor<2x3x5xf32>
  return %1 : tensor<2x3x5xf32>
}

// CHECK-LABEL: @split_elsewhere
// CHECK: stablehlo.concatenate
func.func @split_elsewhere(%x: tensor<2x5xf32>) -> tensor<2x3x5xf32> {
  %0 = stablehlo.concatenate %x, %x, %x, dim = 0 : (tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>) -> tensor<6x5xf32>
  %1 = stablehlo.reshape %0 : (tensor<6x5xf32>) -> tensor<2x3x5xf32>
  return %1 : tensor<2x3x5xf32>
}

// CHECK-LABEL: @sharded
// CHECK: stablehlo.concatenate
func.func @sharded(%x: tensor<2x1xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> tensor<2x2xf32> {
  %0 = stablehlo.concatenate %x, %x, dim = 1 : (tensor<2x1xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: @idle_index_dimension
// CHECK: "stablehlo.gather"(%arg0, %arg1)
func.func @idle_index_dimension(%table: tensor<7x5xf32>, %rows: tensor<3xi32>) -> tensor<3x5xf32> {
  %0 = stablehlo.reshape %rows : (tensor<3xi32>) -> tensor<3x1xi32>
  %1 = "stablehlo.gather"(%table, %0) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 5>}> : (tensor<7x5xf32>, tensor<3x1xi32>) -> tensor<3x5xf32>
  return %1 : tensor<3x5xf32>
}

// The columns are counted, the rows are the same for all of them: rows are scattered.
// CHECK-LABEL: @scattered_rows
// CHECK: "stablehlo.scatter"
// CHECK-SAME: update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1
// CHECK: (tensor<4x8xf32>, tensor<2x1xi64>, tensor<2x8xf32>)
func.func @scattered_rows(%table: tensor<4x8xf32>, %row: tensor<2xi64>, %update: tensor<2x8xf32>) -> tensor<4x8xf32> {
  %rows = stablehlo.broadcast_in_dim %row, dims = [0] : (tensor<2xi64>) -> tensor<2x8x1xi64>
  %count = stablehlo.iota dim = 0 : tensor<8xi64>
  %columns = stablehlo.broadcast_in_dim %count, dims = [1] : (tensor<8xi64>) -> tensor<2x8x1xi64>
  %indices = stablehlo.concatenate %rows, %columns, dim = 2 : (tensor<2x8x1xi64>, tensor<2x8x1xi64>) -> tensor<2x8x2xi64>
  %0 = "stablehlo.scatter"(%table, %indices, %update) <{scatter_dimension_numbers = #stablehlo.scatter<inserted_window_dims = [0, 1], scatter_dims_to_operand_dims = [0, 1], index_vector_dim = 2>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    stablehlo.return %b : tensor<f32>
  }) : (tensor<4x8xf32>, tensor<2x8x2xi64>, tensor<2x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// Rows may differ from column to column.
// CHECK-LABEL: @scattered_places
// CHECK: scatter_dims_to_operand_dims = [0, 1]
func.func @scattered_places(%table: tensor<4x8xf32>, %rows: tensor<2x8x1xi64>, %update: tensor<2x8xf32>) -> tensor<4x8xf32> {
  %count = stablehlo.iota dim = 0 : tensor<8xi64>
  %columns = stablehlo.broadcast_in_dim %count, dims = [1] : (tensor<8xi64>) -> tensor<2x8x1xi64>
  %indices = stablehlo.concatenate %rows, %columns, dim = 2 : (tensor<2x8x1xi64>, tensor<2x8x1xi64>) -> tensor<2x8x2xi64>
  %0 = "stablehlo.scatter"(%table, %indices, %update) <{scatter_dimension_numbers = #stablehlo.scatter<inserted_window_dims = [0, 1], scatter_dims_to_operand_dims = [0, 1], index_vector_dim = 2>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    stablehlo.return %b : tensor<f32>
  }) : (tensor<4x8xf32>, tensor<2x8x2xi64>, tensor<2x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
