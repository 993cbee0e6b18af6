// RUN: ttmlir-opt --sdy-sharding-constraint-to-reshard %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK: sdy.reshard %arg0 <@mesh, [{"x", ?}]>
// CHECK-NOT: sdy.sharding_constraint
func.func @main(%a: tensor<8xf32>) -> tensor<8xf32> {
  %0 = sdy.sharding_constraint %a <@mesh, [{"x", ?}]> : tensor<8xf32>
  return %0 : tensor<8xf32>
}
