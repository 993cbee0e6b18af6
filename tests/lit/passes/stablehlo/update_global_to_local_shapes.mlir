// RUN: ttmlir-opt --update-global-to-local-shapes --split-input-file %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>
// Two axes on one dimension: the minor one is gathered first.
// CHECK-LABEL: @compound_gather
// CHECK: manual_axes={"x", "y"} (%[[IN:.*]]: tensor<2xf32>)
// CHECK: %[[MINOR:.*]] = "stablehlo.all_gather"(%[[IN]]) {{.*}}dense<{{\[\[}}0, 1, 2, 3], [4, 5, 6, 7]]> {{.*}}(tensor<2xf32>) -> tensor<8xf32>
// CHECK: "stablehlo.all_gather"(%[[MINOR]]) {{.*}}dense<{{\[\[}}0, 4], [1, 5], [2, 6], [3, 7]]> {{.*}}(tensor<8xf32>) -> tensor<16xf32>
func.func @compound_gather(%input: tensor<16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", "y"}]>}) -> tensor<16xf32> {
  %0 = sdy.manual_computation(%input) in_shardings=[<@mesh, [{"x", "y"}]>] out_shardings=[<@mesh, [{}]>] manual_axes={} (%arg: tensor<16xf32>) {
    %1 = sdy.all_gather [{"x", "y"}] %arg out_sharding=<@mesh, [{}]> : tensor<16xf32>
    sdy.return %1 : tensor<16xf32>
  } : (tensor<16xf32>) -> tensor<16xf32>
  return %0 : tensor<16xf32>
}

// -----

sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @permute
// CHECK: "stablehlo.collective_permute"
// CHECK-SAME: dense<{{\[\[}}0, 0], [1, 4], [2, 1], [3, 5], [4, 2], [5, 6], [6, 3], [7, 7]]>
func.func @permute(%input: tensor<16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", "y"}]>}) -> tensor<16xf32> {
  %0 = sdy.manual_computation(%input) in_shardings=[<@mesh, [{"x", "y"}]>] out_shardings=[<@mesh, [{"y", "x"}]>] manual_axes={} (%arg: tensor<16xf32>) {
    %1 = sdy.collective_permute %arg out_sharding=<@mesh, [{"y", "x"}]> : tensor<16xf32>
    sdy.return %1 : tensor<16xf32>
  } : (tensor<16xf32>) -> tensor<16xf32>
  return %0 : tensor<16xf32>
}

// -----

sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @exchange_two_axes
// CHECK: "stablehlo.all_to_all"
// CHECK-SAME: concat_dimension = 0 : i64
// CHECK-SAME: dense<{{\[\[}}0, 1, 2, 3, 4, 5, 6, 7]]>
// CHECK-SAME: split_count = 8 : i64, split_dimension = 1 : i64
// CHECK-SAME: (tensor<2x16xf32>) -> tensor<16x2xf32>
func.func @exchange_two_axes(%input: tensor<16x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", "y"}, {}]>}) -> tensor<16x16xf32> {
  %0 = sdy.manual_computation(%input) in_shardings=[<@mesh, [{"x", "y"}, {}]>] out_shardings=[<@mesh, [{}, {"x", "y"}]>] manual_axes={} (%arg: tensor<16x16xf32>) {
    %1 = sdy.all_to_all [{"x", "y"}: 0->1] %arg out_sharding=<@mesh, [{}, {"x", "y"}]> : tensor<16x16xf32>
    sdy.return %1 : tensor<16x16xf32>
  } : (tensor<16x16xf32>) -> tensor<16x16xf32>
  return %0 : tensor<16x16xf32>
}

// -----

sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @slice
// CHECK: stablehlo.composite "sdy.all_slice" {{.*}} {composite_attributes = {out_sharding = #sdy.sharding<@mesh, [{"y"}, {"x"}]>}, decomposition = @sdy.all_slice1} : (tensor<8x4xf32>) -> tensor<2x2xf32>
// CHECK: func.func private @sdy.all_slice1
// CHECK: stablehlo.all_to_all
func.func @slice(%input: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %0 = sdy.manual_computation(%input) in_shardings=[<@mesh, [{}, {}]>] out_shardings=[<@mesh, [{"y"}, {"x"}]>] manual_axes={} (%arg: tensor<8x4xf32>) {
    %1 = sdy.all_slice [{"y"}, {"x"}] %arg out_sharding=<@mesh, [{"y"}, {"x"}]> : tensor<8x4xf32>
    sdy.return %1 : tensor<8x4xf32>
  } : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}

// -----

sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @maximum
// CHECK: stablehlo.all_reduce
// CHECK: stablehlo.maximum
func.func @maximum(%input: tensor<8xf32>) -> tensor<8xf32> {
  %0 = sdy.manual_computation(%input) in_shardings=[<@mesh, [{}]>] out_shardings=[<@mesh, [{}]>] manual_axes={} (%arg: tensor<8xf32>) {
    %1 = sdy.all_reduce max {"y"} %arg out_sharding=<@mesh, [{}]> : tensor<8xf32>
    sdy.return %1 : tensor<8xf32>
  } : (tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// -----

sdy.mesh @mesh = <["x"=2, "y"=4]>
// Sizes among the properties shrink with the shapes.
// CHECK-LABEL: @sizes
// CHECK: stablehlo.slice {{.*}} [0:4, 0:1] : (tensor<4x3xf32>) -> tensor<4x1xf32>
// CHECK: stablehlo.dynamic_slice {{.*}} sizes = [4, 2] : (tensor<4x3xf32>
// CHECK: slice_sizes = array<i64: 1, 3>
// CHECK: stablehlo.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
func.func @sizes(%table: tensor<3x12xf32>, %input: tensor<16x3xf32>, %start: tensor<i32>, %rows: tensor<5x1xi32>) -> tensor<16x1xf32> {
  %0 = sdy.manual_computation(%table, %input, %start, %rows) in_shardings=[<@mesh, [{}, {"y"}]>, <@mesh, [{"y"}, {}]>, <@mesh, []>, <@mesh, [{}, {}]>] out_shardings=[<@mesh, [{"y"}, {}]>] manual_axes={} (%a: tensor<3x12xf32>, %b: tensor<16x3xf32>, %s: tensor<i32>, %r: tensor<5x1xi32>) {
    %1 = stablehlo.slice %b [0:16, 0:1] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}, {}]>]>} : (tensor<16x3xf32>) -> tensor<16x1xf32>
    %2 = stablehlo.dynamic_slice %b, %s, %s, sizes = [16, 2] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}, {}]>]>} : (tensor<16x3xf32>, tensor<i32>, tensor<i32>) -> tensor<16x2xf32>
    %3 = "stablehlo.gather"(%a, %r) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 12>}> {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {"y"}]>]>} : (tensor<3x12xf32>, tensor<5x1xi32>) -> tensor<5x12xf32>
    %4 = stablehlo.constant {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>} dense<[1.0, 2.0, 1.0, 2.0]> : tensor<4xf32>
    sdy.return %1 : tensor<16x1xf32>
  } : (tensor<3x12xf32>, tensor<16x3xf32>, tensor<i32>, tensor<5x1xi32>) -> tensor<16x1xf32>
  return %0 : tensor<16x1xf32>
}

// -----

sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @groups_of_features
// CHECK: feature_group_count = 2 : i64
// CHECK-SAME: (tensor<1x6x6x2xf32>, tensor<3x3x1x2xf32>) -> tensor<1x4x4x2xf32>
func.func @groups_of_features(%image: tensor<1x6x6x8xf32>, %kernel: tensor<3x3x1x8xf32>) -> tensor<1x4x4x8xf32> {
  %0 = sdy.manual_computation(%image, %kernel) in_shardings=[<@mesh, [{}, {}, {}, {"y"}]>, <@mesh, [{}, {}, {}, {"y"}]>] out_shardings=[<@mesh, [{}, {}, {}, {"y"}]>] manual_axes={} (%a: tensor<1x6x6x8xf32>, %k: tensor<3x3x1x8xf32>) {
    %1 = stablehlo.convolution(%a, %k) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 8 : i64, sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {}, {}, {"y"}]>]>} : (tensor<1x6x6x8xf32>, tensor<3x3x1x8xf32>) -> tensor<1x4x4x8xf32>
    sdy.return %1 : tensor<1x4x4x8xf32>
  } : (tensor<1x6x6x8xf32>, tensor<3x3x1x8xf32>) -> tensor<1x4x4x8xf32>
  return %0 : tensor<1x4x4x8xf32>
}

// -----

sdy.mesh @mesh = <["x"=2, "y"=4]>
// The body of a computation that was manual over one axis becomes part of the other.
// CHECK-LABEL: @nested
// CHECK: sdy.manual_computation
// CHECK-NOT: sdy.manual_computation
// CHECK: stablehlo.negate %{{.*}} : tensor<4x2xf32>
func.func @nested(%input: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %0 = sdy.manual_computation(%input) in_shardings=[<@mesh, [{"x"}, {"y"}]>] out_shardings=[<@mesh, [{"x"}, {"y"}]>] manual_axes={} (%a: tensor<8x8xf32>) {
    %1 = sdy.manual_computation(%a) in_shardings=[<@mesh, [{"x"}, {"y"}]>] out_shardings=[<@mesh, [{"x"}, {"y"}]>] manual_axes={"x"} (%b: tensor<4x8xf32>) {
      %2 = stablehlo.negate %b {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {"y"}]>]>} : tensor<4x8xf32>
      sdy.return %2 : tensor<4x8xf32>
    } : (tensor<8x8xf32>) -> tensor<8x8xf32>
    sdy.return %1 : tensor<8x8xf32>
  } : (tensor<8x8xf32>) -> tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}
