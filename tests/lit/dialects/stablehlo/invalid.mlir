// RUN: ttmlir-opt %s --split-input-file --verify-diagnostics

func.func @mixed_elements(%left: tensor<2xf32>, %right: tensor<2xi32>) {
  // expected-error@+1 {{requires the same element type for all operands and results}}
  %sum = "stablehlo.add"(%left, %right) : (tensor<2xf32>, tensor<2xi32>) -> tensor<2xf32>
  return
}

// -----

func.func @wrong_sum(%left: tensor<2x3xf32>, %right: tensor<5x7xf32>) {
  // expected-error@+1 {{contracting dimension sizes must match for lhs/rhs}}
  %product = stablehlo.dot_general %left, %right, contracting_dims = [1] x [0] : (tensor<2x3xf32>, tensor<5x7xf32>) -> tensor<2x7xf32>
  return
}

// -----

func.func @unknown_direction(%value: tensor<2xf32>) {
  // expected-error@+1 {{expected one of EQ, NE, GE, GT, LE, LT for stablehlo.comparison_direction, got BIGGER}}
  %more = stablehlo.compare BIGGER, %value, %value : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
  return
}
