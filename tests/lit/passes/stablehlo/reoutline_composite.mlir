// RUN: ttmlir-opt --flatten-or-convert-composites --reoutline-composite --split-input-file %s | FileCheck %s

sdy.mesh @mesh = <["x"=1, "y"=2]>
// Two composites of one decomposition are two groups; operands come back in their order.
// CHECK-LABEL: @twice
// CHECK: %[[FIRST:.*]] = stablehlo.composite "some.op" %arg1, %arg0 {composite_attributes = {factor = 2.000000e+00 : f32}, decomposition = @outlined_composite_body}
// CHECK: stablehlo.composite "some.op" %[[FIRST]], %arg0 {{.*}}decomposition = @outlined_composite_body_1
// CHECK-NOT: reoutline
func.func @twice(%a: tensor<8xf32>, %b: tensor<8xf32>) -> tensor<8xf32> {
  %0 = stablehlo.composite "some.op" %b, %a {composite_attributes = {factor = 2.0 : f32}, decomposition = @body} : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  %1 = stablehlo.composite "some.op" %0, %a {composite_attributes = {factor = 2.0 : f32}, decomposition = @body} : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return %1 : tensor<8xf32>
}
func.func private @body(%a: tensor<8xf32>, %b: tensor<8xf32>) -> tensor<8xf32> {
  %0 = stablehlo.negate %b : tensor<8xf32>
  %1 = stablehlo.subtract %a, %0 : tensor<8xf32>
  return %1 : tensor<8xf32>
}

// -----

// Another op has come between.
// CHECK-LABEL: @interrupted
// CHECK-NOT: stablehlo.composite
// CHECK: stablehlo.negate
// CHECK-NOT: reoutline
func.func @interrupted(%a: tensor<8xf32>) -> tensor<8xf32> {
  %0 = stablehlo.negate %a {reoutline.group = "g", reoutline.seed, reoutline.orig_name = "some.op", reoutline.comp_attrs = {}, reoutline.arg_operand_indices = array<i64: 0>} : tensor<8xf32>
  %1 = stablehlo.abs %0 : tensor<8xf32>
  %2 = stablehlo.negate %1 {reoutline.group = "g", reoutline.result_pos = array<i64: 0>} : tensor<8xf32>
  return %2 : tensor<8xf32>
}

// -----

// The sizes among the attributes are those of the whole tensor, which was cut along dimension 1.
// CHECK-LABEL: @sizes_outdated
// CHECK-NOT: stablehlo.composite
func.func @sizes_outdated(%a: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %0 = stablehlo.negate %a {reoutline.group = "g", reoutline.seed, reoutline.orig_name = "some.op", reoutline.comp_attrs = {num_groups = 8 : i64}, reoutline.operand_types = [tensor<8x8xf32>], reoutline.arg_operand_indices = array<i64: 0>, reoutline.result_pos = array<i64: 0>} : tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}

// -----

// Half of the channels are half of the groups.
// CHECK-LABEL: @fewer_groups
// CHECK: stablehlo.composite "tenstorrent.group_norm" %arg0 {composite_attributes = {channel_dim = 1 : i64, num_groups = 2 : i64}
func.func @fewer_groups(%a: tensor<2x4x3xf32>) -> tensor<2x4x3xf32> {
  %0 = stablehlo.negate %a {reoutline.group = "g", reoutline.seed, reoutline.orig_name = "tenstorrent.group_norm", reoutline.comp_attrs = {num_groups = 4 : i64, channel_dim = 1 : i64}, reoutline.operand_types = [tensor<2x8x3xf32>], reoutline.arg_operand_indices = array<i64: 0>, reoutline.result_pos = array<i64: 0>} : tensor<2x4x3xf32>
  return %0 : tensor<2x4x3xf32>
}

// -----

// A group of two channels is cut.
// CHECK-LABEL: @groups_in_parts
// CHECK-NOT: stablehlo.composite
func.func @groups_in_parts(%a: tensor<2x1x3xf32>) -> tensor<2x1x3xf32> {
  %0 = stablehlo.negate %a {reoutline.group = "g", reoutline.seed, reoutline.orig_name = "tenstorrent.group_norm", reoutline.comp_attrs = {num_groups = 4 : i64, channel_dim = 1 : i64}, reoutline.operand_types = [tensor<2x8x3xf32>], reoutline.arg_operand_indices = array<i64: 0>, reoutline.result_pos = array<i64: 0>} : tensor<2x1x3xf32>
  return %0 : tensor<2x1x3xf32>
}

// -----

// What is normalized is whole.
// CHECK-LABEL: @normalized_whole
// CHECK: stablehlo.composite "tenstorrent.layer_norm"
func.func @normalized_whole(%a: tensor<4x2x8xf32>) -> tensor<4x2x8xf32> {
  %0 = stablehlo.negate %a {reoutline.group = "g", reoutline.seed, reoutline.orig_name = "tenstorrent.layer_norm", reoutline.comp_attrs = {normalized_shape = dense<8> : tensor<1xi64>}, reoutline.operand_types = [tensor<4x4x8xf32>], reoutline.arg_operand_indices = array<i64: 0>, reoutline.result_pos = array<i64: 0>} : tensor<4x2x8xf32>
  return %0 : tensor<4x2x8xf32>
}

// -----

// CHECK-LABEL: @normalized_in_parts
// CHECK-NOT: stablehlo.composite
func.func @normalized_in_parts(%a: tensor<4x2x4xf32>) -> tensor<4x2x4xf32> {
  %0 = stablehlo.negate %a {reoutline.group = "g", reoutline.seed, reoutline.orig_name = "tenstorrent.layer_norm", reoutline.comp_attrs = {normalized_shape = dense<8> : tensor<1xi64>}, reoutline.operand_types = [tensor<4x2x8xf32>], reoutline.arg_operand_indices = array<i64: 0>, reoutline.result_pos = array<i64: 0>} : tensor<4x2x4xf32>
  return %0 : tensor<4x2x4xf32>
}
