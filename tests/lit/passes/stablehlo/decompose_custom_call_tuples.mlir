// RUN: ttmlir-opt --decompose-custom-call-tuples %s | FileCheck %s

// CHECK-LABEL: @taken_apart
// CHECK-NOT: tuple
// CHECK: return %arg1 : tensor<3xf32>
func.func @taken_apart(%first: tensor<2xf32>, %second: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.tuple %first, %second : tuple<tensor<2xf32>, tensor<3xf32>>
  %1 = stablehlo.get_tuple_element %0[1] : (tuple<tensor<2xf32>, tensor<3xf32>>) -> tensor<3xf32>
  return %1 : tensor<3xf32>
}

// CHECK-LABEL: @returned_whole
// CHECK: stablehlo.tuple
func.func @returned_whole(%first: tensor<2xf32>) -> tuple<tensor<2xf32>> {
  %0 = stablehlo.tuple %first : tuple<tensor<2xf32>>
  return %0 : tuple<tensor<2xf32>>
}
