// RUN: ttmlir-opt --stablehlo-refine-arguments='types=tensor<3x5xf32>,tensor<7xi32>' --split-input-file --verify-diagnostics %s | FileCheck %s

// CHECK-LABEL: func.func @main
// CHECK-SAME: %arg0: tensor<3x5xf32>, %arg1: tensor<7xi32>
// CHECK-NEXT: %[[SHAPE:.*]] = stablehlo.constant dense<[3, 5]> : tensor<2xi64>
// CHECK-NEXT: %[[OLD:.*]] = stablehlo.custom_call @stablehlo.shape_refinement_operand_wrapper(%arg0, %[[SHAPE]]) {indices_of_shape_operands = dense<1> : tensor<1xi64>} : (tensor<3x5xf32>, tensor<2xi64>) -> tensor<?x5xf32>
// CHECK-NEXT: return %[[OLD]], %arg1
func.func @main(%input: tensor<?x5xf32>, %index: tensor<7xi32>) -> (tensor<?x5xf32>, tensor<7xi32>) {
  return %input, %index : tensor<?x5xf32>, tensor<7xi32>
}

// -----

// expected-error@+1 {{'func.func' op number of refinements must match number of op operands 2 vs 1}}
func.func @number(%input: tensor<?x5xf32>) {
  return
}

// -----

// expected-error@+1 {{invalid refinement for argument 0, refinement dimension sizes must match for static dimensions in tensor<2x?xf32> -> tensor<3x5xf32>}}
func.func @size(%input: tensor<2x?xf32>, %index: tensor<7xi32>) {
  return
}

// -----

// expected-error@+1 {{invalid refinement for argument 0, refinement dimension sizes must be within bounds in tensor<?x5xf32, #stablehlo.bounds<2, ?>> -> tensor<3x5xf32>}}
func.func @bound(%input: tensor<?x5xf32, #stablehlo.bounds<2, ?>>, %index: tensor<7xi32>) {
  return
}
