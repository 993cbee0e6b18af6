// RUN: ttmlir-opt --convert-xla-sdy-to-sdy --split-input-file %s | FileCheck %s

// CHECK-LABEL: module @textual {
// CHECK: sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK: %arg0: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}p0, {?}]>}
// CHECK-SAME: %arg1: tensor<8x4xf32>)
module @textual attributes {mhlo.frontend_attributes = {xla.sdy.meshes = "{mesh = #sdy.mesh<[\22x\22=2, \22y\22=4]>}"}} {
  func.func @main(%arg0: tensor<8x4xf32> {mhlo.frontend_attributes = {xla.sdy.sharding = "#sdy.sharding<@mesh, [{\22x\22}p0, {?}]>"}, mhlo.sharding = "{devices=[2,1,4]<=[8] last_tile_dim_replicate}"}, %arg1: tensor<8x4xf32>) {
    return
  }
}

// -----

// CHECK-LABEL: module @without_meshes
// CHECK: mhlo.sharding
module @without_meshes {
  func.func @main(%arg0: tensor<8xf32> {mhlo.sharding = "{replicated}"}) {
    return
  }
}
