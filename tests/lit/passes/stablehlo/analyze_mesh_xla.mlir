// RUN: ttmlir-opt --analyze-mesh --split-input-file %s | FileCheck %s

// CHECK: sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @main
// CHECK-SAME: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {"x"}]>}
// CHECK-SAME: -> (tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {}]>})
// CHECK: sdy.sharding_constraint %{{.*}} <@mesh, [{"x"}, {}]>
func.func @main(%arg0: tensor<8x16xf32> {mhlo.sharding = "{devices=[4,2]<=[2,4]T(1,0)}"}) -> (tensor<8x16xf32> {mhlo.sharding = "{replicated}"}) {
  %0 = stablehlo.add %arg0, %arg0 : tensor<8x16xf32>
  %1 = stablehlo.custom_call @Sharding(%0) {mhlo.sharding = "{devices=[2,1,4]<=[8] last_tile_dim_replicate}"} : (tensor<8x16xf32>) -> tensor<8x16xf32>
  return %1 : tensor<8x16xf32>
}

// -----

// CHECK: sdy.mesh @mesh = <["x"=1, "y"=8]>
// CHECK: sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>
func.func @one_dimension(%arg0: tensor<8xf32> {mhlo.sharding = "{devices=[8]0,1,2,3,4,5,6,7}"}) -> tensor<8xf32> {
  return %arg0 : tensor<8xf32>
}
