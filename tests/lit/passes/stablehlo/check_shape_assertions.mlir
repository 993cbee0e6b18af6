// RUN: ttmlir-opt --stablehlo-check-shape-assertions --split-input-file --verify-diagnostics %s | FileCheck %s
// RUN: ttmlir-opt --stablehlo-check-shape-assertions=enable-shape-assertions=false --split-input-file %s | FileCheck %s --check-prefix=OFF

// OFF-NOT: shape_assertion

// CHECK-LABEL: func.func @holds
// CHECK-NOT: custom_call
func.func @holds() {
  %true = stablehlo.constant dense<true> : tensor<i1>
  stablehlo.custom_call @shape_assertion(%true) {error_message = "never said", has_side_effect = true} : (tensor<i1>) -> ()
  return
}

// -----

func.func @fails() {
  %false = stablehlo.constant dense<false> : tensor<i1>
  %size = stablehlo.constant dense<7> : tensor<i32>
  %step = stablehlo.constant dense<2> : tensor<i64>
  // expected-error@+1 {{size 7 is no multiple of 2: {braces}}}
  stablehlo.custom_call @shape_assertion(%false, %size, %step) {error_message = "size {0} is no multiple of {1}: {{braces}", has_side_effect = true} : (tensor<i1>, tensor<i32>, tensor<i64>) -> ()
  return
}

// -----

func.func @unknown(%held: tensor<i1>) {
  // expected-error@+1 {{expects static assert_what (operand #0)}}
  stablehlo.custom_call @shape_assertion(%held) {error_message = "", has_side_effect = true} : (tensor<i1>) -> ()
  return
}

// -----

func.func @specifier() {
  %true = stablehlo.constant dense<true> : tensor<i1>
  // expected-error@+1 {{expects error_message to contain format specifiers with error_message_input index less than 0. Found specifier {0}}}
  stablehlo.custom_call @shape_assertion(%true) {error_message = "{0}", has_side_effect = true} : (tensor<i1>) -> ()
  return
}

// -----

func.func @no_message() {
  %true = stablehlo.constant dense<true> : tensor<i1>
  // expected-error@+1 {{expects an error_message attribute}}
  stablehlo.custom_call @shape_assertion(%true) {has_side_effect = true} : (tensor<i1>) -> ()
  return
}
