// RUN: ttmlir-opt --stablehlo-aggressive-folder %s | FileCheck %s
// RUN: ttmlir-opt --stablehlo-aggressive-folder=fold-op-element-limit=2 %s | FileCheck %s --check-prefix=LIMIT
// RUN: ttmlir-opt --stablehlo-aggressive-folder=optimize-float=false %s | FileCheck %s --check-prefix=INTEGERS

// CHECK-LABEL: func.func @sum
// LIMIT-LABEL: func.func @sum
func.func @sum() -> (tensor<3xi32>, tensor<1000x1000xi32>) {
  // CHECK-DAG: stablehlo.constant dense<[2, 4, 6]>
  // CHECK-DAG: stablehlo.constant dense<4> : tensor<1000x1000xi32>
  // CHECK-NOT: stablehlo.add
  // LIMIT-DAG: stablehlo.constant dense<4> : tensor<1000x1000xi32>
  // LIMIT: stablehlo.add
  %c = stablehlo.constant dense<[1, 2, 3]> : tensor<3xi32>
  %0 = stablehlo.add %c, %c : tensor<3xi32>
  %large = stablehlo.constant dense<2> : tensor<1000x1000xi32>
  %1 = stablehlo.add %large, %large : tensor<1000x1000xi32>
  return %0, %1 : tensor<3xi32>, tensor<1000x1000xi32>
}

// CHECK-LABEL: func.func @floats
// INTEGERS-LABEL: func.func @floats
func.func @floats() -> tensor<f32> {
  // CHECK: stablehlo.constant dense<3.000000e+00>
  // CHECK-NOT: stablehlo.sqrt
  // INTEGERS: stablehlo.sqrt
  %c = stablehlo.constant dense<9.0> : tensor<f32>
  %0 = stablehlo.sqrt %c : tensor<f32>
  return %0 : tensor<f32>
}

// Left to the target: what division by zero gives is not defined.
// CHECK-LABEL: func.func @undefined
func.func @undefined() -> tensor<i32> {
  // CHECK: stablehlo.divide
  %c = stablehlo.constant dense<1> : tensor<i32>
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %0 = stablehlo.divide %c, %zero : tensor<i32>
  return %0 : tensor<i32>
}

// The same value twice is no pair of equal constants.
// CHECK-LABEL: func.func @twice
func.func @twice(%x: tensor<2xi32>) -> tensor<4xi32> {
  // CHECK-NEXT: %[[R:.*]] = stablehlo.concatenate %arg0, %arg0, dim = 0
  // CHECK-NEXT: return %[[R]]
  %0 = stablehlo.concatenate %x, %x, dim = 0 : (tensor<2xi32>, tensor<2xi32>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}
