// RUN: ttmlir-opt --sdy-add-data-flow-edges --sdy-user-priority-propagate --sdy-sink-data-flow-edges %s | FileCheck %s

sdy.mesh @mesh = <["x"=2]>

// A sharding spreads into the loop, through its body and to its result.
// CHECK-LABEL: func.func @main
// CHECK-SAME: -> (tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", ?}]>})
func.func @main(
    %start: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>},
    %go: tensor<i1>) -> tensor<8xf32> {
  // CHECK: stablehlo.while
  // CHECK-SAME: {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x", ?}]>, <@mesh, []>]>}
  // CHECK: stablehlo.negate {{.*}}<@mesh, [{"x", ?}]>
  // CHECK-NOT: sdy.data_flow_edge
  %result:2 = stablehlo.while(%value = %start, %again = %go) : tensor<8xf32>, tensor<i1>
  cond {
    stablehlo.return %again : tensor<i1>
  } do {
    %next = stablehlo.negate %value : tensor<8xf32>
    stablehlo.return %next, %again : tensor<8xf32>, tensor<i1>
  }
  return %result#0 : tensor<8xf32>
}
