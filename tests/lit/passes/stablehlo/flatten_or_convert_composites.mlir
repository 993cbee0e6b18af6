// RUN: ttmlir-opt --flatten-or-convert-composites --split-input-file %s | FileCheck %s

sdy.mesh @mesh = <["x"=1, "y"=2]>
// CHECK-LABEL: @flattened
// CHECK-NOT: stablehlo.composite
// CHECK: stablehlo.abs %arg0 {reoutline.arg_operand_indices = array<i64: 0>, reoutline.comp_attrs = {scale = 2 : i64}, reoutline.group = "composite_body", reoutline.operand_types = [tensor<8xf32>], reoutline.orig_name = "some.op", reoutline.seed}
// CHECK: stablehlo.negate %{{.*}} {reoutline.group = "composite_body", reoutline.result_pos = array<i64: 0>}
// CHECK-NOT: @body
func.func @flattened(%input: tensor<8xf32>) -> tensor<8xf32> {
  %0 = stablehlo.composite "some.op" %input {composite_attributes = {scale = 2 : i64}, decomposition = @body} : (tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}
func.func private @body(%input: tensor<8xf32>) -> tensor<8xf32> {
  %0 = stablehlo.abs %input : tensor<8xf32>
  %1 = stablehlo.negate %0 : tensor<8xf32>
  return %1 : tensor<8xf32>
}

// -----

sdy.mesh @mesh = <["x"=1, "y"=2]>
// CHECK-LABEL: @converted
// CHECK: stablehlo.custom_call @tenstorrent.rms_norm(%arg0) {tt.composite_attributes = {epsilon = 2.500000e-01 : f32}, tt.has_custom_sharding}
func.func @converted(%input: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %0 = stablehlo.composite "tenstorrent.rms_norm" %input {composite_attributes = {epsilon = 0.25 : f32}, decomposition = @body} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}
func.func private @body(%input: tensor<8x4xf32>) -> tensor<8x4xf32> {
  return %input : tensor<8x4xf32>
}

// -----

// On one chip there is nothing to spread.
sdy.mesh @mesh = <["x"=1, "y"=1]>
// CHECK-LABEL: @one_chip
// CHECK: stablehlo.composite "some.op"
func.func @one_chip(%input: tensor<8xf32>) -> tensor<8xf32> {
  %0 = stablehlo.composite "some.op" %input {decomposition = @body} : (tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}
func.func private @body(%input: tensor<8xf32>) -> tensor<8xf32> {
  return %input : tensor<8xf32>
}
