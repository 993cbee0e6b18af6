// RUN: ttmlir-opt --sdy-basic-propagate %s | FileCheck %s

sdy.mesh @mesh = <["x"=2, "y"=4]>

// An axis spreads along a factor of the dot, forward and then to the other operand.
// CHECK-LABEL: func.func @main
// CHECK-SAME: %arg0: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {?}]>}
// CHECK-SAME: %arg1: tensor<16x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{?}, {"y"}]>}
// CHECK-SAME: {sdy.sharding = #sdy.sharding<@mesh, [{"x", ?}, {"y", ?}]>}
func.func @main(
    %lhs: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {?}]>},
    %rhs: tensor<16x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{?}, {"y"}]>})
    -> tensor<8x32xf32> {
  // CHECK: stablehlo.dot_general {{.*}}<@mesh, [{"x", ?}, {"y", ?}]>
  %product = stablehlo.dot_general %lhs, %rhs, contracting_dims = [1] x [0]
      : (tensor<8x16xf32>, tensor<16x32xf32>) -> tensor<8x32xf32>
  return %product : tensor<8x32xf32>
}

// Two factors that ask for one axis conflict, so that neither gets it.
// CHECK-LABEL: func.func @conflict
func.func @conflict(
    %lhs: tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {?}]>},
    %rhs: tensor<16x32xf32> {sdy.sharding = #sdy.sharding<@mesh, [{?}, {"x"}]>})
    -> tensor<8x32xf32> {
  // CHECK-NOT: per_value
  // CHECK: return
  %product = stablehlo.dot_general %lhs, %rhs, contracting_dims = [1] x [0]
      : (tensor<8x16xf32>, tensor<16x32xf32>) -> tensor<8x32xf32>
  return %product : tensor<8x32xf32>
}
