// RUN: ttmlir-opt %s | FileCheck %s

// A layer and a loop in the pretty form, sharding attributes kept.

sdy.mesh @mesh = <["x"=2]>

// CHECK-LABEL: @layer
func.func @layer(%input: tensor<2x3xf32>, %weight: tensor<3x5xf32>) -> tensor<2xf32> {
  // CHECK: stablehlo.dot_general %arg0, %arg1, contracting_dims = [1] x [0] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : (tensor<2x3xf32>, tensor<3x5xf32>) -> tensor<2x5xf32>
  %product = stablehlo.dot_general %input, %weight, contracting_dims = [1] x [0] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{"x"}, {}]>]>} : (tensor<2x3xf32>, tensor<3x5xf32>) -> tensor<2x5xf32>
  // CHECK: %[[ZERO:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  // CHECK: stablehlo.reduce(%{{.*}} init: %[[ZERO]]) applies stablehlo.add across dimensions = [1] : (tensor<2x5xf32>, tensor<f32>) -> tensor<2xf32>
  %sum = stablehlo.reduce(%product init: %zero) applies stablehlo.add across dimensions = [1] : (tensor<2x5xf32>, tensor<f32>) -> tensor<2xf32>
  return %sum : tensor<2xf32>
}

// CHECK-LABEL: @reducer_in_full
func.func @reducer_in_full(%input: tensor<2x3xf32>, %zero: tensor<f32>) -> tensor<2xf32> {
  // CHECK: across dimensions = [1] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
  // CHECK-NEXT: reducer(%{{.*}}: tensor<f32>, %{{.*}}: tensor<f32>)  {
  %sum = stablehlo.reduce(%input init: %zero) across dimensions = [1] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
   reducer(%value: tensor<f32>, %total: tensor<f32>) {
    %square = stablehlo.multiply %value, %value : tensor<f32>
    %next = stablehlo.add %square, %total : tensor<f32>
    stablehlo.return %next : tensor<f32>
  }
  return %sum : tensor<2xf32>
}

// CHECK-LABEL: @count_down
func.func @count_down(%start: tensor<i32>) -> tensor<i32> {
  // CHECK: %[[ONE:.*]] = stablehlo.constant dense<1> : tensor<i32>
  %one = stablehlo.constant dense<1> : tensor<i32>
  // CHECK: stablehlo.while(%iterArg = %arg0) : tensor<i32>
  // CHECK-NEXT: cond {
  // CHECK: } do {
  %end = stablehlo.while(%left = %start) : tensor<i32>
  cond {
    %more = stablehlo.compare GT, %left, %one, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %more : tensor<i1>
  } do {
    %next = stablehlo.subtract %left, %one : tensor<i32>
    stablehlo.return %next : tensor<i32>
  }
  return %end : tensor<i32>
}
