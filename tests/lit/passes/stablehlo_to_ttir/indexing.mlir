// RUN: ttmlir-opt --convert-stablehlo-to-ttir %s | FileCheck %s

// CHECK-LABEL: func.func @embedding
func.func @embedding(%table: tensor<32x8xf32>, %i: tensor<2x3x1xi32>) -> tensor<2x3x8xf32> {
  // CHECK: "ttir.clamp_scalar"{{.*}}max = 31 : i32, min = 0 : i32
  // CHECK: "ttir.embedding"({{.*}}, %arg0) : (tensor<2x3xi32>, tensor<32x8xf32>) -> tensor<2x3x8xf32>
  %0 = "stablehlo.gather"(%table, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 2>, slice_sizes = array<i64: 1, 8>}> : (tensor<32x8xf32>, tensor<2x3x1xi32>) -> tensor<2x3x8xf32>
  return %0 : tensor<2x3x8xf32>
}

// CHECK-LABEL: func.func @along_one_dimension
func.func @along_one_dimension(%x: tensor<4x8xf32>, %i: tensor<4x3x1xi32>) -> tensor<4x3xf32> {
  // CHECK: "ttir.gather"(%arg0, {{.*}}) <{dim = 1 : i32}> : (tensor<4x8xf32>, tensor<4x3xi32>) -> tensor<4x3xf32>
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<collapsed_slice_dims = [1], operand_batching_dims = [0], start_indices_batching_dims = [0], start_index_map = [1], index_vector_dim = 2>, slice_sizes = array<i64: 1, 1>}> : (tensor<4x8xf32>, tensor<4x3x1xi32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @box_at_a_known_place
func.func @box_at_a_known_place(%x: tensor<8x16xf32>) -> tensor<4x16xf32> {
  %c = stablehlo.constant dense<7> : tensor<i32>
  // The start is moved so that the box lies inside.
  // CHECK: "ttir.slice_static"(%arg0) <{begins = [4 : i32, 0 : i32], ends = [8 : i32, 16 : i32]
  %0 = stablehlo.dynamic_slice %x, %c, %c, sizes = [4, 16] : (tensor<8x16xf32>, tensor<i32>, tensor<i32>) -> tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// CHECK-LABEL: func.func @box_at_a_computed_place
func.func @box_at_a_computed_place(%x: tensor<8x16xf32>, %i: tensor<i32>) -> tensor<4x2xf32> {
  // CHECK: %[[B:.*]] = "ttir.concat"
  // CHECK: %[[E:.*]] = "ttir.add"(%[[B]]
  // CHECK: "ttir.slice_dynamic"(%arg0, %[[B]], %[[E]])
  %0 = stablehlo.dynamic_slice %x, %i, %i, sizes = [4, 2] : (tensor<8x16xf32>, tensor<i32>, tensor<i32>) -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @cache_update
func.func @cache_update(%cache: tensor<2x16x4xf32>, %x: tensor<2x1x4xf32>, %i: tensor<i32>) -> tensor<2x16x4xf32> {
  %z = stablehlo.constant dense<0> : tensor<i32>
  // CHECK: "ttir.scatter"(%arg0, {{.*}}, %arg1) <{dim = 1 : i32, scatter_reduce_type = #ttcore.reduce_type<invalid>}>
  %0 = stablehlo.dynamic_update_slice %cache, %x, %z, %i, %z : (tensor<2x16x4xf32>, tensor<2x1x4xf32>, tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<2x16x4xf32>
  return %0 : tensor<2x16x4xf32>
}

// Updates that lie outside go to a spare row, which is cut off.
// CHECK-LABEL: func.func @scatter_add
func.func @scatter_add(%x: tensor<7x5xf32>, %i: tensor<6x1xi32>, %u: tensor<6x5xf32>) -> tensor<7x5xf32> {
  // CHECK: "ttir.concat"(%arg0, {{.*}}) <{dim = 0 : si32}> : (tensor<7x5xf32>, tensor<1x5xf32>) -> tensor<8x5xf32>
  // CHECK: "ttir.scatter"({{.*}}, %arg2) <{dim = 0 : i32, scatter_reduce_type = #ttcore.reduce_type<sum>}>
  // CHECK: "ttir.slice_static"{{.*}} -> tensor<7x5xf32>
  %0 = "stablehlo.scatter"(%x, %i, %u) <{scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %s = stablehlo.add %a, %b : tensor<f32>
      stablehlo.return %s : tensor<f32>
  }) : (tensor<7x5xf32>, tensor<6x1xi32>, tensor<6x5xf32>) -> tensor<7x5xf32>
  return %0 : tensor<7x5xf32>
}
