// RUN: ttmlir-opt --sdy-convert-global-to-local %s | FileCheck %s
// RUN: ttmlir-opt --sdy-convert-global-to-local="replica-count=6" %s | FileCheck %s --check-prefix=REPLICA

sdy.mesh @mesh = <["x"=2, "y"=3]>

// CHECK-LABEL: func.func @sum_of_products
// CHECK-SAME: %{{.*}}: tensor<2x1xf32> {{.*}}, %{{.*}}: tensor<1x5xf32>
func.func @sum_of_products(
    %lhs: tensor<4x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>},
    %rhs: tensor<3x5xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>})
    -> (tensor<4x5xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) {
  // CHECK: stablehlo.dot {{.*}} : (tensor<2x1xf32>, tensor<1x5xf32>) -> tensor<2x5xf32>
  // CHECK: "stablehlo.all_reduce"
  // CHECK-SAME: replica_groups = dense<{{\[\[}}0, 1, 2], [3, 4, 5]]>
  %product = stablehlo.dot %lhs, %rhs {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>}
    : (tensor<4x3xf32>, tensor<3x5xf32>) -> tensor<4x5xf32>
  %sum = sdy.all_reduce {"y"} %product out_sharding=<@mesh, [{"x"}, {}]> : tensor<4x5xf32>
  return %sum : tensor<4x5xf32>
}

// CHECK-LABEL: func.func @count
// CHECK: stablehlo.iota dim = 0 : tensor<2xi32>
// CHECK: stablehlo.partition_id
// CHECK: stablehlo.constant dense<[0, 2, 4, 0, 2, 4]> : tensor<6xi64>
// REPLICA-LABEL: func.func @count
// REPLICA: stablehlo.replica_id
func.func @count() -> (tensor<6xi32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>}) {
  %count = stablehlo.iota dim = 0 {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"y"}]>]>}
    : tensor<6xi32>
  return %count : tensor<6xi32>
}

// CHECK-LABEL: func.func @rows
// CHECK: stablehlo.clamp
// CHECK: "stablehlo.gather"
// CHECK-SAME: (tensor<2x5xf32>, tensor<7xi32>) -> tensor<7x5xf32>
// CHECK: stablehlo.select
func.func @rows(
    %table: tensor<6x5xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>},
    %indices: tensor<7xi32>) -> tensor<7x5xf32> {
  %rows = "stablehlo.gather"(%table, %indices) <{
    dimension_numbers = #stablehlo.gather<
      offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>,
    slice_sizes = array<i64: 1, 5>
  }> : (tensor<6x5xf32>, tensor<7xi32>) -> tensor<7x5xf32>
  %sum = sdy.all_reduce {"y"} %rows out_sharding=<@mesh, [{}, {}]> : tensor<7x5xf32>
  return %sum : tensor<7x5xf32>
}

// Constants of arith are cut as StableHLO's; scalars of the host stay.
// CHECK-LABEL: func.func @host_constants
// CHECK: arith.constant 3 : index
// CHECK: stablehlo.constant dense<1.000000e+00> : tensor<2x5xf32>
// CHECK: arith.constant dense<1.000000e+00> : tensor<4x5xf32>
func.func @host_constants() -> (tensor<4x5xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}, tensor<4x5xf32>, index) {
  %three = arith.constant 3 : index
  %shard = arith.constant {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} dense<1.0> : tensor<4x5xf32>
  %whole = arith.constant dense<1.0> : tensor<4x5xf32>
  return %shard, %whole, %three : tensor<4x5xf32>, tensor<4x5xf32>, index
}

// Every device writes what of the update falls into its shard, cut off at a margin on both sides.
// CHECK-LABEL: @updated_shards
// CHECK: %[[IN:.*]] = stablehlo.clamp
// CHECK: %[[WIDE:.*]] = stablehlo.pad %arg0, %{{.*}}, low = [3], high = [3]
// CHECK: %[[NEW:.*]] = stablehlo.dynamic_update_slice %[[WIDE]], %arg1
// CHECK: stablehlo.slice %[[NEW]] [3:7] : (tensor<10xf32>) -> tensor<4xf32>
func.func @updated_shards(%a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}, %b: tensor<3xf32>, %i: tensor<i32>) -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %0 = stablehlo.dynamic_update_slice %a, %b, %i {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>} : (tensor<8xf32>, tensor<3xf32>, tensor<i32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}
