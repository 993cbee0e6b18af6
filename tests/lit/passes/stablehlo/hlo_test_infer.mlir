// RUN: ttmlir-opt --hlo-test-infer --allow-unregistered-dialect %s | FileCheck %s

// CHECK-LABEL: func.func @types
func.func @types(%x: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // CHECK: "hlo_test_infer.return_types"(%{{.*}}) {types0 = tensor<3x2xf32>}
  %0 = stablehlo.transpose %x, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %1 = "hlo_test_infer.get_return_types"(%0) : (tensor<3x2xf32>) -> tensor<3x2xf32>
  return %1 : tensor<3x2xf32>
}

// CHECK-LABEL: func.func @extents
func.func @extents(%x: tensor<?x3xf32>) -> tensor<2xindex> {
  // CHECK: %[[N:.*]] = tensor.dim %arg0
  // CHECK: %[[R:.*]] = tensor.from_elements %{{.*}}, %[[N]]
  // CHECK: return %[[R]]
  %0 = stablehlo.transpose %x, dims = [1, 0] : (tensor<?x3xf32>) -> tensor<3x?xf32>
  %1 = "hlo_test_infer.reify_return_type_shapes"(%0) : (tensor<3x?xf32>) -> tensor<2xindex>
  return %1 : tensor<2xindex>
}

// CHECK-LABEL: func.func @free_element
func.func @free_element(%x: tensor<?x3xf32, #stablehlo.bounds<7, ?>>, %y: tensor<3x2xf32>) -> tensor<2xindex> {
  // CHECK: "hlo_test_infer.return_type_components"(%{{.*}}) {types0 = tensor<?x2xindex, #stablehlo.bounds<7, ?>>}
  %0 = stablehlo.dot %x, %y : (tensor<?x3xf32, #stablehlo.bounds<7, ?>>, tensor<3x2xf32>) -> tensor<?x2xf64>
  %1 = "hlo_test_infer.get_return_type_components"(%0) : (tensor<?x2xf64>) -> tensor<2xindex>
  return %1 : tensor<2xindex>
}
