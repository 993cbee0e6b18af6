// RUN: ttmlir-opt --sdy-aggressive-propagate %s | FileCheck %s
// RUN: ttmlir-opt --sdy-aggressive-propagate="propagation-strategy=basic" %s | FileCheck %s --check-prefix=BASIC

sdy.mesh @mesh = <["x"=2]>

// Of two factors that ask for one axis, the one of the larger tensor gets it.
// CHECK-LABEL: func.func @main
func.func @main(
    %lhs: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {?}]>},
    %rhs: tensor<16x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{?}, {"x"}]>})
    -> tensor<8x32xf32> {
  // CHECK: stablehlo.dot_general {{.*}}<@mesh, [{?}, {"x", ?}]>
  // BASIC-NOT: per_value
  %product = stablehlo.dot_general %lhs, %rhs, contracting_dims = [1] x [0]
      : (tensor<8x16xf32>, tensor<16x32xf32>) -> tensor<8x32xf32>
  return %product : tensor<8x32xf32>
}
