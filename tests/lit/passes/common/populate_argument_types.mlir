// RUN: ttmlir-opt --tt-populate-argument-types="argument-types=forward=input,parameter,constant" %s | FileCheck %s
// RUN: not ttmlir-opt --tt-populate-argument-types="argument-types=forward=input" %s 2>&1 | FileCheck %s --check-prefix=COUNT
// RUN: not ttmlir-opt --tt-populate-argument-types="argument-types=backward=input" %s 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not ttmlir-opt --tt-populate-argument-types="argument-types=forward=output" %s 2>&1 | FileCheck %s --check-prefix=KIND

// CHECK: @forward(%arg0: tensor<2xf32> {ttcore.argument_type = #ttcore.argument_type<input>}
// CHECK-SAME: #ttcore.argument_type<parameter>
// CHECK-SAME: #ttcore.argument_type<constant>
// CHECK: @other(%arg0: tensor<2xf32>)
// COUNT: Did not provide the correct number of argument types for function: "forward". Expected: 3 arguments, got: 1 arguments
// NAME: Function: "backward" was provided in the argument types map
// KIND: Invalid argument type: output
func.func @forward(%input: tensor<2xf32>, %weight: tensor<3xf32>, %table: tensor<5xf32>) {
  return
}
func.func @other(%input: tensor<2xf32>) {
  return
}
