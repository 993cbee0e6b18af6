// RUN: ttmlir-opt --stablehlo-refine-shapes --split-input-file --verify-diagnostics %s | FileCheck %s

// CHECK-LABEL: func.func @wrapped_argument
// CHECK-SAME: (%arg0: tensor<3x5xf32>) -> tensor<3x5xf32>
// CHECK-NEXT: %[[ABS:.*]] = stablehlo.abs %arg0 : tensor<3x5xf32>
// CHECK-NEXT: return %[[ABS]]
func.func @wrapped_argument(%input: tensor<3x5xf32>) -> tensor<?x5xf32> {
  %shape = stablehlo.constant dense<[3, 5]> : tensor<2xi64>
  %old = stablehlo.custom_call @stablehlo.shape_refinement_operand_wrapper(%input, %shape) {indices_of_shape_operands = dense<1> : tensor<1xi64>} : (tensor<3x5xf32>, tensor<2xi64>) -> tensor<?x5xf32>
  %abs = stablehlo.abs %old : tensor<?x5xf32>
  return %abs : tensor<?x5xf32>
}

// -----

// Sizes are computed, whatever ops compute them.
// CHECK-LABEL: func.func @computed_size
// CHECK: stablehlo.dynamic_iota {{.*}} -> tensor<11xi32>
func.func @computed_size(%input: tensor<5xf32>) -> tensor<?xi32> {
  %size = stablehlo.get_dimension_size %input, dim = 0 : (tensor<5xf32>) -> tensor<i32>
  %two = stablehlo.constant dense<2> : tensor<i32>
  %one = stablehlo.constant dense<1> : tensor<i32>
  %double = stablehlo.multiply %size, %two : tensor<i32>
  %more = stablehlo.add %double, %one : tensor<i32>
  %shape = stablehlo.reshape %more : (tensor<i32>) -> tensor<1xi32>
  %iota = stablehlo.dynamic_iota %shape, dim = 0 : (tensor<1xi32>) -> tensor<?xi32>
  return %iota : tensor<?xi32>
}

// -----

// A size that only a float tells is not computed.
// CHECK-LABEL: func.func @float_size
// CHECK: stablehlo.dynamic_iota {{.*}} -> tensor<?xi32>
func.func @float_size() -> tensor<?xi32> {
  %size = stablehlo.constant dense<3.0> : tensor<1xf32>
  %shape = stablehlo.convert %size : (tensor<1xf32>) -> tensor<1xi32>
  %iota = stablehlo.dynamic_iota %shape, dim = 0 : (tensor<1xi32>) -> tensor<?xi32>
  return %iota : tensor<?xi32>
}

// -----

