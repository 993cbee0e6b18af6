// RUN: ttmlir-opt --canonicalize %s | FileCheck %s

sdy.mesh @mesh = <["a"=2, "b"=4]>

// Rows in halves are the same halves of the elements in any shape.
// CHECK-LABEL: @reshard_across_reshapes
// CHECK: %[[FIRST:.*]] = sdy.reshard %arg0 <@mesh, [{"a"}, {}]>
// CHECK-NEXT: %[[FLAT:.*]] = stablehlo.reshape %[[FIRST]] {{.*}} -> tensor<24xf32>
// CHECK-NEXT: return %[[FIRST]], %[[FLAT]]
func.func @reshard_across_reshapes(%input: tensor<8x3xf32>) -> (tensor<8x3xf32>, tensor<24xf32>) {
  %whole = sdy.reshard %input <@mesh, [{"a"}, {}]> : tensor<8x3xf32>
  %flat = stablehlo.reshape %input : (tensor<8x3xf32>) -> tensor<24xf32>
  %again = sdy.reshard %flat <@mesh, [{"a"}]> : tensor<24xf32>
  return %whole, %again : tensor<8x3xf32>, tensor<24xf32>
}

// The same dimension, now an inner one: the same elements on every device.
// CHECK-LABEL: @reshard_across_a_transpose
// CHECK: %[[FIRST:.*]] = sdy.reshard %arg0 <@mesh, [{}, {"b"}]>
// CHECK-NEXT: %[[TURNED:.*]] = stablehlo.transpose %[[FIRST]]
// CHECK-NEXT: return %[[FIRST]], %[[TURNED]]
func.func @reshard_across_a_transpose(%input: tensor<3x8xf32>)
    -> (tensor<3x8xf32>, tensor<8x3xf32>) {
  %whole = sdy.reshard %input <@mesh, [{}, {"b"}]> : tensor<3x8xf32>
  %turned = stablehlo.transpose %input, dims = [1, 0] : (tensor<3x8xf32>) -> tensor<8x3xf32>
  %again = sdy.reshard %turned <@mesh, [{"b"}, {}]> : tensor<8x3xf32>
  return %whole, %again : tensor<3x8xf32>, tensor<8x3xf32>
}

// An axis over two dimensions comes apart where they are exchanged.
// CHECK-LABEL: @axis_divided_by_a_transpose
// CHECK: %[[FIRST:.*]] = sdy.reshard %arg0 <@mesh, [{"b":(2)2}, {"b":(1)2}, {}]>
// CHECK-NEXT: %[[TURNED:.*]] = stablehlo.transpose %[[FIRST]]
// CHECK-NEXT: %[[FLAT:.*]] = stablehlo.reshape %[[TURNED]]
// CHECK-NEXT: return %[[FIRST]], %[[FLAT]]
func.func @axis_divided_by_a_transpose(%input: tensor<2x2x3xf32>)
    -> (tensor<2x2x3xf32>, tensor<12xf32>) {
  %whole = sdy.reshard %input <@mesh, [{"b":(2)2}, {"b":(1)2}, {}]> : tensor<2x2x3xf32>
  %turned = stablehlo.transpose %input, dims = [1, 0, 2]
      : (tensor<2x2x3xf32>) -> tensor<2x2x3xf32>
  %flat = stablehlo.reshape %turned : (tensor<2x2x3xf32>) -> tensor<12xf32>
  %again = sdy.reshard %flat <@mesh, [{"b"}]> : tensor<12xf32>
  return %whole, %again : tensor<2x2x3xf32>, tensor<12xf32>
}

// The dimension with the same index is another one.
// CHECK-LABEL: @other_dimension_after_a_transpose
// CHECK: sdy.reshard
// CHECK: sdy.reshard
func.func @other_dimension_after_a_transpose(%input: tensor<8x8xf32>)
    -> (tensor<8x8xf32>, tensor<8x8xf32>) {
  %whole = sdy.reshard %input <@mesh, [{"a"}, {}]> : tensor<8x8xf32>
  %turned = stablehlo.transpose %input, dims = [1, 0] : (tensor<8x8xf32>) -> tensor<8x8xf32>
  %again = sdy.reshard %turned <@mesh, [{"a"}, {}]> : tensor<8x8xf32>
  return %whole, %again : tensor<8x8xf32>, tensor<8x8xf32>
}

// CHECK-LABEL: @other_elements_after_a_reshape
// CHECK: sdy.reshard
// CHECK: sdy.reshard
func.func @other_elements_after_a_reshape(%input: tensor<16xf32>)
    -> (tensor<16xf32>, tensor<4x4xf32>) {
  %whole = sdy.reshard %input <@mesh, [{"a"}]> : tensor<16xf32>
  %square = stablehlo.reshape %input : (tensor<16xf32>) -> tensor<4x4xf32>
  %again = sdy.reshard %square <@mesh, [{}, {"a"}]> : tensor<4x4xf32>
  return %whole, %again : tensor<16xf32>, tensor<4x4xf32>
}

// Devices wait for one another in a collective: it stays.
// CHECK-LABEL: @unused_collective
// CHECK-NEXT: sdy.all_reduce
// CHECK-NEXT: return
func.func @unused_collective(%input: tensor<8xf32>) {
  %sum = sdy.all_reduce {"a"} %input out_sharding=<@mesh, [{}]> : tensor<8xf32>
  return
}

// CHECK-LABEL: @unused_all_to_all
// CHECK-NEXT: return
func.func @unused_all_to_all(
    %input: tensor<8x8xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"a"}, {}]>}) {
  %moved = sdy.all_to_all [{"a"}: 0->1] %input out_sharding=<@mesh, [{}, {"a"}]> : tensor<8x8xf32>
  return
}

// CHECK-LABEL: @equal_slices
// CHECK-NEXT: %[[SCATTERED:.*]] = sdy.reduce_scatter [{"a"}] %arg0
// CHECK-NEXT: return %[[SCATTERED]], %[[SCATTERED]]
func.func @equal_slices(%input: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %sum = sdy.all_reduce {"a"} %input out_sharding=<@mesh, [{}]> : tensor<8xf32>
  %one = sdy.all_slice [{"a"}] %sum out_sharding=<@mesh, [{"a"}]> : tensor<8xf32>
  %two = sdy.all_slice [{"a"}] %sum out_sharding=<@mesh, [{"a"}]> : tensor<8xf32>
  return %one, %two : tensor<8xf32>, tensor<8xf32>
}
