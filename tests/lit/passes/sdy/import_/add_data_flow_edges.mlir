// RUN: ttmlir-opt --sdy-add-data-flow-edges %s | FileCheck %s

sdy.mesh @mesh = <["x"=2]>

// CHECK-LABEL: func.func @main
func.func @main(%input: tensor<8xf32>) -> tensor<8xf32> {
  // CHECK: %[[BARRIER:.*]] = stablehlo.optimization_barrier
  // CHECK-NEXT: %[[EDGE:.*]] = sdy.data_flow_edge %[[BARRIER]] sharding=<@mesh, [{"x"}]>
  // CHECK-NEXT: return %[[EDGE]]
  %barrier = stablehlo.optimization_barrier
      {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>} %input : tensor<8xf32>
  return %barrier : tensor<8xf32>
}