// Loops and branches; the call after the branches sees what they return.
// CHECK-LABEL: func.func @main
// CHECK-SAME: -> (tensor<3xf32>, tensor<3xf32>)
// CHECK: stablehlo.while(%iterArg = %{{.*}}) : tensor<3xf32>
// CHECK: "stablehlo.if"
// CHECK: (tensor<i1>) -> tensor<3xf32>
// CHECK: call @twice({{.*}}) : (tensor<3xf32>) -> tensor<3xf32>
// CHECK: func.func private @twice(%arg0: tensor<3xf32>) -> tensor<3xf32>
func.func @main(%input: tensor<3xf32>, %go: tensor<i1>) -> (tensor<?xf32>, tensor<?xf32>) {
  %any = stablehlo.convert %input : (tensor<3xf32>) -> tensor<?xf32>
  %loop = stablehlo.while(%x = %any) : tensor<?xf32>
    cond {
      stablehlo.return %go : tensor<i1>
    } do {
      %y = stablehlo.abs %x : tensor<?xf32>
      stablehlo.return %y : tensor<?xf32>
    }
  %branch = "stablehlo.if"(%go) ({
    %y = stablehlo.negate %any : tensor<?xf32>
    stablehlo.return %y : tensor<?xf32>
  }, {
    stablehlo.return %any : tensor<?xf32>
  }) : (tensor<i1>) -> tensor<?xf32>
  %called = call @twice(%branch) : (tensor<?xf32>) -> tensor<?xf32>
  return %loop, %called : tensor<?xf32>, tensor<?xf32>
}
func.func private @twice(%x: tensor<?xf32>) -> tensor<?xf32> {
  %y = stablehlo.add %x, %x : tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

// A composite's decomposition is refined, and copied for each of two sizes.
// CHECK-LABEL: func.func @main
// CHECK: stablehlo.composite "test.double" %{{.*}} {decomposition = @double} : (tensor<3xf32>) -> tensor<3xf32>
// CHECK: stablehlo.composite "test.double" %{{.*}} {decomposition = @double_0} : (tensor<5xf32>) -> tensor<5xf32>
// CHECK: stablehlo.composite "test.double" %{{.*}} {decomposition = @double_0} : (tensor<5xf32>) -> tensor<5xf32>
// CHECK: func.func private @double(%arg0: tensor<3xf32>) -> tensor<3xf32>
// CHECK: func.func private @double_0(%arg0: tensor<5xf32>) -> tensor<5xf32>
func.func @main(%short: tensor<3xf32>, %long: tensor<5xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %a = stablehlo.convert %short : (tensor<3xf32>) -> tensor<?xf32>
  %b = stablehlo.convert %long : (tensor<5xf32>) -> tensor<?xf32>
  %0 = stablehlo.composite "test.double" %a {decomposition = @double} : (tensor<?xf32>) -> tensor<?xf32>
  %1 = stablehlo.composite "test.double" %b {decomposition = @double} : (tensor<?xf32>) -> tensor<?xf32>
  %2 = stablehlo.composite "test.double" %b {decomposition = @double} : (tensor<?xf32>) -> tensor<?xf32>
  return %0, %1, %2 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}
func.func private @double(%x: tensor<?xf32>) -> tensor<?xf32> {
  %y = stablehlo.add %x, %x : tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

// A bound gives way to the size below it.
// CHECK-LABEL: func.func @bounded
// CHECK: stablehlo.abs %arg0 : tensor<3xf32>
func.func @bounded(%input: tensor<3xf32>) -> tensor<?xf32, #stablehlo.bounds<4>> {
  %0 = stablehlo.abs %input : (tensor<3xf32>) -> tensor<?xf32, #stablehlo.bounds<4>>
  return %0 : tensor<?xf32, #stablehlo.bounds<4>>
}

// -----

func.func @main(%short: tensor<3xf32>, %long: tensor<5xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %a = stablehlo.convert %short : (tensor<3xf32>) -> tensor<?xf32>
  %b = stablehlo.convert %long : (tensor<5xf32>) -> tensor<?xf32>
  %0 = call @double(%a) : (tensor<?xf32>) -> tensor<?xf32>
  // expected-error@+1 {{operand type mismatch}}
  %1 = call @double(%b) : (tensor<?xf32>) -> tensor<?xf32>
  return %0, %1 : tensor<?xf32>, tensor<?xf32>
}
// expected-error@+1 {{refined with incompatible refinement keys}}
func.func private @double(%x: tensor<?xf32>) -> tensor<?xf32> {
  return %x : tensor<?xf32>
}

// -----

func.func @bad_index(%input: tensor<3xf32>, %shape: tensor<1xi64>) -> tensor<?xf32> {
  // expected-error@+1 {{indices_of_shape_operands: index #0 (2) must be within bounds for operation operands (from 0 to 2)}}
  %0 = stablehlo.custom_call @foo(%input, %shape) {indices_of_shape_operands = dense<2> : tensor<1xi64>} : (tensor<3xf32>, tensor<1xi64>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

// The result's element type is its own.
// CHECK-LABEL: func.func @wider_element
// CHECK: stablehlo.dot_general {{.*}} -> tensor<2x5xf64>
func.func @wider_element(%x: tensor<2x3xf32>, %y: tensor<3x5xf32>) -> tensor<?x5xf64> {
  %0 = stablehlo.dot_general %x, %y, contracting_dims = [1] x [0] : (tensor<2x3xf32>, tensor<3x5xf32>) -> tensor<?x5xf64>
  return %0 : tensor<?x5xf64>
}

// -----

// On shards sizes are divided by the manual axes; a size that goes in is a constant there.
// CHECK-LABEL: func.func @manual
// CHECK-SAME: -> tensor<8x6xf32>
// CHECK: sdy.manual_computation
// CHECK-SAME: (%arg1: tensor<i32>, %arg2: tensor<2x3xf32>)
// CHECK-NEXT: %[[N:.*]] = stablehlo.constant dense<8> : tensor<1xi32>
// CHECK-NEXT: stablehlo.tanh %arg2 : tensor<2x3xf32>
// CHECK-NEXT: stablehlo.dynamic_iota %[[N]], dim = 0 : (tensor<1xi32>) -> tensor<8xf32>
// CHECK: } : (tensor<i32>, tensor<8x6xf32>) -> (tensor<8x6xf32>, tensor<8xf32>)
sdy.mesh @mesh = <["x"=4, "y"=2]>
func.func @manual(%x: tensor<8x6xf32>) -> tensor<?x6xf32> {
  %any = stablehlo.convert %x : (tensor<8x6xf32>) -> tensor<?x6xf32>
  %n = stablehlo.get_dimension_size %any, dim = 0 : (tensor<?x6xf32>) -> tensor<i32>
  %0:2 = sdy.manual_computation(%n, %any) in_shardings=[<@mesh, []>, <@mesh, [{"x"}, {"y"}]>] out_shardings=[<@mesh, [{"x"}, {"y"}]>, <@mesh, [{}]>] manual_axes={"x", "y"} (%m: tensor<i32>, %part: tensor<?x3xf32>) {
    %1 = stablehlo.tanh %part : tensor<?x3xf32>
    %2 = stablehlo.reshape %m : (tensor<i32>) -> tensor<1xi32>
    %3 = stablehlo.dynamic_iota %2, dim = 0 : (tensor<1xi32>) -> tensor<?xf32>
    sdy.return %1, %3 : tensor<?x3xf32>, tensor<?xf32>
  } : (tensor<i32>, tensor<?x6xf32>) -> (tensor<?x6xf32>, tensor<?xf32>)
  return %0#0 : tensor<?x6xf32>
}
