// RUN: ttmlir-opt --symbol-dce %s | FileCheck %s

// CHECK: func.func public @main
// CHECK: func.func private @used
// CHECK-NOT: @unused
// CHECK-NOT: @used_by_unused
func.func public @main(%input: tensor<2xf32>) -> tensor<2xf32> {
  %0 = call @used(%input) : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
func.func private @used(%input: tensor<2xf32>) -> tensor<2xf32> {
  return %input : tensor<2xf32>
}
func.func private @unused(%input: tensor<2xf32>) -> tensor<2xf32> {
  %0 = call @used_by_unused(%input) : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
func.func private @used_by_unused(%input: tensor<2xf32>) -> tensor<2xf32> {
  return %input : tensor<2xf32>
}
