// RUN: ttmlir-opt --sdy-op-priority-propagate %s | FileCheck %s
// RUN: ttmlir-opt --sdy-op-priority-propagate="run-op-priority-propagation=false" %s | FileCheck %s --check-prefix=FLAT

sdy.mesh @mesh = <["x"=2]>

// Elementwise ops come before the dot, so its result is sharded as the bias is.
// CHECK-LABEL: func.func @main
func.func @main(
    %lhs: tensor<8x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {?}]>},
    %rhs: tensor<32x8xf32>,
    %bias: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{?}, {"x"}]>})
    -> tensor<8x8xf32> {
  // CHECK: stablehlo.dot_general {{.*}}<@mesh, [{?}, {"x", ?}]>
  // FLAT: stablehlo.dot_general {{.*}}<@mesh, [{"x", ?}, {?}]>
  %product = stablehlo.dot_general %lhs, %rhs, contracting_dims = [1] x [0]
      : (tensor<8x32xf32>, tensor<32x8xf32>) -> tensor<8x8xf32>
  %sum = stablehlo.add %product, %bias : tensor<8x8xf32>
  return %sum : tensor<8x8xf32>
}
