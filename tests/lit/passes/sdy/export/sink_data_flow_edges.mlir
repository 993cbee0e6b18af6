// RUN: ttmlir-opt --sdy-sink-data-flow-edges %s | FileCheck %s

sdy.mesh @mesh = <["x"=2]>

// CHECK-LABEL: func.func @main
func.func @main(%input: tensor<8xf32>) -> tensor<8xf32> {
  // CHECK: %[[BARRIER:.*]] = stablehlo.optimization_barrier {{.*}}<@mesh, [{"x"}]>
  // CHECK-NEXT: return %[[BARRIER]]
  %barrier = stablehlo.optimization_barrier %input : tensor<8xf32>
  %edge = sdy.data_flow_edge %barrier sharding=<@mesh, [{"x"}]> : tensor<8xf32>
  return %edge : tensor<8xf32>
}
