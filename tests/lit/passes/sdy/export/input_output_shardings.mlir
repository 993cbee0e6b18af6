// RUN: ttmlir-opt --sdy-update-non-divisible-input-output-shardings %s | FileCheck %s
// RUN: ttmlir-opt --sdy-remove-sub-axes-in-input-output-shardings %s | FileCheck %s --check-prefix=FULL

sdy.mesh @mesh = <["x"=4, "y"=4]>

// CHECK: %arg0: tensor<6xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x":(1)2}]>}
// CHECK: %arg1: tensor<3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}
// CHECK: %arg2: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y":(1)2, ?}]>}
// FULL: %arg2: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{?}]>}
func.func @main(
    %a: tensor<6xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>},
    %b: tensor<3xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>},
    %c: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y":(1)2, ?}]>}) {
  return
}
