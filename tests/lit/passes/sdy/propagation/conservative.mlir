// RUN: ttmlir-opt --sdy-user-priority-propagate %s | FileCheck %s
// RUN: ttmlir-opt --sdy-user-priority-propagate="conservative-propagation=true" %s | FileCheck %s --check-prefix=CONSERVATIVE

sdy.mesh @mesh = <["x"=4]>

// Half of an axis fits the first of the dimensions that are joined; halves are not conservative.
// CHECK-LABEL: func.func @main
// CONSERVATIVE-LABEL: func.func @main
func.func @main(
    %input: tensor<2x8xf32>,
    %other: tensor<16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) -> tensor<16xf32> {
  // CHECK-SAME: %arg0: tensor<2x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x":(1)2, ?}, {"x":(2)2, ?}]>}
  // CONSERVATIVE-SAME: %arg0: tensor<2x8xf32>,
  %flat = stablehlo.reshape %input : (tensor<2x8xf32>) -> tensor<16xf32>
  %sum = stablehlo.add %flat, %other : tensor<16xf32>
  return %sum : tensor<16xf32>
}
