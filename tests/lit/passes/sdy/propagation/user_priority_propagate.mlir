// RUN: ttmlir-opt --sdy-user-priority-propagate %s | FileCheck %s
// RUN: ttmlir-opt --sdy-user-priority-propagate="keep-sharding-rules=true" %s | FileCheck %s --check-prefix=RULES

sdy.mesh @mesh = <["x"=2]>

// The dimension with priority 0 spreads before the one with priority 1.
// CHECK-LABEL: func.func @main
func.func @main(
    %left: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}p1, {?}]>},
    %right: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{?}, {"x"}p0]>})
    -> tensor<8x8xf32> {
  // CHECK: stablehlo.add {{.*}}<@mesh, [{?}, {"x", ?}]>
  // CHECK-NOT: sharding_rule
  // RULES: sdy.sharding_rule = #sdy.op_sharding_rule<([i, j], [i, j])->([i, j]) {i=8, j=8}>
  %sum = stablehlo.add %left, %right : tensor<8x8xf32>
  return %sum : tensor<8x8xf32>
}
