// RUN: ttmlir-opt --sdy-export-named-computations %s | FileCheck %s
// RUN: ttmlir-opt --sdy-export-named-computations --sdy-unflatten-call-graph --symbol-dce %s | FileCheck %s --check-prefix=ONE

sdy.mesh @mesh = <["x"=2]>

// CHECK: call @negate(%arg0)
// CHECK: call @negate_0(
// CHECK: func.func private @negate(
// CHECK: func.func private @negate_0(
// ONE-COUNT-2: call @negate(
// ONE-NOT: @negate_0
func.func @main(%input: tensor<8xf32>) -> tensor<8xf32> {
  %once = sdy.named_computation<"negate">(%input) (%value: tensor<8xf32>) {
    %result = stablehlo.negate %value : tensor<8xf32>
    sdy.return %result : tensor<8xf32>
  } : (tensor<8xf32>) -> tensor<8xf32>
  %twice = sdy.named_computation<"negate">(%once) (%value: tensor<8xf32>) {
    %result = stablehlo.negate %value : tensor<8xf32>
    sdy.return %result : tensor<8xf32>
  } : (tensor<8xf32>) -> tensor<8xf32>
  return %twice : tensor<8xf32>
}
