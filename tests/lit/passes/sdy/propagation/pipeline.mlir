// RUN: ttmlir-opt --sdy-propagation-pipeline %s | FileCheck %s
// RUN: ttmlir-opt --sdy-import-pipeline %s | FileCheck %s --check-prefix=IMPORT

// A sharding spreads into a function and back; afterwards all are closed and calls are calls again.
// CHECK: sdy.mesh @mesh = <["x"=2]>
// CHECK-LABEL: func.func @main
// CHECK-SAME: -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
// CHECK: call @double(%arg0) {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}]>]>}
// CHECK: func.func private @double
// CHECK-SAME: #sdy.sharding<@mesh, [{"x"}]>
// CHECK-NOT: sdy.data_flow_edge
// IMPORT: sdy.mesh @mesh
// IMPORT: sdy.constant
func.func @main(
    %input: tensor<8xf32> {sdy.sharding = #sdy.sharding<mesh<["x"=2]>, [{"x"}]>}) -> tensor<8xf32> {
  %result = call @double(%input) : (tensor<8xf32>) -> tensor<8xf32>
  return %result : tensor<8xf32>
}

func.func private @double(%input: tensor<8xf32>) -> tensor<8xf32> {
  %two = stablehlo.constant dense<2.0> : tensor<8xf32>
  %result = stablehlo.multiply %input, %two : tensor<8xf32>
  return %result : tensor<8xf32>
}
