// RUN: ttmlir-opt --stablehlo-canonicalize-dynamism --split-input-file --verify-diagnostics %s | FileCheck %s

// CHECK-LABEL: func.func @static_forms
// CHECK-NOT: dynamic
// CHECK: stablehlo.broadcast_in_dim %arg0, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: stablehlo.reshape %arg0 : (tensor<3xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: stablehlo.iota dim = 0 : tensor<5xi32>
// CHECK-NEXT: stablehlo.pad %arg0, %{{.*}}, low = [1], high = [1], interior = [1]
// CHECK-NEXT: stablehlo.slice %arg0 [1:2]
func.func @static_forms(%x: tensor<3xf32>) -> (tensor<2x3xf32>, tensor<3x1xf32>, tensor<5xi32>, tensor<7xf32>, tensor<1xf32>) {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %one = stablehlo.constant dense<1> : tensor<1xi32>
  %two = stablehlo.constant dense<2> : tensor<1xi32>
  %five = stablehlo.constant dense<5> : tensor<1xi32>
  %wide = stablehlo.constant dense<[2, 3]> : tensor<2xi32>
  %tall = stablehlo.constant dense<[3, 1]> : tensor<2xi32>
  %0 = stablehlo.dynamic_broadcast_in_dim %x, %wide, dims = [1] : (tensor<3xf32>, tensor<2xi32>) -> tensor<2x3xf32>
  %1 = stablehlo.dynamic_reshape %x, %tall : (tensor<3xf32>, tensor<2xi32>) -> tensor<3x1xf32>
  %2 = stablehlo.dynamic_iota %five, dim = 0 : (tensor<1xi32>) -> tensor<5xi32>
  %3 = stablehlo.dynamic_pad %x, %zero, %one, %one, %one : (tensor<3xf32>, tensor<f32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<7xf32>
  %4 = stablehlo.real_dynamic_slice %x, %one, %two, %one : (tensor<3xf32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<1xf32>
  return %0, %1, %2, %3, %4 : tensor<2x3xf32>, tensor<3x1xf32>, tensor<5xi32>, tensor<7xf32>, tensor<1xf32>
}

// -----

// A slice of known size from an unknown place.
// CHECK-LABEL: func.func @known_size
// CHECK: stablehlo.dynamic_slice %arg0, %{{.*}}, sizes = [2] : (tensor<3xf32>, tensor<i32>) -> tensor<?xf32>
func.func @known_size(%x: tensor<3xf32>, %start: tensor<1xi32>) -> tensor<?xf32> {
  %one = stablehlo.constant dense<1> : tensor<1xi32>
  %two = stablehlo.constant dense<2> : tensor<1xi32>
  %limit = stablehlo.add %two, %start : tensor<1xi32>
  %0 = stablehlo.real_dynamic_slice %x, %start, %limit, %one : (tensor<3xf32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

// Without constants, and without a static result, ops stay.
// CHECK-LABEL: func.func @unknown
// CHECK: stablehlo.dynamic_reshape
// CHECK: stablehlo.dynamic_iota
func.func @unknown(%x: tensor<3xf32>, %shape: tensor<2xi32>) -> (tensor<3x1xf32>, tensor<?xi32>) {
  %five = stablehlo.constant dense<5> : tensor<1xi32>
  %0 = stablehlo.dynamic_reshape %x, %shape : (tensor<3xf32>, tensor<2xi32>) -> tensor<3x1xf32>
  %1 = stablehlo.dynamic_iota %five, dim = 0 : (tensor<1xi32>) -> tensor<?xi32>
  return %0, %1 : tensor<3x1xf32>, tensor<?xi32>
}

// -----

// CHECK-LABEL: func.func @custom_call
// CHECK: stablehlo.custom_call @foo(%arg0) : (tensor<3xf32>) -> tensor<2xf32>
func.func @custom_call(%x: tensor<3xf32>) -> tensor<2xf32> {
  %two = stablehlo.constant dense<2> : tensor<1xi64>
  %0 = stablehlo.custom_call @foo(%x, %two) {indices_of_shape_operands = dense<1> : tensor<1xi64>} : (tensor<3xf32>, tensor<1xi64>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @other_shape(%x: tensor<3xf32>) -> tensor<2xf32> {
  %four = stablehlo.constant dense<4> : tensor<1xi64>
  // expected-error@+1 {{refinement #0 ([4]) must be compatible with operation result #0 ('tensor<2xf32>')}}
  %0 = stablehlo.custom_call @foo(%x, %four) {indices_of_shape_operands = dense<1> : tensor<1xi64>} : (tensor<3xf32>, tensor<1xi64>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

// The calls by which JAX names ops on computed sizes.
// CHECK-LABEL: func.func @named_ops
// CHECK: chlo.top_k(%arg0, k = 2) : tensor<3xf32> -> (tensor<2xf32>, tensor<2xi32>)
// CHECK: "stablehlo.reduce_window"(%arg0, %arg1)
// CHECK-SAME: padding = dense<{{\[\[}}1, 0]]>
// CHECK-SAME: window_dimensions = array<i64: 2>
// CHECK: stablehlo.rng_bit_generator %arg2, algorithm = PHILOX
// CHECK: func.func private @adds
func.func @named_ops(%x: tensor<3xf32>, %zero: tensor<f32>, %state: tensor<2xui64>) -> (tensor<2xf32>, tensor<2xi32>, tensor<3xf32>, tensor<2xui64>, tensor<2xui32>) {
  %k = stablehlo.constant dense<2> : tensor<i32>
  %one = stablehlo.constant dense<1> : tensor<1xi32>
  %two = stablehlo.constant dense<2> : tensor<1xi32>
  %pad = stablehlo.constant dense<[[1, 0]]> : tensor<1x2xi32>
  %0:2 = stablehlo.custom_call @stablehlo.dynamic_top_k(%x, %k) : (tensor<3xf32>, tensor<i32>) -> (tensor<2xf32>, tensor<2xi32>)
  %1 = stablehlo.custom_call @stablehlo.dynamic_reduce_window(%x, %zero, %two, %one, %one, %one, %pad) {called_computations = [@adds]} : (tensor<3xf32>, tensor<f32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1x2xi32>) -> tensor<3xf32>
  %2:2 = stablehlo.custom_call @stablehlo.dynamic_rng_bit_generator(%state, %two) {rng_algorithm = #stablehlo<rng_algorithm PHILOX>} : (tensor<2xui64>, tensor<1xi32>) -> (tensor<2xui64>, tensor<2xui32>)
  return %0#0, %0#1, %1, %2#0, %2#1 : tensor<2xf32>, tensor<2xi32>, tensor<3xf32>, tensor<2xui64>, tensor<2xui32>
}
func.func @adds(%a: tensor<f32>, %b: tensor<f32>) -> tensor<f32> {
  %0 = stablehlo.add %a, %b : tensor<f32>
  return %0 : tensor<f32>
}
