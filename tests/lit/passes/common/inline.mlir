// RUN: ttmlir-opt --inline --split-input-file %s | FileCheck %s

// CHECK-LABEL: func.func public @calls_of_calls
// CHECK: stablehlo.negate
// CHECK: stablehlo.abs
// CHECK: stablehlo.negate
// CHECK-NOT: call
// CHECK-NOT: @inner
func.func public @calls_of_calls(%input: tensor<2xf32>) -> tensor<2xf32> {
  %once = call @outer(%input) : (tensor<2xf32>) -> tensor<2xf32>
  %twice = call @inner(%once) : (tensor<2xf32>) -> tensor<2xf32>
  return %twice : tensor<2xf32>
}
func.func private @outer(%input: tensor<2xf32>) -> tensor<2xf32> {
  %0 = call @inner(%input) : (tensor<2xf32>) -> tensor<2xf32>
  %1 = stablehlo.abs %0 : tensor<2xf32>
  return %1 : tensor<2xf32>
}
func.func private @inner(%input: tensor<2xf32>) -> tensor<2xf32> {
  %0 = stablehlo.negate %input : tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

// A recursive call stays, and so does its function.
// CHECK-LABEL: func.func public @recursive
// CHECK: call @forever
// CHECK: func.func private @forever
func.func public @recursive(%input: tensor<2xf32>) -> tensor<2xf32> {
  %0 = call @forever(%input) : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
func.func private @forever(%input: tensor<2xf32>) -> tensor<2xf32> {
  %0 = call @forever(%input) : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

// CHECK-LABEL: func.func public @inside_of_a_loop
// CHECK: stablehlo.while
// CHECK: stablehlo.negate
// CHECK-NOT: call
func.func public @inside_of_a_loop(%count: tensor<i32>, %input: tensor<2xf32>) -> tensor<2xf32> {
  %0:2 = stablehlo.while(%n = %count, %value = %input) : tensor<i32>, tensor<2xf32>
  cond {
    %more = stablehlo.compare GT, %n, %count : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %more : tensor<i1>
  } do {
    %next = func.call @step(%value) : (tensor<2xf32>) -> tensor<2xf32>
    stablehlo.return %n, %next : tensor<i32>, tensor<2xf32>
  }
  return %0#1 : tensor<2xf32>
}
func.func private @step(%input: tensor<2xf32>) -> tensor<2xf32> {
  %0 = stablehlo.negate %input : tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

// Constants of what is inlined stand in front.
// CHECK-LABEL: func.func public @constants
// CHECK-NEXT: constant dense<1.000000e+00>
// CHECK-NEXT: constant dense<2.000000e+00>
// CHECK-NEXT: stablehlo.negate
func.func public @constants(%input: tensor<2xf32>) -> tensor<2xf32> {
  %one = stablehlo.constant dense<1.0> : tensor<2xf32>
  %0 = stablehlo.negate %input : tensor<2xf32>
  %1 = stablehlo.add %0, %one : tensor<2xf32>
  %2 = call @twice(%1) : (tensor<2xf32>) -> tensor<2xf32>
  return %2 : tensor<2xf32>
}
func.func private @twice(%input: tensor<2xf32>) -> tensor<2xf32> {
  %two = stablehlo.constant dense<2.0> : tensor<2xf32>
  %0 = stablehlo.multiply %input, %two : tensor<2xf32>
  return %0 : tensor<2xf32>
}
