// RUN: ttmlir-opt --analyze-mesh --split-input-file %s | FileCheck %s
// RUN: ttmlir-opt --analyze-mesh="mesh-shape=2,2,2" --split-input-file %s | FileCheck %s --check-prefix=SHAPE

// CHECK: sdy.mesh @mesh = <["x"=1, "y"=1]>
// SHAPE: sdy.mesh @mesh = <["x"=2, "y"=2, "z"=2]>
func.func @without_mesh(%input: tensor<2xf32>) -> tensor<2xf32> {
  return %input : tensor<2xf32>
}

// -----

// CHECK: sdy.mesh @mesh = <["batch_aux"=1, "batch"=8]>
// SHAPE: sdy.mesh @mesh = <["batch_aux"=1, "batch"=8]>
sdy.mesh @mesh = <["batch"=8]>
func.func @one_axis(%input: tensor<16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"batch"}]>}) -> tensor<16xf32> {
  return %input : tensor<16xf32>
}

// -----

// CHECK: sdy.mesh @mesh = <["x"=2, "y"=3, "z"=2]>
// A constraint keeps the leading axes that divide its dimension.
// CHECK: sdy.sharding_constraint %arg0 <@mesh, [{"x"}]>
sdy.mesh @mesh = <["x"=2, "y"=3, "z"=2]>
func.func @uneven_constraint(%input: tensor<10xf32>) -> tensor<10xf32> {
  %0 = sdy.sharding_constraint %input <@mesh, [{"x", "y"}]> : tensor<10xf32>
  return %0 : tensor<10xf32>
}

// -----

// CHECK-LABEL: @custom_call_constraints
// CHECK: sdy.sharding_constraint %arg0 <@mesh, [{"y"}]>
// CHECK: sdy.sharding_constraint %{{.*}} <@mesh, [{"x"}]>
sdy.mesh @mesh = <["x"=2, "y"=4]>
func.func @custom_call_constraints(%input: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}]>}) -> tensor<8xf32> {
  %0 = stablehlo.custom_call @Sharding(%input) {mhlo.frontend_attributes = {xla.sdy.sharding = "#sdy.sharding_per_value<[<@mesh, [{\22y\22}]>]>"}} : (tensor<8xf32>) -> tensor<8xf32>
  %1 = stablehlo.custom_call @tt.sharding_constraint(%0) {mhlo.frontend_attributes = {xla.sdy.sharding = "#sdy.sharding_per_value<[<@mesh, [{\22mesh_idx_0\22}]>]>"}} : (tensor<8xf32>) -> tensor<8xf32>
  return %1 : tensor<8xf32>
}
