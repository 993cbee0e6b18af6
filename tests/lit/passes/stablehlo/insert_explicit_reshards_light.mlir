// RUN: ttmlir-opt --insert-explicit-reshards="enable-full-version=false" %s | FileCheck %s --check-prefix=LIGHT
// RUN: ttmlir-opt --insert-explicit-reshards %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>

// LIGHT-LABEL: @conflict
// LIGHT-NOT: sdy.reshard
// LIGHT: @partial
// CHECK-LABEL: @conflict
// CHECK: sdy.reshard
// CHECK: @partial
func.func @conflict(%a: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}, %b: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"y"}, {}]>}) -> tensor<8x8xf32> {
  %0 = stablehlo.add %a, %b {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}

// Partial values are summed up in both versions.
// LIGHT: sdy.all_reduce {"x"}
// CHECK: sdy.all_reduce {"x"}
func.func @partial(%a: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {}], unreduced={"x"}>}) -> tensor<8x8xf32> {
  %0 = stablehlo.negate %a : tensor<8x8xf32>
  return %0 : tensor<8x8xf32>
}
