// RUN: ttmlir-opt --stablehlo-aggressive-simplification %s | FileCheck %s
// RUN: ttmlir-opt --stablehlo-aggressive-simplification=fold-op-element-limit=2 %s | FileCheck %s --check-prefix=LIMIT

// CHECK-LABEL: func.func @neutral
func.func @neutral(%x: tensor<2x3xi32>) -> tensor<2x3xi32> {
  // CHECK-NEXT: return %arg0
  %zero = stablehlo.constant dense<0> : tensor<2x3xi32>
  %one = stablehlo.constant dense<1> : tensor<2x3xi32>
  %sum = stablehlo.add %zero, %x : tensor<2x3xi32>
  %product = stablehlo.multiply %sum, %one : tensor<2x3xi32>
  return %product : tensor<2x3xi32>
}

// A zero times a float may be a NaN.
// CHECK-LABEL: func.func @float_product
func.func @float_product(%x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK: %[[R:.*]] = stablehlo.multiply %arg0
  // CHECK: return %[[R]]
  %zero = stablehlo.constant dense<0.0> : tensor<2xf32>
  %product = stablehlo.multiply %zero, %x : tensor<2xf32>
  return %product : tensor<2xf32>
}

// CHECK-LABEL: func.func @moves
func.func @moves(%x: tensor<2x3x5xf32>) -> tensor<5x2x3xf32> {
  // CHECK-NEXT: %[[T:.*]] = stablehlo.transpose %arg0, dims = [2, 0, 1]
  // CHECK-NEXT: return %[[T]]
  %0 = stablehlo.transpose %x, dims = [1, 2, 0] : (tensor<2x3x5xf32>) -> tensor<3x5x2xf32>
  %1 = stablehlo.transpose %0, dims = [1, 2, 0] : (tensor<3x5x2xf32>) -> tensor<5x2x3xf32>
  return %1 : tensor<5x2x3xf32>
}

// CHECK-LABEL: func.func @loop
func.func @loop(%n: tensor<i32>, %x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK: stablehlo.while(%{{.*}} = %{{.*}}) : tensor<i32>
  // CHECK: return %arg1
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %r:2 = stablehlo.while(%i = %zero, %kept = %x) : tensor<i32>, tensor<2xf32>
  cond {
    %more = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %more : tensor<i1>
  } do {
    %one = stablehlo.constant dense<1> : tensor<i32>
    %next = stablehlo.add %i, %one : tensor<i32>
    stablehlo.custom_call @seen(%next) {has_side_effect = true} : (tensor<i32>) -> ()
    stablehlo.return %next, %kept : tensor<i32>, tensor<2xf32>
  }
  return %r#1 : tensor<2xf32>
}

// CHECK-LABEL: func.func @selected
// LIMIT-LABEL: func.func @selected
func.func @selected() -> tensor<3xi32> {
  // CHECK-NEXT: %[[C:.*]] = stablehlo.constant dense<[1, 0, 3]>
  // CHECK-NEXT: return %[[C]]
  // LIMIT: stablehlo.select
  %p = stablehlo.constant dense<[true, false, true]> : tensor<3xi1>
  %a = stablehlo.constant dense<[1, 2, 3]> : tensor<3xi32>
  %b = stablehlo.constant dense<0> : tensor<3xi32>
  %0 = stablehlo.select %p, %a, %b : tensor<3xi1>, tensor<3xi32>
  return %0 : tensor<3xi32>
}
