// RUN: ttmlir-opt --shape-legalize-to-stablehlo --canonicalize --split-input-file --verify-diagnostics %s | FileCheck %s

// What chlo-legalize-to-stablehlo makes of a dynamic broadcast, in StableHLO alone.
// CHECK-LABEL: func.func @broadcast
// CHECK-NOT: index
// CHECK-NOT: unrealized_conversion_cast
// CHECK: %[[X0:.*]] = stablehlo.get_dimension_size %arg0, dim = 0
// CHECK: %[[SIZES:.*]] = stablehlo.maximum %{{.*}}, %{{.*}} : tensor<2xi32>
// CHECK: stablehlo.dynamic_broadcast_in_dim %arg0, %[[SIZES]], dims = [0, 1] : (tensor<?x3xf32>, tensor<2xi32>) -> tensor<?x3xf32>
// CHECK: stablehlo.dynamic_broadcast_in_dim %arg1, %[[SIZES]], dims = [1] : (tensor<3xf32>, tensor<2xi32>) -> tensor<?x3xf32>
func.func @broadcast(%x: tensor<?x3xf32>, %y: tensor<3xf32>) -> tensor<?x3xf32> {
  %0 = shape.shape_of %x : tensor<?x3xf32> -> tensor<2xindex>
  %1 = shape.const_shape [3] : tensor<1xindex>
  %2 = shape.broadcast %0, %1 : tensor<2xindex>, tensor<1xindex> -> tensor<2xindex>
  %3 = stablehlo.dynamic_broadcast_in_dim %x, %2, dims = [0, 1] : (tensor<?x3xf32>, tensor<2xindex>) -> tensor<?x3xf32>
  %4 = stablehlo.dynamic_broadcast_in_dim %y, %2, dims = [1] : (tensor<3xf32>, tensor<2xindex>) -> tensor<?x3xf32>
  %5 = stablehlo.add %3, %4 : tensor<?x3xf32>
  return %5 : tensor<?x3xf32>
}

// -----

// CHECK-LABEL: func.func @flat
// CHECK-NOT: index
// CHECK: %[[N:.*]] = stablehlo.get_dimension_size %arg0, dim = 0
// CHECK: %[[COUNT:.*]] = stablehlo.multiply %[[N]], %{{.*}} : tensor<i32>
// CHECK: %[[SHAPE:.*]] = stablehlo.reshape %[[COUNT]] : (tensor<i32>) -> tensor<1xi32>
// CHECK: stablehlo.dynamic_reshape %arg0, %[[SHAPE]] : (tensor<?x3xf32>, tensor<1xi32>) -> tensor<?xf32>
func.func @flat(%x: tensor<?x3xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %0 = tensor.dim %x, %c0 : tensor<?x3xf32>
  %1 = arith.muli %0, %c3 : index
  %2 = tensor.from_elements %1 : tensor<1xindex>
  %3 = stablehlo.dynamic_reshape %x, %2 : (tensor<?x3xf32>, tensor<1xindex>) -> tensor<?xf32>
  return %3 : tensor<?xf32>
}

// -----

func.func @constraint(%x: tensor<2xindex>, %y: tensor<2xindex>) {
  // expected-error@+1 {{failed to legalize operation 'shape.cstr_broadcastable' that was explicitly marked illegal}}
  %0 = shape.cstr_broadcastable %x, %y : tensor<2xindex>, tensor<2xindex>
  return
}

// -----

func.func @unknown_dimension(%x: tensor<?xf32>, %dim: index) -> index {
  // expected-error@+1 {{failed to legalize operation 'tensor.dim' that was explicitly marked illegal}}
  %0 = tensor.dim %x, %dim : tensor<?xf32>
  return %0 : index
}
