// RUN: ttmlir-opt --shardy-ccl-canonicalization %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>

// CHECK-LABEL: @scatter_and_slice
// CHECK: %[[SUM:.*]] = sdy.reduce_scatter [{}, {"y"}] %arg0 out_sharding=<@mesh, [{}, {"y"}]>
// CHECK: sdy.all_slice [{"x"}, {}] %[[SUM]] out_sharding=<@mesh, [{"x"}, {"y"}]>
// CHECK-NOT: sdy.all_reduce
func.func @scatter_and_slice(%input: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {}]>}) -> tensor<8x16xf32> {
  %0 = sdy.all_reduce {"y"} %input out_sharding=<@mesh, [{}, {}]> : tensor<8x16xf32>
  %1 = sdy.all_slice [{"x"}, {"y"}] %0 out_sharding=<@mesh, [{"x"}, {"y"}]> : tensor<8x16xf32>
  return %1 : tensor<8x16xf32>
}

// CHECK-LABEL: @maximum_too
// CHECK: sdy.reduce_scatter max [{"y"}]
func.func @maximum_too(%input: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}) -> tensor<8xf32> {
  %0 = sdy.all_reduce max {"y"} %input out_sharding=<@mesh, [{}]> : tensor<8xf32>
  %1 = sdy.all_slice [{"y"}] %0 out_sharding=<@mesh, [{"y"}]> : tensor<8xf32>
  return %1 : tensor<8xf32>
}

// The whole sum is needed as well.
// CHECK-LABEL: @sum_has_another_user
// CHECK: sdy.all_reduce
// CHECK: sdy.all_slice
func.func @sum_has_another_user(%input: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}) -> (tensor<8xf32>, tensor<8xf32>) {
  %0 = sdy.all_reduce {"y"} %input out_sharding=<@mesh, [{}]> : tensor<8xf32>
  %1 = sdy.all_slice [{"y"}] %0 out_sharding=<@mesh, [{"y"}]> : tensor<8xf32>
  return %0, %1 : tensor<8xf32>, tensor<8xf32>
}

// CHECK-LABEL: @gathered_and_sliced
// CHECK: return %arg0
func.func @gathered_and_sliced(%input: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>}) -> tensor<8xf32> {
  %0 = sdy.all_gather [{"y"}] %input out_sharding=<@mesh, [{}]> : tensor<8xf32>
  %1 = sdy.all_slice [{"y"}] %0 out_sharding=<@mesh, [{"y"}]> : tensor<8xf32>
  return %1 : tensor<8xf32>
}

// CHECK-LABEL: @unused
// CHECK-NOT: sdy.all_reduce
func.func @unused(%input: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}) -> tensor<8xf32> {
  %0 = sdy.all_reduce {"y"} %input out_sharding=<@mesh, [{}]> : tensor<8xf32>
  return %input : tensor<8xf32>
}
