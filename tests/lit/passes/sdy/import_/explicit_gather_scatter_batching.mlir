// RUN: ttmlir-opt --sdy-explicit-gather-scatter-batching %s | FileCheck %s

// CHECK-LABEL: func.func @row_by_row
// CHECK: operand_batching_dims = [0], start_indices_batching_dims = [0], start_index_map = [1]
func.func @row_by_row(%x: tensor<3x5xf32>, %columns: tensor<3x1xi32>) -> tensor<3xf32> {
  %rows = stablehlo.iota dim = 0 : tensor<3x1xi32>
  %indices = stablehlo.concatenate %rows, %columns, dim = 1
    : (tensor<3x1xi32>, tensor<3x1xi32>) -> tensor<3x2xi32>
  %0 = "stablehlo.gather"(%x, %indices) <{
    dimension_numbers = #stablehlo.gather<
      collapsed_slice_dims = [0, 1], start_index_map = [0, 1], index_vector_dim = 1>,
    slice_sizes = array<i64: 1, 1>
  }> : (tensor<3x5xf32>, tensor<3x2xi32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// The indices count along their second dimension.
// CHECK-LABEL: func.func @along_the_other_dimension
// CHECK-NOT: operand_batching_dims
func.func @along_the_other_dimension(%x: tensor<3x5xf32>, %columns: tensor<3x3x1xi32>)
    -> tensor<3x3xf32> {
  %rows = stablehlo.iota dim = 1 : tensor<3x3x1xi32>
  %indices = stablehlo.concatenate %rows, %columns, dim = 2
    : (tensor<3x3x1xi32>, tensor<3x3x1xi32>) -> tensor<3x3x2xi32>
  %0 = "stablehlo.gather"(%x, %indices) <{
    dimension_numbers = #stablehlo.gather<
      collapsed_slice_dims = [0, 1], start_index_map = [0, 1], index_vector_dim = 2>,
    slice_sizes = array<i64: 1, 1>
  }> : (tensor<3x5xf32>, tensor<3x3x2xi32>) -> tensor<3x3xf32>
  return %0 : tensor<3x3xf32>
}
