// RUN: ttmlir-opt --const-eval-hoist-transform %s | FileCheck %s
// RUN: ttmlir-opt --const-eval-hoist-transform --const-eval-hoist-transform %s | FileCheck %s

// Ops that depend on each other are one function; others have their own.
// CHECK-LABEL: func.func private @main_const_eval_0(
// CHECK-SAME: %[[W:[a-z0-9]+]]: tensor<8x5xf32>, %[[B:[a-z0-9]+]]: tensor<5xf32>) -> tensor<8x5xf32> attributes {tt.function_type = "const_eval"} {
// CHECK: %[[EXP:.*]] = "ttir.exp"(%[[W]])
// CHECK: %[[SUM:.*]] = "ttir.add"(%[[EXP]], %[[B]])
// CHECK: return %[[SUM]]
// CHECK-LABEL: func.func private @main_const_eval_1() -> tensor<5xf32>
// CHECK: "ttir.full"
// CHECK-NOT: func.func private
// CHECK: func.func @main(
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<4x8xf32>, %[[W:[a-z0-9]+]]: tensor<8x5xf32> {{.*}}, %[[B:[a-z0-9]+]]: tensor<5xf32>
// CHECK: %[[WEIGHT:.*]] = ttcore.load_cached(@main_const_eval_0, [%[[W]], %[[B]]]) : (tensor<8x5xf32>, tensor<5xf32>) -> tensor<8x5xf32>
// CHECK: %[[TWO:.*]] = ttcore.load_cached(@main_const_eval_1, []) : () -> tensor<5xf32>
// CHECK: %[[NOT_CONSTANT:.*]] = "ttir.matmul"(%[[X]], %[[WEIGHT]])
// CHECK: "ttir.add"(%[[NOT_CONSTANT]], %[[TWO]])
func.func @main(%x: tensor<4x8xf32>, %w: tensor<8x5xf32> {ttcore.argument_type = #ttcore.argument_type<parameter>}, %b: tensor<5xf32> {ttcore.argument_type = #ttcore.argument_type<constant>}) -> tensor<4x5xf32> {
  %0 = "ttir.exp"(%w) : (tensor<8x5xf32>) -> tensor<8x5xf32>
  %1 = "ttir.add"(%0, %b) : (tensor<8x5xf32>, tensor<5xf32>) -> tensor<8x5xf32>
  %2 = "ttir.matmul"(%x, %1) <{transpose_a = false, transpose_b = false}> : (tensor<4x8xf32>, tensor<8x5xf32>) -> tensor<4x5xf32>
  %two = "ttir.full"() <{fill_value = 2.0 : f32, shape = array<i32: 5>}> : () -> tensor<5xf32>
  %3 = "ttir.add"(%2, %two) : (tensor<4x5xf32>, tensor<5xf32>) -> tensor<4x5xf32>
  return %3 : tensor<4x5xf32>
}

// A model's input is no constant; random numbers and caches change.
// CHECK-LABEL: func.func @nothing_constant(
// CHECK-NOT: ttcore.load_cached
func.func @nothing_constant(%x: tensor<4xf32> {ttcore.argument_type = #ttcore.argument_type<input>}, %cache: tensor<1x2x8x4xf32> {ttcore.argument_type = #ttcore.argument_type<parameter>}, %input: tensor<1x2x3x4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<1x2x8x4xf32>) {
  %0 = "ttir.exp"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = "ttir.rand"() <{size = [4 : i32], low = 0.0 : f32, high = 1.0 : f32, seed = 0 : ui32}> : () -> tensor<4xf32>
  "ttir.fill_cache"(%cache, %input) <{batch_offset = 0 : i32}> : (tensor<1x2x8x4xf32>, tensor<1x2x3x4xf32>) -> ()
  %2 = "ttir.neg"(%cache) : (tensor<1x2x8x4xf32>) -> tensor<1x2x8x4xf32>
  return %0, %1, %2 : tensor<4xf32>, tensor<4xf32>, tensor<1x2x8x4xf32>
}
