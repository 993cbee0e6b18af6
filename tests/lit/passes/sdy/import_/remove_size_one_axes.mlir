// RUN: ttmlir-opt --sdy-remove-size-one-axes %s | FileCheck %s

sdy.mesh @mesh = <["x"=1, "y"=4]>

// CHECK: <@mesh, [{"y"}, {}, {?}p2]>
func.func @main(
    %a: tensor<8x8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {"x"}p1, {?}p2]>}) {
  return
}
