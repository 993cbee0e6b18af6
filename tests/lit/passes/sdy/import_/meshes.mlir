// RUN: ttmlir-opt --sdy-lift-inlined-meshes %s | FileCheck %s
// RUN: ttmlir-opt --sdy-lift-inlined-meshes --sdy-inline-meshes %s | FileCheck %s --check-prefix=INLINED

// CHECK: sdy.mesh @first = <["x"=2]>
// CHECK-NOT: @second
// CHECK: sdy.mesh @mesh = <["y"=4]>
// INLINED-NOT: sdy.mesh @
sdy.mesh @first = <["x"=2]>
sdy.mesh @second = <["x"=2]>

// CHECK: func.func @main(%arg0: tensor<8xf32> {sdy.sharding = #sdy.sharding<@first, [{"x"}]>}
// CHECK-SAME: %arg1: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}]>})
// INLINED: #sdy.sharding<mesh<["x"=2]>, [{"x"}]>
func.func @main(
    %a: tensor<8xf32> {sdy.sharding = #sdy.sharding<@second, [{"x"}]>},
    %b: tensor<8xf32> {sdy.sharding = #sdy.sharding<mesh<["y"=4]>, [{"y"}]>}) {
  return
}
