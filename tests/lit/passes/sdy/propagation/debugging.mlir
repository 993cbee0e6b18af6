// RUN: ttmlir-opt --sdy-apply-sharding-constraints=debug-sharding-origins --sdy-aggressive-propagate=debug-sharding-origins %s | FileCheck %s --check-prefix=ORIGINS
// RUN: ttmlir-opt --sdy-apply-sharding-constraints=debug-propagation-edge-sharding --sdy-aggressive-propagate=debug-propagation-edge-sharding %s | FileCheck %s --check-prefix=STEPS
// RUN: ttmlir-opt --sdy-add-data-flow-edges --sdy-aggressive-propagate="debug-sharding-origins=true debug-propagation-edge-sharding=true" --sdy-sink-data-flow-edges="sink-debug-sharding-origins=true sink-debug-propagation-edge-sharding=true" %s | FileCheck %s --check-prefix=SINK
// RUN: ttmlir-opt --sdy-aggressive-propagate="debug-sharding-origins=true debug-propagation-edge-sharding=true" --sdy-remove-propagation-debug-info %s | FileCheck %s --check-prefix=GONE

// GONE-NOT: {{sharding_origins|propagation_edges}}

sdy.mesh @mesh = <["x"=2, "y"=2, "z"=2]>

// Rows come from the first argument, columns from the result; the constraint gives the weights' rows.
// ORIGINS-LABEL: func.func @main
// ORIGINS-SAME: %arg0: {{.*}}sdy.sharding_origins = {x = "self", z = "constraint_0"}
// ORIGINS-SAME: %arg1: {{.*}}sdy.sharding_origins = {y = "output: 0", z = "constraint_0"}
// ORIGINS-SAME: -> {{.*}}sdy.sharding_origins = {x = "input: 0", y = "self"}
// ORIGINS: sdy.sharding_constraint {{.*}}sdy.sharding_origin_name = "constraint_0", sdy.sharding_origins = {y = "output: 0", z = "self"}
// ORIGINS: stablehlo.dot_general {{.*}}sdy.sharding_origins = [{x = "input: 0", y = "output: 0"}]
// STEPS: -> (tensor<8x16xf32> {sdy.propagation_edges = #sdy.propagation_edges<[{step-0 = [{"y" = result-0 -> [operand-0]}]}, {step-4 = [{"x" = operand-0 -> [result-0]}]}]>
// STEPS: stablehlo.dot_general {{.*}}{"x" = operand-0 -> [result-0]}, {"y" = result-0 -> [operand-1]}, {"z" = operand-1 -> [operand-0]}
func.func @main(
    %input: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x", ?}, {?}]>},
    %weights: tensor<4x16xf32>)
    -> (tensor<8x16xf32> {sdy.sharding = #sdy.sharding<@mesh, [{?}, {"y", ?}]>}) {
  %constrained = sdy.sharding_constraint %weights <@mesh, [{"z", ?}, {?}]> : tensor<4x16xf32>
  %result = stablehlo.dot_general %input, %constrained, contracting_dims = [1] x [0]
    : (tensor<8x4xf32>, tensor<4x16xf32>) -> tensor<8x16xf32>
  return %result : tensor<8x16xf32>
}

// SINK-LABEL: func.func @barrier
// SINK: stablehlo.optimization_barrier
// SINK-SAME: sdy.result_propagation_edges = [#sdy.propagation_edges<[{step-{{[0-9]+}} = [{"x" = operand-0 -> [result-0]}]}]>]
// SINK-SAME: sdy.result_sharding_origins = [{x = "input: 0"}]
func.func @barrier(%input: tensor<8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
    -> tensor<8xf32> {
  %result = stablehlo.optimization_barrier %input : tensor<8xf32>
  return %result : tensor<8xf32>
}
