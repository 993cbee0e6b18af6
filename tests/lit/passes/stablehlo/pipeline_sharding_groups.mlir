// RUN: ttmlir-opt --stablehlo-pipeline %s | FileCheck %s

// Values of one group are sharded alike, and the group is gone.
sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK: in_shardings=[<@mesh, [{"x"}, {"y"}]>, <@mesh, [{"x"}, {"y"}]>]
// CHECK-NOT: stablehlo.all_gather
// CHECK-NOT: sdy.sharding_group
// CHECK: stablehlo.abs %{{.*}} : tensor<4x1xf32>
// CHECK: stablehlo.negate %{{.*}} : tensor<4x1xf32>
func.func public @main(%a: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {"y"}]>}, %b: tensor<8x4xf32>) -> (tensor<8x4xf32>, tensor<8x4xf32>) {
  sdy.sharding_group %a group_id=0 : tensor<8x4xf32>
  sdy.sharding_group %b group_id=0 : tensor<8x4xf32>
  %0 = stablehlo.abs %a : tensor<8x4xf32>
  %1 = stablehlo.negate %b : tensor<8x4xf32>
  return %0, %1 : tensor<8x4xf32>, tensor<8x4xf32>
}
