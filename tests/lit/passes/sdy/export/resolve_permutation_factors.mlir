// RUN: ttmlir-opt --sdy-resolve-permutation-factors %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=3]>

// CHECK-LABEL: func.func @front
// CHECK-NEXT: sdy.reshard %{{.*}} <@mesh, [{}, {"y"}]>
// CHECK-NEXT: stablehlo.slice
// CHECK-NEXT: sdy.reshard %{{.*}} <@mesh, [{"x"}, {"y"}]>
func.func @front(%x: tensor<8x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>})
    -> (tensor<4x3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>}) {
  %0 = stablehlo.slice %x [0:4, 0:3]
    {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {"y"}]>]>}
    : (tensor<8x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @every_second
// CHECK-NEXT: stablehlo.slice
// CHECK-NEXT: return
func.func @every_second(%x: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
    -> (tensor<4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
  %0 = stablehlo.slice %x [0:8:2] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>}
    : (tensor<8xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
