// RUN: ttmlir-opt --stablehlo-pipeline --split-input-file %s | FileCheck %s
// RUN: ttmlir-opt --stablehlo-pipeline --stablehlo-to-ttir-pipeline --split-input-file %s | FileCheck %s --check-prefix=TTIR

// A broadcast is copied for each of its users, and is one again in TTIR.
sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @broadcast
// CHECK-COUNT-2: stablehlo.broadcast_in_dim
// TTIR-LABEL: @broadcast
// TTIR-COUNT-1: ttir.broadcast
// TTIR-NOT: ttir.broadcast
func.func @broadcast(%a: tensor<8x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> tensor<8x32xf32> {
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %b = stablehlo.broadcast_in_dim %one, dims = [] : (tensor<f32>) -> tensor<8x32xf32>
  %0 = stablehlo.add %a, %b : tensor<8x32xf32>
  %1 = stablehlo.multiply %0, %b : tensor<8x32xf32>
  return %1 : tensor<8x32xf32>
}

// -----

// A constraint by the places of axes, given as a custom call.
sdy.mesh @mesh = <["x"=2, "y"=4]>
// CHECK-LABEL: @constraint
// CHECK: out_shardings=[<@mesh, [{"x"}, {"y"}]>]
// CHECK-NOT: custom_call
func.func @constraint(%a: tensor<8x8xf32>) -> tensor<8x8xf32> {
  %0 = stablehlo.negate %a : tensor<8x8xf32>
  %1 = stablehlo.custom_call @tt.sharding_constraint(%0) {mhlo.frontend_attributes = {xla.sdy.sharding = "#sdy.sharding_per_value<[<@mesh, [{\22mesh_idx_0\22}, {\22mesh_idx_1\22}]>]>"}} : (tensor<8x8xf32>) -> tensor<8x8xf32>
  return %1 : tensor<8x8xf32>
}

// -----

// What comes in shards has the type of a shard below; what does not is divided first.
sdy.mesh @mesh = <["x"=2, "y"=4]>
// TTIR-LABEL: @presharded
// TTIR-SAME: (%arg0: tensor<4x8xf32>
// TTIR-NOT: "ttir.mesh_shard"(%arg0)
// TTIR: "ttir.neg"(%arg0) {{.*}}tensor<4x8xf32>
func.func @presharded(%a: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> tensor<8x8xf32> {
  %0 = stablehlo.negate %a : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}
